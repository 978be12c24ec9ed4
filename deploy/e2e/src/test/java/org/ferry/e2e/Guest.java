package org.ferry.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a guest says of itself over HTTP. */
final class Guest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private static final Pattern BEAT = Pattern.compile("hb boot=(\\d+) n=(\\d+) t=(\\d+)");

    private final String address;

    private Guest(String address) {
        this.address = address;
    }

    /** The guest of an instance, once it answers. */
    static Guest of(String id) {
        String address = Cloud.server(id)
                .path("addresses")
                .path("flat")
                .path(0)
                .path("addr")
                .asText();
        Guest guest = new Guest(address);
        await("the guest of " + id + " at " + address + " to have verified its data")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> guest.isIntact());
        return guest;
    }

    /** One line of the heartbeat file. */
    record Beat(int boot, long number, long second) {}

    /** Whether the guest, reading all its data from the disk again, finds it whole. */
    boolean isIntact() {
        return verify().strip().endsWith("VERIFIED");
    }

    /** Hashes of the guest's data as it wrote them, and what it finds when it reads the data again. */
    private String verify() {
        return get("/cgi-bin/verify");
    }

    /** The hash of the guest's data file. */
    String dataHash() {
        String hash = verify().split(" ", 2)[0];
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new AssertionError("the guest at " + address + " has no data hash: " + hash);
        }
        return hash;
    }

    /** All lines of the heartbeat file on the root disk. */
    List<Beat> heartbeat() {
        return beats(get("/heartbeat"));
    }

    /** All lines of the heartbeat file on the first data volume. */
    List<Beat> volumeHeartbeat() {
        return beats(get("/mnt/vdb/heartbeat"));
    }

    /** Fills a file with data that doesn't compress. */
    void fill(int mebibytes) {
        get("/cgi-bin/fill?" + mebibytes);
    }

    /** Writes over a file of that size again, flushing it: memory and disk that a live migration has to send again. */
    void dirty(int mebibytes) {
        get("/cgi-bin/dirty?" + mebibytes);
    }

    private static List<Beat> beats(String text) {
        List<Beat> beats = new ArrayList<>();
        Matcher matcher = BEAT.matcher(text);
        while (matcher.find()) {
            beats.add(new Beat(
                    Integer.parseInt(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3))));
        }
        return beats;
    }

    private String get(String path) {
        try {
            HttpResponse<String> response = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + path))
                            .timeout(Duration.ofMinutes(2))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException("the guest at " + address + " does not answer " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
