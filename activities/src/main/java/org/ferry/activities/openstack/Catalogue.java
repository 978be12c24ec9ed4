package org.ferry.activities.openstack;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openstack4j.api.identity.EndpointURLResolver;
import org.openstack4j.api.types.Facing;
import org.openstack4j.api.types.ServiceType;
import org.openstack4j.model.identity.URLResolverParams;
import org.openstack4j.model.identity.v3.Token;

/**
 * Finds endpoints in a token's catalogue, for openstack4j too: its own resolver falls back to Keystone's address for a
 * service that isn't there, and forgets the region. Stateless, thread-safe.
 */
final class Catalogue implements EndpointURLResolver {
    private static final Pattern UP_TO_VERSION = Pattern.compile("^(.*/v\\d+(?:\\.\\d+)?)(?:/.*)?$");

    private final Facing facing;
    private final @Nullable String region;

    Catalogue(Facing facing, @Nullable String region) {
        this.facing = facing;
        this.region = region;
    }

    /**
     * The service's address, without a slash at its end.
     *
     * @throws IllegalStateException when the catalogue has none, saying what was looked for
     */
    String find(Token token, Service service) {
        String url = service.types().stream()
                .flatMap(type -> token.getCatalog().stream().filter(entry -> type.equals(entry.getType())))
                .flatMap(entry -> entry.getEndpoints().stream())
                .filter(endpoint -> endpoint.getIface() == facing)
                .filter(endpoint -> region == null || region.equals(endpoint.getRegion()))
                .map(endpoint -> endpoint.getUrl().toString().replaceAll("/+$", ""))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The catalogue has no "
                        + facing.name().toLowerCase(Locale.ROOT) + " endpoint of " + service.title() + " (type "
                        + service.types().get(0) + ")" + (region == null ? "" : " in region " + region)));
        return service == Service.NETWORK && !url.endsWith("/v2.0") ? url + "/v2.0" : url;
    }

    /** Where the service tells its versions: an endpoint may name a project after the version. */
    static String versionDocument(String endpoint) {
        Matcher matcher = UP_TO_VERSION.matcher(endpoint);
        return (matcher.matches() ? matcher.group(1) : endpoint) + "/";
    }

    @Override
    public String findURLV3(URLResolverParams params) {
        ServiceType type = params.type;
        return switch (type) {
            case COMPUTE -> find(params.token, Service.COMPUTE);
            case NETWORK -> find(params.token, Service.NETWORK);
            case IDENTITY -> params.token.getEndpoint();
            default -> throw new UnsupportedOperationException("no endpoint of " + type + " is looked up here");
        };
    }

    @Override
    public String findURLV2(URLResolverParams params) {
        throw new UnsupportedOperationException("Keystone's v2 API ended with Queens");
    }
}
