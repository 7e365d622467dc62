package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A local application of the portal: what an administrator who adds one gets, its tokens, its event handlers, and the events
 * that the portal keeps for it until it fetches them. It hears of nothing before it has bound events.
 *
 * <p>Its REST is at {@code /rest/{method}} with {@code auth=<access token>}, its OAuth server at {@code /oauth/token/}.
 *
 * <p>This class is thread-safe.
 */
public final class PortalApplication {

    private static final String WAKE = "ONOFFLINEEVENT";
    private static final int FIRST_HANDLER_ID = 58;

    /**
     * The tokens that an application gets when it is installed. They are secrets.
     *
     * @param expires when the access token ends
     */
    public record Tokens(String access, String refresh, Instant expires) {

        @Override
        public String toString() {
            return "Tokens[until " + expires + "]";
        }
    }

    /** One event and where it goes: to an address, or into the queue when the address is empty. */
    private record Binding(int id, String event, String handler, boolean offline, Duration pause) {}

    private final PortalIdentity identity;
    private final HubClock clock;
    private final WebhookSender sender;
    private final Supplier<URI> address;
    private final String clientId;
    private final String clientSecret;
    private final String applicationToken;
    private final AppTokens tokens;
    private final OfflineQueue queue;
    private final List<Binding> bindings = new CopyOnWriteArrayList<>();
    private int lastBinding = FIRST_HANDLER_ID;
    private Instant lastWake = Instant.MIN;

    PortalApplication(
            PortalIdentity identity,
            HubClock clock,
            RandomGenerator random,
            WebhookSender sender,
            Supplier<URI> address) {
        this.identity = identity;
        this.clock = clock;
        this.sender = sender;
        this.address = address;
        clientId = "local.%014x.%08d".formatted(random.nextLong() >>> 8, random.nextInt(100_000_000));
        clientSecret = "%016x%016x%016x".formatted(random.nextLong(), random.nextLong(), random.nextLong());
        applicationToken = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        tokens = new AppTokens(identity, clock, random, clientId, clientSecret);
        queue = new OfflineQueue(clock, random);
    }

    /** The application's name for the OAuth server. */
    public String clientId() {
        return clientId;
    }

    /** Its password for the OAuth server. */
    public String clientSecret() {
        return clientSecret;
    }

    /** Proves its online events; another one than the outgoing webhook's. */
    public String applicationToken() {
        return applicationToken;
    }

    /** Where it calls methods, with a slash at the end. */
    public URI restUri() {
        return URI.create(address.get() + "/rest/");
    }

    /** Where it renews its tokens. */
    public URI tokenUri() {
        return URI.create(address.get() + "/oauth/token/");
    }

    /** Tokens of a new installation; earlier ones stay good. */
    public Tokens install() {
        AppTokens.Pair pair = tokens.issue();
        return new Tokens(pair.access(), pair.refresh(), pair.accessEnds());
    }

    /** From now on no access token that was given out is good. They can be renewed. */
    public void expireTokens() {
        tokens.expire();
    }

    /** From now on no token that was given out is good, as when the application was removed. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Says whether the portal's plan lets the application reserve events; it does unless told otherwise. */
    public void extendedOffline(boolean may) {
        queue.extended(may);
    }

    /** Puts a record into the queue as it is, for example one that is no event. */
    public void queue(String event, Map<String, Object> data) {
        queue.add(event, data, Map.of("user_id", identity.userId()));
    }

    /** How many events wait to be fetched or cleared. */
    public int waiting() {
        return queue.size();
    }

    /** Methods that only an application may call. */
    void addTo(Map<String, RestMethod> methods) {
        methods.put("event.bind", this::bind);
        methods.put("feature.get", params -> RestResult.of(Map.of("value", queue.isExtended() ? "Y" : "N")));
        methods.put("event.unbind", this::unbind);
        methods.put(
                "event.get",
                params -> RestResult.of(bindings.stream().map(this::shown).toList()));
        methods.put("event.offline.get", queue::get);
        methods.put("event.offline.list", queue::list);
        methods.put("event.offline.clear", queue::clear);
        methods.put("event.offline.error", queue::error);
    }

