package org.ferry.worker.config;

import java.nio.file.Path;
import java.util.List;

/** The configuration has problems; the message lists all of them, each with its key and what to do. */
public final class InvalidConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidConfigurationException(Path file, List<String> problems) {
        super("The configuration " + file + " can't be used:\n- " + String.join("\n- ", problems));
    }
}
