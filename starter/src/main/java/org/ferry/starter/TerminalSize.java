package org.ferry.starter;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How large the terminal is; asked again and again, since people resize it. */
record TerminalSize(int rows, int columns) {
    private static final TerminalSize USUAL = new TerminalSize(24, 80);

    static TerminalSize now() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return parse(answer);
        } catch (IOException noTerminal) {
            return USUAL;
        }
    }

    /** Reads {@code "24 80"}; a terminal that does not know its size says {@code "0 0"}. */
    static TerminalSize parse(String answer) {
        if (!answer.strip().matches("[1-9][0-9]{0,4} [1-9][0-9]{0,4}")) {
            return USUAL;
        }
        String[] numbers = answer.strip().split(" ", -1);
        return new TerminalSize(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
}
