package org.ferry.activities.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {
    @Test
    void doesNotShowThePassword() {
        DatabaseSettings settings = new DatabaseSettings("ferry", "secret", Map.of("cell1", "jdbc:mariadb://h/nova"));

        assertThat(settings.toString()).contains("ferry", "cell1").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mariadb:sequential://node1:3306,node2:3306,node3:3306/nova",
                "jdbc:mariadb://proxy/nova?sslMode=verify-full"
            })
    void takesAUrlOfOneOrMoreNodes(String url) {
        assertThat(DatabaseSettings.problemOf(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mysql+pymysql://nova:x@node1/nova, is not of the form",
        "jdbc:mariadb://node1:3306, names no database",
        "jdbc:mariadb://node1/nova?user=nova, must not hold the user",
        "jdbc:mariadb://node1/nova?password=x, must not hold the user",
        "jdbc:mariadb://node1:port/nova, is not a JDBC URL"
    })
    void tellsWhatIsWrongWithAUrl(String url, String problem) {
        assertThat(DatabaseSettings.problemOf(url))
                .hasValueSatisfying(text -> assertThat(text).contains(problem));
    }
}
