package io.b24hub.application;

import io.b24hub.failure.HubException;
import io.b24hub.settings.ApplicationSettings;
import io.b24hub.settings.BadSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.Memory;
import io.b24hub.store.Swap;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of one portal's application. A refresh token is good once, so the pair that comes for it is committed before it
 * is used; and of several hubs on one store one renews, while the others take what it has stored.
 *
 * <p>A crash between the OAuth server's answer and that commit loses the new pair. Then the old refresh token is tried, and
 * if the server takes it no more, a person has to set a new one.
 *
 * <p>Waits for the store and the server: for a thread of its own. Thread-safe.
 */
final class AccessTokens {

    /** Where the store has the tokens of each portal's application, encrypted. */
    static final String SPACE = "application-token";

    /** Where the store has a refresh token that an installation brought, encrypted, until it has been tried. */
    static final String OFFERED = "application-offer";

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

    /** A token this near to its end is renewed before it is used. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final String portal;
    private final ApplicationSettings settings;
    private final Memory memory;
    private final TokenSafe safe;
    private final OAuthServer server;
    private final HubClock clock;

    /**
     * @throws BadSettings when what is stored cannot be read with this key, and no new token is configured
     */
    AccessTokens(String portal, ApplicationSettings settings, Memory memory, HubClock clock, RandomGenerator random) {
        this.portal = portal;
        this.settings = settings;
        this.memory = memory;
        this.clock = clock;
        safe = new TokenSafe(settings.key(), random);
        server = new OAuthServer(settings, clock);
        checkKey();
    }

    private void checkKey() {
        TokenRow row = memory.recall(SPACE, portal).map(TokenRow::parse).orElse(TokenRow.NONE);
        if (row.secret().isEmpty() || tokens(row).isPresent()) {
            return;
        }
        if (isNew(row)) {
            LOG.warn(
                    "The stored tokens of portal {}'s application were encrypted with another hub.secret-key; the new"
                            + " app-refresh-token takes their place",
                    portal);
            return;
        }
        throw new BadSettings(List.of(new BadSettings.Problem(
                "hub.secret-key",
                "is not the key with which the tokens of portal " + portal + "'s application were encrypted. Set the"
                        + " former key again; they are kept. If it is lost, install the application anew and set hub.portal."
                        + portal + ".app-refresh-token to the new token",
                "hub.secret-key = ${HUB_SECRET_KEY}")));
    }

    /** Keeps a refresh token that an installation brought, until it is tried. */
    CompletableFuture<Void> offer(Secret refresh) {
        return memory.remember(OFFERED, portal, safe.seal(purpose(OFFERED), refresh.reveal()), clock.instant());
    }

    /** Whether an installation brought a token that was not tried yet. */
    boolean hasOffer() {
        return memory.recall(OFFERED, portal).isPresent();
    }

    /**
     * A token that should be good.
     *
     * @throws Refused when nobody gives one any more
     */
    synchronized Secret access() {
        Instant soon = clock.instant().plus(MARGIN);
        Optional<Secret> known = stored().filter(
                        tokens -> !hasOffer() && tokens.expires().isAfter(soon))
                .map(Tokens::access);
        return known.orElseGet(this::renew);
    }

    /** Another one than that which was refused. */
    synchronized Secret insteadOf(Secret refused) {
        return stored().filter(tokens -> !tokens.access().equals(refused))
                .filter(tokens -> tokens.expires().isAfter(clock.instant()))
                .map(Tokens::access)
                .orElseGet(this::renew);
    }

    private Optional<Tokens> stored() {
        return memory.recall(SPACE, portal)
                .map(TokenRow::parse)
                .filter(row -> !isNew(row))
                .flatMap(this::tokens);
    }

    private Secret renew() {
        Optional<String> seen = memory.recall(SPACE, portal);
        TokenRow row = seen.map(TokenRow::parse).orElse(TokenRow.NONE);
        Instant now = clock.instant();
        if (row.renewedUntil().isAfter(now)) {
            throw new HubException("Another hub renews the tokens of portal " + portal + "'s application");
        }
        TokenRow claimed = row.renewedUntil(now.plus(CLAIM));
        if (!Waiting.on(memory.swap(new Swap(SPACE, portal, seen, claimed.text()), now))) {
            throw new HubException("Another hub renews the tokens of portal " + portal + "'s application");
        }
        try {
            Tokens fresh = exchange(row);
            keep(fresh, claimed);
            return fresh.access();
        } catch (RuntimeException e) {
            Waiting.on(memory.swap(new Swap(SPACE, portal, Optional.of(claimed.text()), row.text()), now));
            throw e;
        }
    }

    /** Tries what there is, the newest first. */
    private Tokens exchange(TokenRow row) {
        List<Secret> candidates = new ArrayList<>();
        Optional<String> offer = memory.recall(OFFERED, portal);
        offer.flatMap(kept -> safe.open(purpose(OFFERED), kept)).map(Secret::of).ifPresent(candidates::add);
        settings.refreshToken().filter(token -> isNew(row)).ifPresent(candidates::add);
        tokens(row).map(Tokens::refresh).ifPresent(candidates::add);
        Optional<Refused> refused = Optional.empty();
        for (Secret candidate : candidates) {
            try {
                Tokens fresh = server.renew(candidate);
                LOG.debug("The tokens of portal {}'s application were renewed", portal);
                return fresh;
            } catch (Refused e) {
                refused = Optional.of(e);
            }
        }
        offer.ifPresent(kept -> Waiting.on(memory.forget(OFFERED, portal)));
        throw refused.orElseGet(
                () -> new Refused("Portal " + portal + "'s application has no token yet; set hub.portal." + portal
                        + ".app-refresh-token, or install the application anew while the hub takes its ONAPPINSTALL"));
    }

    /** Before anybody uses them. */
    private void keep(Tokens fresh, TokenRow claimed) {
        TokenRow row = new TokenRow(
                settings.refreshToken().map(TokenSafe::fingerprint).orElse(""),
                Instant.EPOCH,
                safe.seal(purpose(SPACE), fresh.text()));
        Instant now = clock.instant();
        if (!Waiting.on(memory.swap(new Swap(SPACE, portal, Optional.of(claimed.text()), row.text()), now))) {
            // somebody took over after a long wait; these tokens are the newest all the same
            Waiting.on(memory.remember(SPACE, portal, row.text(), now));
        }
        Waiting.on(memory.forget(OFFERED, portal));
    }

    /** Whether the configured token was not tried yet. */
    private boolean isNew(TokenRow row) {
        return settings.refreshToken()
                .filter(token -> !TokenSafe.fingerprint(token).equals(row.origin()))
                .isPresent();
    }

    private Optional<Tokens> tokens(TokenRow row) {
        return safe.open(purpose(SPACE), row.secret()).flatMap(Tokens::parse);
    }

    private String purpose(String space) {
        return space + "/" + portal;
    }
}
