package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.Port;

/** What speaks against Nova's cold migration, plain or forced to a host. */
final class ColdRules {
    /** The API names a host since (api_version_history, Queens). */
    static final String NAMES_HOST = "2.56";
    /** Newest API of Ussuri: virtual GPUs follow. */
    private static final String USSURI = "2.87";
    /** Newest API of Zed: vDPA ports follow. */
    private static final String ZED = "2.93";

    private ColdRules() {}

    /** Both ways. */
    private static List<String> ofBoth(Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>();
        if (!instance.vmState().equals("active") && !instance.vmState().equals("stopped")) {
            // nova/compute/api.py resize, check_instance_state, 26.0
            reasons.add("it is " + instance.status() + " (" + instance.vmState()
                    + "); Nova migrates only running and shut off instances");
        }
        if (!cloud.source().up()) {
            // nova/compute/api.py resize, check_instance_host; confirming needs the source, too (LP#1855927)
            reasons.add("nova-compute on " + instance.host() + " is down, and Nova copies and confirms there");
        }
        if (Demands.wantsAccelerator(instance.flavor())) {
            // nova/compute/api.py resize, block_accelerators, 21.0 to 26.0
            reasons.add("its flavor asks for an accelerator, with which Nova does not migrate");
        }
        if (Demands.hidesTpmKey(cloud)) {
            // nova/crypto.py ensure_vtpm_secret by driver.py _create_guest, 22.0 to 33.0: ends in ERROR on the target
            reasons.add("it has a virtual TPM, whose key only its owner's token opens on another host");
        }
        if (Demands.wantsVirtualGpu(instance.flavor()) && !cloud.has(USSURI)) {
            // doc/source/admin/virtual-gpu.rst, 21.0.0 (LP#1778563)
            reasons.add("it has a virtual GPU, which Nova before Ussuri does not give it again on another host");
        }
        reasons.addAll(ofPorts(cloud));
        return reasons;
    }

    private static List<String> ofPorts(Facts.Cloud cloud) {
        List<String> reasons = new ArrayList<>();
        for (Port port : cloud.ports()) {
            String type = port.vnicType();
            if (type.startsWith("accelerator-")) {
                // nova/compute/api.py resize, block_port_accelerators, 24.0 to 33.0
                reasons.add("its port " + port.id() + " is of type " + type + ", with which Nova does not migrate");
            }
            if (type.equals("vdpa") && !cloud.has(ZED)) {
                // nova/compute/api.py resize, reject_vdpa_instances, 23.0 to 25.0
                reasons.add("its port " + port.id() + " is of type vdpa, with which Nova migrates only since Zed");
            }
        }
        return reasons;
    }

    /** Whether Nova's scheduler chooses the host, since nobody has named one or the API can't. */
    static boolean leavesHostToScheduler(Wishes wishes, Facts.Cloud cloud) {
        return wishes.target() == null && (wishes.method() == Method.COLD || !cloud.has(NAMES_HOST));
    }

    /** Plain: the scheduler's choice, or a named host. */
    static List<String> plain(Wishes wishes, Facts.Cloud cloud) {
        List<String> reasons = ofBoth(cloud);
        if (wishes.target() != null && !cloud.has(NAMES_HOST)) {
            reasons.add("Nova's API (" + cloud.apiVersion() + ") can't name the host of a cold migration before "
                    + NAMES_HOST + "; forced-cold can");
        }
        if (!cloud.target().enabled()) {
            // nova/scheduler/filters/compute_filter.py; a named host goes through the filters, too
            reasons.add(TargetRules.disabled(cloud.target())
                    + ", and Nova's scheduler takes no disabled host; forced-cold enables it for the move");
        }
        return reasons;
    }

    /** Forced: only where the plain way can't reach the host, for it keeps new instances off all others meanwhile. */
    static List<String> forced(Wishes wishes, Facts.Cloud cloud) {
        List<String> reasons = ofBoth(cloud);
        boolean wanted = wishes.method() == Method.FORCED_COLD || wishes.prefer() == Method.FORCED_COLD;
        if (!wanted
                && leavesHostToScheduler(wishes, cloud)
                && cloud.target().enabled()
                && !wishes.forbid().contains(Method.COLD)) {
            reasons.add("it disables all other hosts for a while, which is not needed: nobody has named a host, so that"
                    + " cold may leave it to Nova's scheduler");
        }
        if (!wanted && cloud.has(NAMES_HOST) && cloud.target().enabled()) {
            reasons.add("it disables all other hosts for a while, which is not needed: since API " + NAMES_HOST
                    + " a cold migration names its host; it is used when asked for");
        }
        if (!wanted && !cloud.target().enabled() && !wishes.allowDisabledTarget()) {
            reasons.add(TargetRules.disabled(cloud.target()) + "; allow it with \"allowDisabledTarget\": true");
        }
        return reasons;
    }
}
