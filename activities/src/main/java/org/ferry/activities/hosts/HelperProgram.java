package org.ferry.activities.hosts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The program that travels to the hosts: the modules of {@code ferry_host} put together to one file, known by its
 * SHA-256. It is started through a line of Python that reads the file once, compares its digest, and runs what it has
 * compared; sudo admits that line with that digest, so that the owner of the file can't become root by changing it.
 */
final class HelperProgram {
    private static final String FOLDER = "ferry_host/";

    private final byte[] bytes;
    private final String digest;
    private final String bootstrap;

    HelperProgram() {
        String program = resource("parts.txt")
                .lines()
                .flatMap(part -> resource(part + ".py").lines())
                .filter(line -> !line.startsWith("from ferry_host"))
                .collect(Collectors.joining("\n", "", "\n"));
        bytes = program.getBytes(StandardCharsets.UTF_8);
        digest = sha256(bytes);
        bootstrap = resource("bootstrap.txt").strip();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String digest() {
        return digest;
    }

    /** Where the program lies on a host. */
    String path() {
        return "/var/lib/ferry/ferry-host-" + digest;
    }

    /** The words that run the program; {@code deploy/hosts/sudoers} admits exactly these. */
    List<String> command(boolean sudo, String instancesPath, String... arguments) {
        List<String> words = new ArrayList<>(sudo ? List.of("sudo", "-n") : List.of());
        words.addAll(List.of("/usr/bin/python3", "-I", "-S", "-c", bootstrap, digest, instancesPath));
        words.addAll(List.of(arguments));
        return words;
    }

    private static String resource(String name) {
        try (InputStream stream = HelperProgram.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("missing resource " + FOLDER + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
