package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/** Values that a test sets in the lab's databases where no API does, and puts back byte for byte. */
final class Overwrites implements AutoCloseable {
    private final Deque<Overwritten> overwritten = new ArrayDeque<>();

    /** A value as it was, as SQL has it. */
    private record Overwritten(String table, String column, String where, String literal) {}

    /** Sets a column of the row, or the rows that have the same value in it. */
    void set(String table, String column, String where, String value) {
        overwritten.push(new Overwritten(table, column, where, literal(table, column, where)));
        update(table, column, where, "X'" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "'");
    }

    /** The text in a column of the row. */
    static String text(String table, String column, String where) {
        String literal = literal(table, column, where);
        return new String(HexFormat.of().parseHex(literal.substring(2, literal.length() - 1)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        while (!overwritten.isEmpty()) {
            Overwritten was = overwritten.pop();
            update(was.table(), was.column(), was.where(), was.literal());
            assertThat(literal(was.table(), was.column(), was.where()))
                    .as(was.column() + " of " + was.table() + ", put back")
                    .isEqualTo(was.literal());
        }
    }

    private static String literal(String table, String column, String where) {
        String literal = Lab.sql("SELECT DISTINCT IFNULL(CONCAT('X''', HEX(" + column + "), ''''), 'NULL') FROM "
                + table + " WHERE " + where);
        if (!literal.matches("NULL|X'[0-9A-F]*'")) {
            throw new AssertionError(
                    "not one value in " + column + " of " + table + " WHERE " + where + ": " + literal);
        }
        return literal;
    }

    private static void update(String table, String column, String where, String literal) {
        Lab.sql("UPDATE " + table + " SET " + column + "=" + literal + " WHERE " + where);
    }
}
