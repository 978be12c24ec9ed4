package org.ferry.activities.hosts;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How compute hosts are reached, the same for all of them.
 *
 * @param user SSH user; {@code deploy/hosts} says what it needs
 * @param port SSH port
 * @param identityFile the worker's private key, without passphrase
 * @param knownHostsFile the hosts' keys, in OpenSSH's format; a host that is not in it is refused
 * @param sudo whether the user becomes root by sudo; false where the user is root
 * @param instancesPath Nova's instances_path; the sudoers of the hosts name the same
 * @param addresses host as Nova calls it, to the address where SSH reaches it, for the worker and for other compute
 *     hosts; the name itself where a host is missing here
 * @param owner user whom all files of a moved instance are given to; null: as on the source
 * @param group likewise the group
 * @param existingTrust null: each run makes a key of its own for the copy, and removes it
 * @param copying how files get from host to host
 */
public record HostSettings(
        String user,
        int port,
        Path identityFile,
        Path knownHostsFile,
        boolean sudo,
        String instancesPath,
        Map<String, String> addresses,
        @Nullable String owner,
        @Nullable String group,
        @Nullable ExistingTrust existingTrust,
        CopySettings copying) {

    /** Nova's default. */
    public static final String DEFAULT_INSTANCES_PATH = "/var/lib/nova/instances";

    /**
     * Checks what later reaches hosts.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public HostSettings {
        Checks.require("user", user, Checks.USER);
        Checks.require("instancesPath", instancesPath, Checks.PATH);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port is not a port: " + port);
        }
        addresses.values().forEach(address -> Checks.require("addresses", address, Checks.ADDRESS));
        addresses = Map.copyOf(addresses);
    }

    /** What copies: a user with no more rights than an existing trust gives can't run the helper, but rsync. */
    CopySettings.Engine engine() {
        return existingTrust == null ? copying.engine() : CopySettings.Engine.RSYNC;
    }

    /** Settings with the defaults of a host that was set up as {@code deploy/hosts} says. */
    public static HostSettings of(String user, Path identityFile, Path knownHostsFile) {
        return new HostSettings(
                user,
                22,
                identityFile,
                knownHostsFile,
                !user.equals("root"),
                DEFAULT_INSTANCES_PATH,
                Map.of(),
                null,
                null,
                null,
                CopySettings.DEFAULT);
    }

    /**
     * Trust between hosts that exists already, for example that of Nova's own cold migration. Root on the source uses
     * the key and its own known_hosts, and rsync, whatever {@code copying} says.
     *
     * @param user user on the target who may write instances_path, for example {@code nova}
     * @param identityFile private key on the source, absolute
     */
    public record ExistingTrust(String user, String identityFile) {
        /**
         * Checks what later reaches hosts.
         *
         * @throws IllegalArgumentException naming the setting
         */
        public ExistingTrust {
            Checks.require("existingTrust.user", user, Checks.USER);
            Checks.require("existingTrust.identityFile", identityFile, Checks.PATH);
        }
    }
}
