package org.ferry.activities.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The helper program as a process of this machine, with other programs before the system's. */
final class HelperRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HelperRun() {}

    static JsonNode ask(Path programs, String instances, String command, String request) throws IOException {
        Process process = start(programs, instances, command);
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(request.getBytes(StandardCharsets.UTF_8));
        }
        return JSON.readTree(process.getInputStream().readAllBytes());
    }

    static Process start(Path programs, String... arguments) throws IOException {
        String program = new String(new HelperProgram().bytes(), StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-I", "-S", "-c", program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", programs + ":/usr/sbin:/usr/bin:/sbin:/bin");
        return builder.start();
    }
}
