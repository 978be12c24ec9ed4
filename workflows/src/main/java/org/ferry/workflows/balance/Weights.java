package org.ferry.workflows.balance;

/** How much unevenness of each resource counts in the score; 0 leaves it out. It still never runs over. */
public record Weights(double memory, double vcpus, double disk) {
    public static final Weights EQUAL = new Weights(1, 1, 1);

    public Weights {
        for (double weight : new double[] {memory, vcpus, disk}) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a weight is a number of 0 or more, not " + weight);
            }
        }
    }

    double of(int resource) {
        return switch (resource) {
            case Load.MEMORY -> memory;
            case Load.VCPUS -> vcpus;
            default -> disk;
        };
    }
}
