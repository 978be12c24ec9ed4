package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.VolumeActivities;

/**
 * {@link VolumeActivities} by Nova's attachments and Cinder. Nova orders both, in this sequence (nova/compute/api.py
 * and manager.py, 2015.1 to 2026.1): attaching makes its own record, then Cinder's, before it answers; detaching marks
 * the volume {@code detaching} before it answers and removes its own record last. What fails on the host afterwards is
 * rolled back: the volume is available again, or in-use again. So what is seen after the answer tells how it went.
 * Stateless, thread-safe.
 */
public final class CinderVolumeActivities implements VolumeActivities {
    /**
     * Shows tags since 2.70 (they can be given since 2.49) and delete-on-termination since 2.79. Nothing newer: from 2.101
     * Nova answers before it has begun to attach.
     */
    private static final String ATTACHMENTS = "2.79";

    private static final String HALF_MADE = "; it should be in-use and attached in both. Where Nova has left its"
            + " attachment half made: openstack --os-volume-api-version 3.44 volume attachment complete ID";

    private final ApiClient api;
    private final NovaServers servers;
    private final Poll poll;

    /** Activities that use the client. */
    public CinderVolumeActivities(ApiClient api) {
        this(api, Poll.ORDINARY);
    }

    CinderVolumeActivities(ApiClient api, Poll poll) {
        this.api = api;
        this.servers = new NovaServers(api);
        this.poll = poll;
    }

    @Override
    public List<AttachedVolume> list(String instanceId) {
        api.supports(Service.COMPUTE, ATTACHMENTS, "volumes are attached again without tag or delete-on-termination");
        List<AttachedVolume> attached = attachments(instanceId);
        for (AttachedVolume volume : attached) {
            View view = look(new Attachment(instanceId, volume), () -> attached);
            if (!view.attached()) {
                throw Failures.of(Failures.REFUSED, view + HALF_MADE);
            }
        }
        return attached.stream()
                .sorted(Comparator.comparingInt(
                                (AttachedVolume volume) -> volume.device().length()) // vdz before vdaa
                        .thenComparing(AttachedVolume::device))
                .toList();
    }

    @Override
    public void detach(Attachment attachment) {
        AtomicBoolean asked = new AtomicBoolean();
        poll.until(
                () -> {
                    View view = look(attachment);
                    if (view.nova().isEmpty() && !view.inCinder()) {
                        return Optional.of(view);
                    }
                    if (view.nova().isPresent() && view.status().equals("in-use")) {
                        if (asked.get()) {
                            throw new NotYetException(view + ": Nova could not detach it; "
                                    + servers.lastFailure(attachment.instanceId()));
                        }
                        requireStopped(attachment);
                        askToDetach(attachment);
                        asked.set(true);
                    }
                    return Optional.empty();
                },
                () -> look(attachment) + " and should be detached; if it stays so, see to it in Nova and Cinder");
    }

    @Override
    public AttachedVolume attach(Attachment attachment) {
        AtomicBoolean asked = new AtomicBoolean();
        return poll.until(
                () -> {
                    View view = look(attachment);
                    if (view.attached()) {
                        return view.nova();
                    }
                    if (view.taken()) {
                        throw Failures.of(
                                Failures.WORLD_CHANGED, view + ": another instance took it while it was detached");
                    }
                    if (view.nova().isEmpty() && view.free()) {
                        if (asked.get()) {
                            throw new NotYetException(view + ": Nova could not attach it; "
                                    + servers.lastFailure(attachment.instanceId()));
                        }
                        askToAttach(attachment);
                        asked.set(true);
                    }
                    return Optional.empty();
                },
                () -> look(attachment) + " and should be attached; if it stays so, see to it in Nova and Cinder");
    }

    @Override
    public void requireAttached(Attachment attachment) {
        View view = look(attachment);
        if (!view.attached()) {
            throw new NotYetException(view + HALF_MADE);
        }
    }

