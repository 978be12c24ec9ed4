package org.ferry.activities.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.ferry.report.DrainDocument;
import org.ferry.report.DrainPage;
import org.ferry.workflows.activity.ReportActivities;
import org.ferry.workflows.drain.ReportedDrain;
import org.jspecify.annotations.Nullable;

/**
 * {@link ReportActivities} in a folder of the machine that the worker runs on. A file is there whole or not at all, under
 * a name that no other drain has. Stateless, thread-safe.
 */
public final class FileReportActivities implements ReportActivities {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    /** As much of a host's name as a file's name has room for; the run tells them apart. */
    private static final int LONGEST_HOST = 150;

    private final @Nullable Path folder;
    private final ZoneId zone;

    /**
     * Activities that keep reports.
     *
     * @param folder where; null: nowhere
     * @param zone of the times that people read
     */
    public FileReportActivities(@Nullable Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    @Override
    public Optional<String> keepDrain(ReportedDrain drain) {
        if (folder == null) {
            return Optional.empty();
        }
        String name = name(drain);
        write(folder.resolve(name + ".json"), DrainDocument.of(drain));
        Path page = folder.resolve(name + ".html");
        write(page, DrainPage.of(drain, zone));
        return Optional.of(machine() + ":" + page.toAbsolutePath());
    }

    private static String name(ReportedDrain drain) {
        String host = drain.report().host();
        Instant began = Instant.ofEpochMilli(drain.report().startedAt());
        String name = "drain_" + host.substring(0, Math.min(LONGEST_HOST, host.length())) + "_"
                + TIME.format(began.atOffset(ZoneOffset.UTC)) + "_" + drain.runId();
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private static void write(Path file, String text) {
        try {
            Path part = Files.createTempFile(
                    file.getParent(),
                    ".report-",
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            try {
                Files.writeString(part, text, StandardCharsets.UTF_8);
                flush(part);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("can't write " + file + ": " + failure, failure);
        }
    }

    private static void flush(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
