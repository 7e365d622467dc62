package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The OAuth server's side of one application: tokens in pairs, an access token for an hour and a refresh token for 28 days.
 * A refresh token is good for one use, and takes the access token that was given out with it along. Thread-safe.
 */
final class AppTokens {

    static final Duration ACCESS = Duration.ofHours(1);

    private static final Duration REFRESH = Duration.ofDays(28);

    /** What is given out together. */
    record Pair(String access, String refresh, Instant accessEnds, Instant refreshEnds) {

        @Override
        public String toString() {
            return "Pair[until " + accessEnds + "]";
        }
    }

    private final PortalIdentity identity;
    private final HubClock clock;
    private final RandomGenerator random;
    private final String clientId;
    private final String clientSecret;
    private final Map<String, Pair> byAccess = new LinkedHashMap<>();
    private final Map<String, Pair> byRefresh = new LinkedHashMap<>();

    AppTokens(PortalIdentity identity, HubClock clock, RandomGenerator random, String clientId, String clientSecret) {
        this.identity = identity;
        this.clock = clock;
        this.random = random;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** A new pair, as an application gets one when it is installed. */
    synchronized Pair issue() {
        Instant now = clock.instant();
        drop(byRefresh.values().stream()
                .filter(pair -> !pair.refreshEnds().isAfter(now))
                .toList());
        Pair pair = new Pair(token(), token(), now.plus(ACCESS), now.plus(REFRESH));
        byAccess.put(pair.access(), pair);
        byRefresh.put(pair.refresh(), pair);
        return pair;
    }

    /** From now on no token that was given out is good. */
    synchronized void revoke() {
        byAccess.clear();
        byRefresh.clear();
    }

    /** From now on no access token that was given out is good; they can be renewed. */
    synchronized void expire() {
        byAccess.replaceAll(
                (token, pair) -> new Pair(pair.access(), pair.refresh(), clock.instant(), pair.refreshEnds()));
    }

    /** Lets a call with this access token through, or refuses it. */
    synchronized void check(String access) {
        Pair pair = Optional.ofNullable(byAccess.get(access))
                .orElseThrow(() -> new RestRefusal(401, "invalid_token", "Unable to get application by token"));
        if (!pair.accessEnds().isAfter(clock.instant())) {
            throw new RestRefusal(401, "expired_token", "The access token provided has expired");
        }
    }

    /** Answers {@code /oauth/token/}. */
    synchronized Map<String, Object> answer(RestParams params, String clientEndpoint) {
        if (!params.text("grant_type").equals("refresh_token")) {
            throw new RestRefusal(400, "unsupported_grant_type", "Only refresh_token is known here");
        }
        if (!params.text("client_id").equals(clientId)
                || !params.text("client_secret").equals(clientSecret)) {
            throw new RestRefusal(401, "invalid_client", "Client authentication failed");
        }
        Pair used = Optional.ofNullable(byRefresh.get(params.text("refresh_token")))
                .filter(pair -> pair.refreshEnds().isAfter(clock.instant()))
                .orElseThrow(() -> new RestRefusal(400, "invalid_grant", "Invalid refresh token"));
        drop(List.of(used));
        Pair pair = issue();
        Map<String, Object> answer = block(pair, clientEndpoint);
        answer.put("refresh_token", pair.refresh());
        return answer;
    }

    /** What the OAuth server answers and events carry, without the refresh token. */
    Map<String, Object> block(Pair pair, String clientEndpoint) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("access_token", pair.access());
        block.put("expires", pair.accessEnds().getEpochSecond());
        block.put("expires_in", ACCESS.toSeconds());
        block.put("scope", "crm,task,telephony,user_brief");
        block.put("domain", identity.domain());
        block.put("server_endpoint", WebhookSender.SERVER_ENDPOINT);
        block.put("status", "L");
        block.put("client_endpoint", clientEndpoint);
        block.put("member_id", identity.memberId());
        block.put("user_id", identity.userId());
        return block;
    }

    private void drop(List<Pair> pairs) {
        for (Pair pair : new ArrayList<>(pairs)) {
            byAccess.remove(pair.access());
            byRefresh.remove(pair.refresh());
        }
    }

    private String token() {
        return "%016x%016x%016x".formatted(random.nextLong(), random.nextLong(), random.nextLong());
    }
}
