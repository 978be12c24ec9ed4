package org.ferry.activities.openstack;

import java.util.Comparator;

/** A microversion of an OpenStack API, such as 2.73. */
public record Microversion(int major, int minor) implements Comparable<Microversion> {
    private static final Comparator<Microversion> ORDER =
            Comparator.comparingInt(Microversion::major).thenComparingInt(Microversion::minor);

    /** What a service without microversions counts as: older than every microversion. */
    public static final Microversion NONE = new Microversion(0, 0);

    /** Reads {@code "2.73"}; an empty text is {@link #NONE}. */
    public static Microversion parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        int dot = text.indexOf('.');
        return new Microversion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    /** The lower of the two. */
    public Microversion orLower(Microversion other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** Whether something that came with the other version is there. */
    public boolean has(Microversion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(Microversion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return this.equals(NONE) ? "none" : major + "." + minor;
    }
}
