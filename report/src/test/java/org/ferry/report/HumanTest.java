package org.ferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0s",
        "-5, 0.0s",
        "440, 0.4s",
        "9949, 9.9s",
        "9950, 10s",
        "59499, 59s",
        "59500, 1m 00s",
        "83000, 1m 23s",
        "3599499, 59m 59s",
        "3599500, 1h 00m",
        "7800000, 2h 10m",
        "86399000, 23h 59m",
        "273600000, 3d 4h",
    })
    void saysDurationsInTwoUnits(long millis, String text) {
        assertThat(Human.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1288490188, 1.2 GiB", "2199023255552000, 2000.0 TiB"})
    void saysSizesAsDisksAreSized(long bytes, String text) {
        assertThat(Human.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"999, 999 B/s", "98000000, 98.0 MB/s", "1250000000, 1.3 GB/s"})
    void saysRatesAsNetworksDo(long rate, String text) {
        assertThat(Human.rate(rate)).isEqualTo(text);
    }

    @Test
    void putsATextOnOneLine() {
        assertThat(Human.oneLine(" a\n - b\r\n\n c ")).isEqualTo("a - b c");
    }
}
