package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ferry.activities.hosts.TestHost.UUID;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.HostActivities.BaseImageCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fall-back: copies by rsync, slowed down and damaged by a script in its place. */
class RsyncCopyTest extends TwoHosts {
    @BeforeEach
    void copyByRsync() {
        copyBy(new CopySettings(CopySettings.Engine.RSYNC, 1, null, null));
    }

    @Test
    void copiesAndVerifiesFilesAndImages() throws Exception {
        HostFacts facts = activities.inspect(ON_SOURCE);
        fill(disk(source), 4);
        activities.openRoute(ROUTE);

        CopyResult image = activities.copyBaseImage(
                new BaseImageCopy(ROUTE, facts.baseImages().get(0), PATIENCE));
        CopyResult files = activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));

        assertThat(image.checksums()).containsOnlyKeys("image");
        assertThat(files.checksums()).containsOnlyKeys("disk", "disk.info");
        assertThat(files.checksumAlgorithm()).isEqualTo("xxh128");
    }

    @Test
    void aKilledCopyGoesOnWhereItWas() throws Exception {
        fill(disk(source), 48);
        slowRsyncDown(16);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 24L * MEGABYTE);

        senders().forEach(ProcessHandle::destroyForcibly);

        CopyResult result = copy.get(60, TimeUnit.SECONDS);
        assertThat(result.bytesOnWire()).as("bytes sent after the kill").isLessThan(30L * MEGABYTE);
        TestHost.run(
                "cmp",
                disk(source).toString(),
                target.instances(UUID + ".ferry-0123abcd/disk").toString());
    }

    @Test
    void repairsACopyThatDiffersOnce() throws Exception {
        fill(disk(source), 4);
        damageBeforeChecks(1);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);

        activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));

        TestHost.run(
                "cmp",
                disk(source).toString(),
                target.instances(UUID + ".ferry-0123abcd/disk").toString());
    }

    @Test
    void failsWhenACopyStillDiffersAfterTheRepair() throws Exception {
        fill(disk(source), 4);
        damageBeforeChecks(2);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);

        assertFailure(Failures.COPY_CORRUPT, () -> activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE)));
    }

    /** Lets the source send so many megabytes a second only. */
    private void slowRsyncDown(int megabytes) throws IOException {
        source.script("rsync", "#!/bin/sh\nexec /usr/bin/rsync --bwlimit=" + megabytes + "m \"$@\"\n");
    }

    /** Changes a byte at the target before each of the first checks. */
    private void damageBeforeChecks(int times) throws IOException {
        source.script("rsync", """
                #!/bin/sh
                case "$*" in *--dry-run*)
                    if [ "$(cat %1$s 2>/dev/null | wc -c)" -lt %2$d ]; then
                        printf x >>%1$s
                        printf '%%s' "$$" | dd of=%3$s bs=1 seek=4096 conv=notrunc 2>/dev/null
                    fi ;;
                esac
                exec /usr/bin/rsync "$@"
                """.formatted(
                        folder.resolve("damaged"), times, target.instances(UUID + ".ferry-0123abcd/disk")));
    }
}
