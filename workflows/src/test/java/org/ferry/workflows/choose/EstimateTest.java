package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** At 100 MiB/s, 256 MiB of memory take 2.56 s, 4 MiB of disk 0.04 s, and 40 MiB of base image 0.4 s. */
class EstimateTest {
    private static final String ASSUMED = "assumed 100 MiB/s: no former move of this kind is listed";

    @Test
    void takesALiveMoveForItsMemoryAndNoDowntime() {
        assertThat(new Given().bootedFromVolume().estimate(Method.LIVE))
                .isEqualTo(new Estimate(15_000 + 2_560, 0, ASSUMED));
    }

    @Test
    void takesABlockLiveMoveForItsMemoryAndDisksAndNoDowntime() {
        assertThat(new Given().estimate(Method.BLOCK_LIVE)).isEqualTo(new Estimate(15_000 + 2_600, 0, ASSUMED));
    }

    @Test
    void takesAColdMoveForItsDisksAndIsDownAllTheWhile() {
        assertThat(new Given().estimate(Method.COLD)).isEqualTo(new Estimate(40_040, 40_040, ASSUMED));
    }

    @Test
    void takesNothingForDisksOnStorageThatBothHostsShare() {
        assertThat(new Given().sharedInstancesPath().estimate(Method.COLD))
                .isEqualTo(new Estimate(40_000, 40_000, ASSUMED));
    }

    @Test
    void takesAForcedMoveForTheTimeThatHostsAreDisabled() {
        assertThat(new Given().estimate(Method.FORCED_COLD)).isEqualTo(new Estimate(50_040, 50_040, ASSUMED));
    }

    @Test
    void isNotDownWhileBaseImagesAreCopiedByHand() {
        assertThat(new Given().estimate(Method.MANUAL)).isEqualTo(new Estimate(40_440, 40_040, ASSUMED));
    }

    @Test
    void isNotDownLongerWhenItIsDownAlready() {
        assertThat(new Given().stopped().estimate(Method.COLD).downMillis()).isZero();
        assertThat(new Given().stopped().estimate(Method.FORCED_COLD).downMillis())
                .isZero();
        assertThat(new Given().stopped().estimate(Method.MANUAL).downMillis()).isZero();
    }

    @Test
    void goesByTheRateOfFormerMovesOfTheSameKind() {
        Given given = new Given().diskBytes(1L << 30).rate(Method.COLD, 512L << 20, 7);
        assertThat(given.estimate(Method.COLD)).isEqualTo(new Estimate(42_000, 42_000, "7 former moves at 512 MiB/s"));
        assertThat(given.estimate(Method.MANUAL).basis()).isEqualTo(ASSUMED);
    }

    @Test
    void saysThatThereWasOnlyOneFormerMove() {
        assertThat(new Given()
                        .rate(Method.COLD, 1L << 20, 1)
                        .estimate(Method.COLD)
                        .basis())
                .isEqualTo("1 former move at 1 MiB/s");
    }

    @Test
    void survivesARateOfNothing() {
        assertThat(new Given().rate(Method.COLD, 0, 1).estimate(Method.COLD).millis())
                .isPositive();
    }

    @Test
    void isShownForWhatIsPossibleOnly() {
        Plan plan = new Given().plan();
        assertThat(plan.option(Method.BLOCK_LIVE).millis()).isEqualTo(17_600);
        assertThat(plan.option(Method.BLOCK_LIVE).basis()).isEqualTo(ASSUMED);
        assertThat(plan.option(Method.LIVE).millis()).isZero();
        assertThat(plan.option(Method.LIVE).basis()).isEmpty();
    }
}
