package org.ferry.activities.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A private CA and its server certificate for 127.0.0.1 in one, made by the JDK's keytool. */
record TestCertificate(Path keystore, Path pem) {
    static final String PASSWORD = "changeit";

    static TestCertificate create(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path keystore = directory.resolve("server.p12");
        Path pem = directory.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "api",
                "-keyalg",
                "EC",
                "-dname",
                "CN=api",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keystore.toString());
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "api",
                "-storepass",
                PASSWORD,
                "-keystore",
                keystore.toString(),
                "-file",
                pem.toString());
        return new TestCertificate(keystore, pem);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
