package org.ferry.workflows.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ferry.workflows.choose.Method;
import org.junit.jupiter.api.Test;

/** Who has a turn, and in which order. */
class LeasesTest {
    private static final Limits NARROW = new Limits(2, 2, 5, 1, 2);
    private Leases leases = Leases.NONE.under(NARROW);

    @Test
    void givesNoMoreOfASourceThanItsLimit() {
        claim("a→x live", "a→y live", "a→z live", "b→z live");

        assertThat(grantAll()).containsExactly("a→x live", "a→y live", "b→z live");
    }

    @Test
    void givesNoMoreOfATargetThanItsLimit() {
        claim("a→x live", "b→x live", "c→x live");

        assertThat(grantAll()).containsExactly("a→x live", "b→x live");
    }

    @Test
    void countsACopyMoreThanALiveMove() {
        claim("a→x manual", "a→y live");

        assertThat(grantAll()).containsExactly("a→x manual");
    }

    @Test
    void givesNoMoreOfTheCloudThanItsLimitAndInOrder() {
        claim("a→v manual", "b→w manual", "c→x manual", "d→y live");

        assertThat(grantAll()).containsExactly("a→v manual", "b→w manual");
        finish("a→v manual");
        assertThat(grantAll()).containsExactly("c→x manual", "d→y live");
    }

    @Test
    void givesAMoveThatIsHeavierThanTheLimitItsTurnAlone() {
        leases = leases.under(new Limits(1, 1, 1, 1, 2));
        claim("a→x manual", "b→y live");

        assertThat(grantAll()).containsExactly("a→x manual");
        finish("a→x manual");
        assertThat(grantAll()).containsExactly("b→y live");
    }

    @Test
    void letsNobodyOvertakeOnAHostThatAnotherWaitsFor() {
        claim("a→x live", "a→y live");
        grantAll();
        claim("a→z manual", "a→w live");
        finish("a→x live");

        assertThat(grantAll()).as("the copy needs all of a, and came first").isEmpty();
        finish("a→y live");
        assertThat(grantAll()).containsExactly("a→z manual");
    }

    @Test
    void takesNothingBackWhenLimitsBecomeNarrower() {
        claim("a→x live", "a→y live");
        grantAll();
        leases = leases.under(new Limits(1, 1, 1, 1, 2));
        claim("a→z live");

        assertThat(leases.held()).hasSize(2);
        assertThat(grantAll()).isEmpty();
    }

    @Test
    void takesAClaimOnceHoweverOftenItIsMade() {
        claim("a→x live", "a→x live");
        grantAll();
        claim("a→x live");

        assertThat(leases.held()).hasSize(1);
        assertThat(leases.waiting()).isEmpty();
    }

    @Test
    void neverExceedsALimitAndForgetsNobody() {
        Random dice = new Random(5);
        leases = leases.under(new Limits(3, 3, 8, 1, 2));
        List<String> unserved = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            String claim =
                    "s" + dice.nextInt(5) + "→t" + dice.nextInt(5) + (dice.nextBoolean() ? " live#" : " manual#") + i;
            claim(claim);
            unserved.add(claim);
            unserved.removeAll(grantAll());
            assertWithin();
            if (dice.nextInt(3) > 0 && !leases.held().isEmpty()) {
                leases = leases.without(
                        leases.held().get(dice.nextInt(leases.held().size())));
            }
        }
        while (!leases.held().isEmpty()) {
            leases = leases.without(leases.held().get(0));
            unserved.removeAll(grantAll());
            assertWithin();
        }

        assertThat(unserved).isEmpty();
    }

    @Test
    void changesOnlyWhatIsNamedAndRefusesTheRestByName() throws JsonProcessingException {
        assertThat(Limits.DEFAULT.changed(json("{\"cloud\": 7}"))).isEqualTo(new Limits(4, 4, 7, 1, 2));
        assertThatThrownBy(() -> Limits.DEFAULT.changed(json("{\"cloud\": 0, \"perHost\": 3}")))
                .hasMessageContaining("\"cloud\" must be a whole number from 1")
                .hasMessageContaining("unknown field \"perHost\"");
        assertThatThrownBy(() -> Limits.DEFAULT.changed(json("{\"cloud\": 2.5}")))
                .hasMessageContaining("it is 2.5");
    }

    private void assertWithin() {
        Map<String, Integer> used = new HashMap<>();
        for (Claim claim : leases.held()) {
            int weight = leases.limits().weight(claim.method());
            used.merge("from " + claim.source(), weight, Integer::sum);
            used.merge("to " + claim.target(), weight, Integer::sum);
            used.merge("cloud", weight, Integer::sum);
        }
        used.forEach((what, weight) -> assertThat(weight)
                .as(what)
                .isLessThanOrEqualTo(
                        what.equals("cloud")
                                ? leases.limits().cloud()
                                : leases.limits().perSource()));
    }

    private void claim(String... claims) {
        for (String claim : claims) {
            leases = leases.with(read(claim));
        }
    }

    private void finish(String claim) {
        leases = leases.without(read(claim));
    }

    private List<String> grantAll() {
        List<Claim> due = leases.due();
        due.forEach(claim -> leases = leases.granting(claim));
        return due.stream().map(Claim::workflowId).toList();
    }

    private static Claim read(String text) {
        String[] parts = text.split("[→ #]", -1);
        return new Claim(text, "run", parts[0], parts[1], Method.named(parts[2]).orElseThrow());
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
