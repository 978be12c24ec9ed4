package org.ferry.workflows.choose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Traits that an instance asks its host for, in its flavor and its image: {@code trait:NAME=required|forbidden}. */
public final class Traits {
    private static final String PREFIX = "trait:";

    private Traits() {}

    /** Those marked so ({@code required} or {@code forbidden}). */
    public static Set<String> marked(String mark, Map<String, String> flavor, Map<String, String> image) {
        Set<String> traits = new TreeSet<>();
        for (Map<String, String> properties : List.of(flavor, image)) {
            properties.forEach((key, value) -> {
                if (key.startsWith(PREFIX) && value.equals(mark)) {
                    traits.add(key.substring(PREFIX.length()));
                }
            });
        }
        return traits;
    }
}