    /** Lets a call with this access token through, or refuses it. */
    void check(String accessToken) {
        tokens.check(accessToken);
    }

    /** Answers the OAuth server's calls. */
    Map<String, Object> renew(RestParams params) {
        return tokens.answer(params, restUri().toString());
    }

    /** Tells of a change those who have bound its event. */
    void tell(Change change) {
        WebhookEvent event = WebhookEvent.forApplication(change);
        boolean queued = false;
        for (Binding binding : bindings) {
            if (!binding.event().equals(event.code())) {
                continue;
            }
            if (binding.offline()) {
                queue.add(event.code(), event.data(), Map.of("user_id", identity.userId()));
                queued = true;
            } else {
                post(binding, event.data(), change.at(), false);
            }
        }
        if (queued) {
            wake();
        }
    }

    /** Says that something waits, not more often than the application asked for. */
    private void wake() {
        for (Binding binding : bindings) {
            if (binding.event().equals(WAKE) && mayWake(binding.pause())) {
                post(binding, Map.of(), clock.instant(), true);
            }
        }
    }

    private synchronized boolean mayWake(Duration pause) {
        boolean may = lastWake.equals(Instant.MIN) || !lastWake.plus(pause).isAfter(clock.instant());
        lastWake = may ? clock.instant() : lastWake;
        return may;
    }

    private void post(Binding binding, Map<String, Object> data, Instant at, boolean withRefresh) {
        AppTokens.Pair pair = tokens.issue();
        Map<String, Object> auth = tokens.block(pair, "https://" + identity.domain() + "/rest/");
        if (withRefresh) {
            auth.put("refresh_token", pair.refresh());
        }
        auth.put("application_token", applicationToken);
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("event", binding.event());
        form.put("event_handler_id", binding.id());
        form.put("data", data);
        form.put("ts", at.getEpochSecond());
        form.put("auth", auth);
        sender.post(URI.create(binding.handler()), binding.event(), PhpForm.encode(form));
    }

    private synchronized RestResult bind(RestParams params) {
        String event = params.text("event").toUpperCase(Locale.ROOT);
        boolean offline = params.text("event_type").equals("offline");
        String handler = offline ? "" : params.text("handler");
        if (event.isEmpty()) {
            throw new RestRefusal(400, "ERROR_EVENT_NOT_FOUND", "Event not found");
        }
        if (!offline && handler.isEmpty()) {
            throw new RestRefusal(400, "ERROR_ARGUMENT", "Argument 'HANDLER' is null or empty");
        }
        boolean known = bindings.stream().anyMatch(b -> isSame(b, event, handler, offline));
        if (known) {
            throw new RestRefusal(400, "ERROR_CORE", "Unable to set event handler: Handler already binded");
        }
        long pause = RestParams.parsed(params.map("options").getOrDefault("minTimeout", 1))
                .orElse(1);
        lastBinding += 2;
        bindings.add(new Binding(lastBinding, event, handler, offline, Duration.ofSeconds(pause)));
        return RestResult.of(true);
    }

    private synchronized RestResult unbind(RestParams params) {
        String event = params.text("event").toUpperCase(Locale.ROOT);
        boolean offline = params.text("event_type").equals("offline");
        String handler = offline ? "" : params.text("handler");
        int before = bindings.size();
        bindings.removeIf(b -> isSame(b, event, handler, offline));
        return RestResult.of(Map.of("count", before - bindings.size()));
    }

    private static boolean isSame(Binding binding, String event, String handler, boolean offline) {
        return binding.event().equals(event)
                && binding.offline() == offline
                && binding.handler().equals(handler);
    }

    private Map<String, Object> shown(Binding binding) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("event", binding.event());
        shown.put("handler", binding.handler());
        shown.put("auth_type", "0");
        shown.put("offline", binding.offline() ? 1 : 0);
        return shown;
    }
}
