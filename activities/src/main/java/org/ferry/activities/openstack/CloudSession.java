package org.ferry.activities.openstack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.core.transport.Config;
import org.openstack4j.model.common.Identifier;
import org.openstack4j.model.identity.v3.Token;
import org.openstack4j.openstack.OSFactory;

/**
 * One login to the cloud, shared by all threads. openstack4j keeps its sessions in thread-locals: a call there uses the
 * session last made on its thread, and other threads have none. So each call through {@link #call} is given a client of
 * its own, made from the shared token. A token is renewed early and by one thread only; one that the cloud refuses all
 * the same is renewed once and the request repeated, which is harmless: 401 comes before anything is done.
 */
public final class CloudSession {
    /** Longer than any request takes, so that a token doesn't end on the way. */
    private static final Duration RENEW_EARLY = Duration.ofMinutes(5);

    private final CloudSettings settings;
    private final Clock clock;
    private final Config config;
    private final Catalogue catalogue;
    private final HttpTransport transport;
    private volatile @Nullable Token token;

    /** A session that logs in when it is first used. */
    public CloudSession(CloudSettings settings) {
        this(settings, Clock.systemUTC());
    }

    CloudSession(CloudSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.catalogue = new Catalogue(settings.facing(), settings.region());
        SSLContext trust = settings.caCert() == null ? null : Certificates.trusting(settings.caCert());
        this.transport = HttpTransport.trusting(trust);
        this.config = Config.newConfig()
                .withReadTimeout(Math.toIntExact(settings.requestTimeout().toMillis()))
                .withEndpointURLResolver(catalogue);
        if (trust != null) {
            config.withSSLContext(trust);
        }
    }

    /** What it was made from. */
    public CloudSettings settings() {
        return settings;
    }

    /**
     * Calls the cloud through openstack4j.
     *
     * @param request one request, made with the given client on this thread
     */
    public <T> T call(Function<OSClientV3, T> request) {
        return withToken(token -> request.apply(OSFactory.clientFromToken(token, settings.facing(), config)));
    }

    /** Calls the cloud with the token. */
    <T> T withToken(Function<Token, T> request) {
        Token current = freshToken();
        try {
            return request.apply(current);
        } catch (ApiException.Unauthorized e) {
            return request.apply(renew(current));
        }
    }

    HttpTransport transport() {
        return transport;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    private Token freshToken() {
        Token current = token;
        return current == null || endsSoon(current) ? renew(current) : current;
    }

    private boolean endsSoon(Token current) {
        Instant renewAt = current.getExpires().toInstant().minus(RENEW_EARLY);
        return clock.instant().isAfter(renewAt);
    }

    /** Whoever comes while another thread renews the same token takes that one's. */
    private synchronized Token renew(@Nullable Token old) {
        Token current = token;
        if (current == null || current == old) {
            current = login();
            token = current;
        }
        return current;
    }

    private Token login() {
        return OSFactory.builderV3()
                .endpoint(settings.authUrl().toString())
                .credentials(settings.username(), settings.password(), settings.userDomain())
                .scopeToProject(Identifier.byName(settings.project()), settings.projectDomain())
                .perspective(settings.facing())
                .withConfig(config)
                .authenticate()
                .getToken();
    }
}
