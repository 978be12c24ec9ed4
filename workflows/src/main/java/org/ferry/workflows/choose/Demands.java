package org.ferry.workflows.choose;

import java.util.Map;
import org.ferry.workflows.activity.Flavor;

/** What flavor and image ask for beyond memory, CPUs and disk. */
final class Demands {
    /** Newest API of 2026.1, where a virtual TPM's key may be the host's (doc/source/admin/emulated-tpm.rst, 33.0). */
    private static final String GAZPACHO = "2.103";

    private Demands() {}

    static boolean wantsVirtualGpu(Flavor flavor) {
        return flavor.extraSpecs().keySet().stream()
                .anyMatch(key -> key.startsWith("resources") && key.endsWith(":VGPU"));
    }

    static boolean wantsVirtualTpm(Facts.Cloud cloud) {
        return has(cloud, "hw:tpm_version", "hw_tpm_version") || has(cloud, "hw:tpm_model", "hw_tpm_model");
    }

    /** Whether only its owner can open its virtual TPM: always before 33.0, then where the flavor says no other. */
    static boolean hidesTpmKey(Facts.Cloud cloud) {
        return wantsVirtualTpm(cloud)
                && (!cloud.has(GAZPACHO) || tpmSecurity(cloud).equals("user"));
    }

    /** Whether its virtual TPM can go with a running guest. */
    static boolean movesTpmLive(Facts.Cloud cloud) {
        return cloud.has(GAZPACHO) && tpmSecurity(cloud).equals("host");
    }

    private static String tpmSecurity(Facts.Cloud cloud) {
        return cloud.instance().flavor().extraSpecs().getOrDefault("hw:tpm_secret_security", "user");
    }

    static boolean wantsEncryptedMemory(Facts.Cloud cloud) {
        return isTrue(cloud.instance().flavor().extraSpecs(), "hw:mem_encryption")
                || isTrue(cloud.row().imageProperties(), "hw_mem_encryption");
    }

    static boolean wantsAccelerator(Flavor flavor) {
        return flavor.extraSpecs().containsKey("accel:device_profile");
    }

    static boolean wantsPersistentMemory(Flavor flavor) {
        return flavor.extraSpecs().containsKey("hw:pmem");
    }

    private static boolean has(Facts.Cloud cloud, String flavorKey, String imageKey) {
        return cloud.instance().flavor().extraSpecs().containsKey(flavorKey)
                || cloud.row().imageProperties().containsKey(imageKey);
    }

    private static boolean isTrue(Map<String, String> properties, String key) {
        return Boolean.parseBoolean(properties.get(key));
    }
}
