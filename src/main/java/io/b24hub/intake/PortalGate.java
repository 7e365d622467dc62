package io.b24hub.intake;

import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.source.SourceGuard;
import io.b24hub.store.Memory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Checks that a call comes from the portal it names: the address, a gateway's signature where one is expected, the path's
 * secret or the application token, and the member id. Tokens and secrets may be replaced while it works.
 *
 * <p>This class is thread-safe.
 */
final class PortalGate {

    /** Where the store keeps the member ids that were seen first. */
    private static final String MEMBERS = "member-id";

    private final String name;
    private final Memory memory;
    private final SourceGuard sources;
    private final Fingerprints fingerprints;
    private final AtomicReference<Optional<String>> pinned;
    private volatile Accepted accepted;

    /** What is accepted now. */
    private record Accepted(PortalSettings portal, List<KnownToken> tokens, Optional<CallSignature> signature) {

        boolean pins() {
            return portal.pinMember() && portal.memberId().isEmpty();
        }
    }

    PortalGate(PortalSettings portal, Memory memory, SourceGuard sources, Fingerprints fingerprints) {
        this.memory = memory;
        this.sources = sources;
        this.fingerprints = fingerprints;
        name = portal.name();
        accepted = accepted(portal, List.of());
        pinned = new AtomicReference<>(accepted.pins() ? memory.recall(MEMBERS, name) : Optional.empty());
    }

    private Accepted accepted(PortalSettings portal, List<KnownToken> before) {
        List<KnownToken> tokens = new ArrayList<>();
        for (Secret token : portal.tokens()) {
            byte[] bytes = token.reveal().getBytes(StandardCharsets.UTF_8);
            tokens.add(before.stream()
                    .filter(known -> known.matches(bytes))
                    .findFirst()
                    .orElseGet(() -> new KnownToken(name, token, fingerprints.of(token), memory)));
        }
        return new Accepted(portal, List.copyOf(tokens), portal.signature().map(CallSignature::new));
    }

    /**
     * Takes over tokens, the secret of automation rules and the gateway's signature; at once.
     *
     * @return what has changed, a phrase each, without secrets
     */
    synchronized List<String> takeOver(PortalSettings portal) {
        Accepted before = accepted;
        Accepted now = accepted(
                before.portal().accepting(portal.tokens(), portal.signature(), portal.robotSecret()), before.tokens());
        accepted = now;
        List<String> changes = new ArrayList<>();
        missing(now.tokens(), before.tokens())
                .forEach(token -> changes.add("token " + token.fingerprint() + " accepted"));
        missing(before.tokens(), now.tokens())
                .forEach(token -> changes.add("token " + token.fingerprint() + " no longer accepted"));
        if (!before.portal().robotSecret().equals(portal.robotSecret())) {
            changes.add("robot-secret " + changed(before.portal().robotSecret(), portal.robotSecret()));
        }
        if (!before.portal().signature().equals(portal.signature())) {
            changes.add("signature " + changed(before.portal().signature(), portal.signature()));
        }
        return changes;
    }

    private static List<KnownToken> missing(List<KnownToken> here, List<KnownToken> there) {
        return here.stream().filter(token -> !there.contains(token)).toList();
    }

    private static String changed(Optional<?> before, Optional<?> now) {
        return now.isEmpty() ? "removed" : before.isEmpty() ? "set" : "replaced";
    }

    /** The header that a gateway's signature is expected in. */
    Optional<String> signatureHeader() {
        return accepted.signature().map(CallSignature::header);
    }

    /** Checks what the gateway signed; nothing where none is expected. */
    void checkSignature(Call call) {
        if (accepted.signature()
                .filter(signature -> !signature.isRight(call.signatures(), call.body()))
                .isPresent()) {
            throw new Refused(Refusal.WRONG_SIGNATURE);
        }
    }

    /** Whether a call comes from a strange address and may be taken all the same. */
    boolean isStrange(InetAddress client) {
        return switch (sources.judge(client)) {
            case KNOWN -> false;
            case STRANGE -> true;
            case REFUSED -> throw new Refused(Refusal.STRANGE_ADDRESS);
        };
    }

    /** A stranger's call was taken. */
    void tookStranger(InetAddress client) {
        sources.took(client);
    }

    /** Checks the secret of the address of automation rules. */
    void checkRobotSecret(String candidate) {
        Optional<Secret> secret = accepted.portal().robotSecret();
        if (candidate.isEmpty()
                || secret.filter(right -> right.matches(candidate)).isEmpty()) {
            throw new Refused(Refusal.WRONG_ROBOT_SECRET);
        }
    }

    /** Whether {@link #checkToken} may let a body in; false for most that it would refuse, without decoding them. */
    boolean mayHoldToken(byte[] body) {
        return TokenScan.mayHold(body, accepted.tokens());
    }

    /** Compares the call's token with every accepted one, so that the time does not tell which one it resembled. */
    KnownToken checkToken(Map<String, Object> form) {
        List<KnownToken> tokens = accepted.tokens();
        if (tokens.isEmpty()) {
            throw new Refused(Refusal.NO_TOKENS);
        }
        byte[] candidate = auth(form, "application_token").getBytes(StandardCharsets.UTF_8);
        Optional<KnownToken> right = Optional.empty();
        for (KnownToken token : tokens) {
            Optional<KnownToken> before = right;
            right = token.matches(candidate) ? Optional.of(token) : before;
        }
        return right.filter(token -> candidate.length > 0).orElseThrow(() -> new Refused(Refusal.WRONG_TOKEN));
    }

    /**
     * Checks the member id; the first call of a portal that pins it fixes it.
     *
     * @return completes when the member id is pinned durably, at once when there is nothing to pin; exceptionally with
     *     {@link Refused} when another one is pinned
     */
    CompletableFuture<Void> checkMember(Map<String, Object> form, Instant now) {
        Accepted current = accepted;
        Optional<String> expected = current.portal().memberId().or(pinned::get);
        if (expected.isEmpty() && !current.pins()) {
            return CompletableFuture.completedFuture(null);
        }
        String member = auth(form, "member_id");
        if (member.isEmpty() || !expected.orElse(member).equals(member)) {
            throw new Refused(Refusal.WRONG_MEMBER);
        }
        return expected.isPresent() ? CompletableFuture.completedFuture(null) : pin(member, now);
    }

    private CompletableFuture<Void> pin(String member, Instant now) {
        return memory.rememberFirst(MEMBERS, name, member, now).thenAccept(kept -> {
            pinned.set(Optional.of(kept));
            if (!kept.equals(member)) {
                throw new Refused(Refusal.WRONG_MEMBER);
            }
        });
    }

    /** What became of each accepted token. May wait for the store. */
    List<TokenUse> tokens() {
        return accepted.tokens().stream().map(token -> token.use(name)).toList();
    }

    private static String auth(Map<String, Object> form, String key) {
        return form.get("auth") instanceof Map<?, ?> auth && auth.get(key) instanceof String text ? text : "";
    }
}