    /**
     * What Nova and Cinder have of a volume.
     *
     * @param nova Nova's record of its attachment to the instance
     * @param status Cinder's status of it
     * @param inCinder whether Cinder has it attached to the instance
     * @param multiattach whether it may be attached more than once
     */
    private record View(
            Attachment attachment,
            Optional<AttachedVolume> nova,
            String status,
            boolean inCinder,
            boolean multiattach) {

        boolean attached() {
            return nova.isPresent() && inCinder && status.equals("in-use");
        }

        /** Whether it can be attached to the instance. */
        boolean free() {
            return status.equals("available") || (multiattach && status.equals("in-use") && !inCinder);
        }

        /** Whether it is attached to something else, and can't be attached twice. */
        boolean taken() {
            return nova.isEmpty() && !inCinder && status.equals("in-use") && !multiattach;
        }

        @Override
        public String toString() {
            return "Volume " + attachment.volume().volumeId() + " is " + status + " in Cinder ("
                    + (inCinder ? "" : "not ") + "attached to instance " + attachment.instanceId() + ") and "
                    + (nova.isPresent() ? "" : "not ") + "attached in Nova";
        }
    }

    private View look(Attachment attachment) {
        return look(attachment, () -> attachments(attachment.instanceId()));
    }

    /** Nova is asked after Cinder: it makes its own record of an attachment first, so none that begins is missed. */
    private View look(Attachment attachment, Supplier<List<AttachedVolume>> attached) {
        String volumeId = attachment.volume().volumeId();
        JsonNode volume;
        try {
            volume = api.get(Service.VOLUME, path("/volumes/%s", volumeId), ApiClient.BASE)
                    .path("volume");
        } catch (ApiException.NotFound e) {
            throw Failures.of(Failures.WORLD_CHANGED, "Cinder knows no volume " + volumeId + " any more", e);
        }
        boolean inCinder = Json.stream(volume.path("attachments"))
                .anyMatch(entry -> Json.text(entry, "server_id").equals(attachment.instanceId()));
        Optional<AttachedVolume> nova = attached.get().stream()
                .filter(each -> each.volumeId().equals(volumeId))
                .findFirst();
        boolean multiattach = volume.path("multiattach").asBoolean();
        return new View(attachment, nova, Json.text(volume, "status"), inCinder, multiattach);
    }

    private List<AttachedVolume> attachments(String instanceId) {
        try {
            JsonNode answer =
                    api.get(Service.COMPUTE, path("/servers/%s/os-volume_attachments", instanceId), ATTACHMENTS);
            return Json.stream(answer.path("volumeAttachments"))
                    .map(attachment -> new AttachedVolume(
                            Json.text(attachment, "volumeId"),
                            Json.text(attachment, "device"),
                            Json.textOrNull(attachment, "tag"),
                            attachment.path("delete_on_termination").asBoolean()))
                    .toList();
        } catch (ApiException.NotFound e) {
            throw Failures.of(
                    Failures.WORLD_CHANGED, "Nova knows no instance " + instanceId + " any more: it was deleted", e);
        }
    }

    /** A volume is never taken from a running guest. */
    private void requireStopped(Attachment attachment) {
        Instance instance = servers.require(attachment.instanceId());
        if (!instance.vmState().equals("stopped") || instance.taskState() != null) {
            throw Failures.of(
                    Failures.WORLD_CHANGED,
                    "Instance " + instance.id() + " is " + instance.vmState() + ", task " + instance.taskState()
                            + "; its volume " + attachment.volume().volumeId()
                            + " is only detached while it is stopped");
        }
    }

    private void askToDetach(Attachment attachment) {
        String path = path(
                "/servers/%s/os-volume_attachments/%s",
                attachment.instanceId(), attachment.volume().volumeId());
        api.delete(Service.COMPUTE, path, ATTACHMENTS);
    }

    private void askToAttach(Attachment attachment) {
        AttachedVolume volume = attachment.volume();
        ObjectNode wanted = Json.object().put("volumeId", volume.volumeId());
        if (volume.tag() != null && api.supports(Service.COMPUTE, "2.49", "tags of volumes are not restored")) {
            wanted.put("tag", volume.tag());
        }
        if (volume.deleteOnTermination()
                && api.supports(Service.COMPUTE, "2.79", "delete-on-termination of volumes is not restored")) {
            wanted.put("delete_on_termination", true);
        }
        String path = path("/servers/%s/os-volume_attachments", attachment.instanceId());
        api.post(Service.COMPUTE, path, ATTACHMENTS, Json.object().set("volumeAttachment", wanted));
    }
}
