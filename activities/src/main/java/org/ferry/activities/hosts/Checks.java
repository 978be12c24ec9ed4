package org.ferry.activities.hosts;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What names and paths may look like before they leave for a host. The helper there checks again, for itself. */
final class Checks {
    static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]*");
    static final Pattern PATH = Pattern.compile("(/(?!\\.\\.(/|$))[A-Za-z0-9._-]+)+");
    static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]*");
    static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private Checks() {}

    /**
     * Fails unless the value matches.
     *
     * @throws IllegalArgumentException naming what it is
     */
    static void require(String what, String value, Pattern pattern) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is not acceptable: " + value);
        }
    }

    /** A command line for a remote shell: the one place where words are quoted for one. */
    static String shellCommand(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
