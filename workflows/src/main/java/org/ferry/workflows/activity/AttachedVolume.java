package org.ferry.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * A volume as it is attached to an instance, with everything needed to attach it again the same way.
 *
 * @param device device name in the guest as Nova has it, for example {@code /dev/vdb}
 * @param tag device role tag (API 2.70), null where none
 * @param deleteOnTermination whether Nova deletes the volume together with the instance (API 2.79)
 */
public record AttachedVolume(
        String volumeId, String device, @Nullable String tag, boolean deleteOnTermination) {}
