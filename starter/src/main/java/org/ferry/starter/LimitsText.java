package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.limits.Leases;
import org.ferry.workflows.limits.Limits;

/** The limits of all moves, who moves, and who waits for a turn. */
final class LimitsText {
    private LimitsText() {}

    /**
     * Its lines.
     *
     * @param kept whether somebody keeps them: since the first move, or the first change
     */
    static List<String> of(Leases leases, boolean kept, Style style, int columns) {
        Limits limits = leases.limits();
        int used = leases.held().stream()
                .mapToInt(claim -> limits.weight(claim.method()))
                .sum();
        Table table = new Table(style, "LIMIT", ">UNITS", "OF");
        row(table, "per source", limits.perSource(), "moves away from one compute host");
        row(table, "per target", limits.perTarget(), "moves to one compute host");
        row(table, "cloud", limits.cloud(), "all moves; " + used + " in use now");
        row(table, "live weight", limits.liveWeight(), "what a live migration counts");
        row(table, "copy weight", limits.copyWeight(), "what a move counts that copies disks");
        List<String> lines = new ArrayList<>(table.lines(columns));
        lines.add("");
        if (!kept) {
            lines.add("These are the defaults: no move has begun yet.");
        } else if (leases.held().isEmpty() && leases.waiting().isEmpty()) {
            lines.add("No move goes on, and none waits.");
        } else {
            lines.addAll(claims(leases, style, columns));
        }
        return lines;
    }

    /** {@code limits}, as {@link Json} prints the others. */
    static ObjectNode json(Leases leases, boolean kept) {
        Limits limits = leases.limits();
        ObjectNode json = Json.event("limits")
                .put("perSource", limits.perSource())
                .put("perTarget", limits.perTarget())
                .put("cloud", limits.cloud())
                .put("liveWeight", limits.liveWeight())
                .put("copyWeight", limits.copyWeight())
                .put("kept", kept);
        leases.held().forEach(claim -> put(claim, limits, json.withArray("held")));
        leases.waiting().forEach(claim -> put(claim, limits, json.withArray("waiting")));
        json.withArray("held");
        json.withArray("waiting");
        return json;
    }

    private static void row(Table table, String name, int units, String meaning) {
        table.row(name, String.valueOf(units), meaning);
    }

    private static List<String> claims(Leases leases, Style style, int columns) {
        Table table = new Table(style, "", "INSTANCE", "FROM", "TO", ">UNITS", "METHOD");
        leases.held().forEach(claim -> row(table, "moves", claim, leases.limits()));
        leases.waiting().forEach(claim -> row(table, "waits", claim, leases.limits()));
        return table.lines(columns);
    }

    private static void row(Table table, String state, Claim claim, Limits limits) {
        table.row(
                state,
                instance(claim),
                claim.source(),
                claim.target(),
                String.valueOf(limits.weight(claim.method())),
                claim.method().text());
    }

    private static void put(Claim claim, Limits limits, ArrayNode claims) {
        claims.addObject()
                .put("instance", instance(claim))
                .put("workflowId", claim.workflowId())
                .put("runId", claim.runId())
                .put("source", claim.source())
                .put("target", claim.target())
                .put("method", claim.method().text())
                .put("units", limits.weight(claim.method()));
    }

    private static String instance(Claim claim) {
        return InstanceRef.uuid(claim.workflowId()).orElse(claim.workflowId());
    }
}
