package org.ferry.starter;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.schedules.ScheduleCalendarSpec;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleRange;
import io.temporal.client.schedules.ScheduleSpec;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ferry.workflows.drain.Window;
import org.ferry.workflows.request.RequestReader;
import org.jspecify.annotations.Nullable;

/**
 * When a Schedule starts its runs.
 *
 * @param overlap what is done when it is time and the run before still goes on
 */
record ScheduleTimes(List<ScheduleCalendarSpec> at, List<String> cron, ZoneId zone, Duration jitter, Overlap overlap) {
    private static final Set<String> FIELDS = Set.of("at", "cron", "timeZone", "jitter", "overlap");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Pattern AT = Pattern.compile("(\\S+) (\\d\\d:\\d\\d)");
    private static final Pattern CRON = Pattern.compile(
            "@(hourly|daily|midnight|weekly|monthly|yearly|annually|every \\S+)|[0-9A-Za-z*/,?-]+( [0-9A-Za-z*/,?-]+){4}");
    private static final int DAYS = 7;

    /** Maintenance that was due while Temporal was down must not begin in the middle of the next day. */
    private static final Duration CATCHUP_WINDOW = Duration.ofMinutes(10);

    /**
     * Of Temporal's policies those that end no run before its time: what is half done, a person has to see to.
     */
    enum Overlap {
        SKIP(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP),
        BUFFER_ONE(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE),
        BUFFER_ALL(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL),
        ALLOW_ALL(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL);

        private final ScheduleOverlapPolicy policy;

        Overlap(ScheduleOverlapPolicy policy) {
            this.policy = policy;
        }
    }

    /**
     * Reads what was given.
     *
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED that names every bad field at once
     */
    static ScheduleTimes parse(@Nullable JsonNode json) {
        RequestReader reader = RequestReader.of(json, FIELDS, "{\"at\":[\"Sat 22:00\"]}");
        if (!Objects.requireNonNull(json).has("at") && !json.has("cron")) {
            reader.problem("\"at\" or \"cron\" has to say when, for example \"Sat 22:00\"");
        }
        ZoneId zone = reader.parsed("timeZone", ScheduleTimes::zone);
        ScheduleTimes times = new ScheduleTimes(
                reader.allParsed("at", ScheduleTimes::calendar),
                reader.allParsed("cron", ScheduleTimes::cron),
                zone == null ? UTC : zone,
                reader.duration("jitter", Duration.ZERO, Duration.ZERO),
                reader.oneOf("overlap", Overlap.SKIP));
        reader.refuseProblems();
        return times;
    }

    ScheduleSpec spec() {
        return ScheduleSpec.newBuilder()
                .setCalendars(at)
                .setCronExpressions(cron)
                .setTimeZoneName(zone.getId())
                .setJitter(jitter)
                .build();
    }

    SchedulePolicy policy() {
        return SchedulePolicy.newBuilder()
                .setOverlap(overlap.policy)
                .setCatchupWindow(CATCHUP_WINDOW)
                .build();
    }

    /** Temporal knows regions, not offsets. */
    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException("it must be a time zone such as Europe/Amsterdam or UTC");
        }
        return ZoneId.of(name);
    }

    private static ScheduleCalendarSpec calendar(String text) {
        Matcher form = AT.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("it must look like \"Sat 22:00\", \"Mon-Fri 01:30\" or \"daily 03:00\"");
        }
        try {
            LocalTime time = LocalTime.parse(form.group(2));
            return ScheduleCalendarSpec.newBuilder()
                    .setDayOfWeek(Window.days(form.group(1)).stream()
                            .map(ScheduleTimes::number)
                            .toList())
                    .setHour(List.of(new ScheduleRange(time.getHour())))
                    .setMinutes(List.of(new ScheduleRange(time.getMinute())))
                    .build();
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    /** Temporal's week begins with Sunday, as 0. */
    private static ScheduleRange number(DayOfWeek day) {
        return new ScheduleRange(day.getValue() % DAYS);
    }

    /** The form only; what is in it is checked by Temporal. */
    private static String cron(String text) {
        if (!CRON.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "it must look like \"0 22 * * 6\": minute, hour, day of the month, month,"
                            + " day of the week; or \"@daily\"");
        }
        return text;
    }
}
