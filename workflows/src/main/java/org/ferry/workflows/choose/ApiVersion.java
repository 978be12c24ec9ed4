package org.ferry.workflows.choose;

/** A microversion of Nova's API; one without microversions counts as 2.0. */
record ApiVersion(int major, int minor) {
    static ApiVersion parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new ApiVersion(2, 0)
                : new ApiVersion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    /** Whether something that came with the other version is there. */
    boolean has(ApiVersion other) {
        return major > other.major || (major == other.major && minor >= other.minor);
    }
}
