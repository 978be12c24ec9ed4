package org.ferry.activities.openstack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openstack4j.api.types.Facing;
import org.openstack4j.model.common.Identifier;

/**
 * How to reach the cloud, and as whom. Immutable; its text never shows the password.
 *
 * @param authUrl Keystone's v3 address
 * @param username an administrator: hosts, allocations and other people's instances are not for everyone
 * @param region the region to work in; null takes the first that the catalogue lists
 * @param caCert PEM file of the CAs to trust instead of the JDK's; null for the JDK's
 * @param facing which of the catalogue's endpoints to use
 * @param requestTimeout limit of one request, to the last byte of its answer
 * @param signOfLife address at which guests answer, with {@code {address}} in the place of the guest's; null where
 *     guests are not asked
 */
public record CloudSettings(
        URI authUrl,
        String username,
        String password,
        Identifier userDomain,
        String project,
        Identifier projectDomain,
        @Nullable String region,
        @Nullable Path caCert,
        Facing facing,
        Duration requestTimeout,
        @Nullable String signOfLife) {
    /** The place of a guest's address in {@link #signOfLife}. */
    public static final String ADDRESS = "{address}";

    static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Checks what the reader of the usual keys doesn't.
     *
     * @throws IllegalArgumentException naming the bad value
     */
    public CloudSettings {
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("the request timeout must be more than 0, not " + requestTimeout);
        }
        if (signOfLife != null) {
            signOfLifeOf(signOfLife, "127.0.0.1");
        }
    }

    /**
     * Reads an entry of a clouds.yaml file.
     *
     * @param problems takes what is wrong, one message each, and all of it
     * @return the settings, or empty where there are problems
     */
    public static Optional<CloudSettings> fromCloudsYaml(Path file, String cloud, List<String> problems) {
        return CloudSettingsReader.ofCloudsYaml(file, cloud, problems).flatMap(CloudSettingsReader::read);
    }

    /** As {@link #fromCloudsYaml}, from {@code OS_*} variables. */
    public static Optional<CloudSettings> fromEnvironment(Map<String, String> environment, List<String> problems) {
        return CloudSettingsReader.ofEnvironment(environment, problems).read();
    }

    /** The same with another limit for one request. */
    public CloudSettings withRequestTimeout(Duration timeout) {
        return new CloudSettings(
                authUrl,
                username,
                password,
                userDomain,
                project,
                projectDomain,
                region,
                caCert,
                facing,
                timeout,
                signOfLife);
    }

    /** The same, asking guests at the given address for a sign of life. */
    public CloudSettings withSignOfLife(@Nullable String template) {
        return new CloudSettings(
                authUrl,
                username,
                password,
                userDomain,
                project,
                projectDomain,
                region,
                caCert,
                facing,
                requestTimeout,
                template);
    }

    /** Where the template says that the guest with this address answers. */
    static URI signOfLifeOf(String template, String address) {
        String inUrl = address.contains(":") ? "[" + address + "]" : address;
        URI uri = URI.create(template.replace(ADDRESS, inUrl));
        if (!template.contains(ADDRESS) || !List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "the sign of life must be an http or https address with " + ADDRESS + " in it, not " + template);
        }
        return uri;
    }

    @Override
    public String toString() {
        return username + " of project " + project + " at " + authUrl + ", region " + (region == null ? "any" : region)
                + ", " + facing.name().toLowerCase(Locale.ROOT) + " endpoints";
    }
}
