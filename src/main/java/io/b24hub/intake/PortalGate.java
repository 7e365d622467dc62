package io.b24hub.intake;

import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.Memory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Checks that a call comes from the portal it names: the path's secret or the application token, and the member id.
 *
 * <p>This class is thread-safe.
 */
final class PortalGate {

    private final PortalSettings portal;
    /** Where the store keeps the member ids that were seen first. */
    private static final String MEMBERS = "member-id";

    private final Memory memory;
    private final AtomicReference<Optional<String>> pinned;

    PortalGate(PortalSettings portal, Memory memory) {
        this.portal = portal;
        this.memory = memory;
        pinned = new AtomicReference<>(pins() ? memory.recall(MEMBERS, portal.name()) : Optional.empty());
    }

    private boolean pins() {
        return portal.pinMember() && portal.memberId().isEmpty();
    }

    /** Checks the secret of the address of automation rules. */
    void checkRobotSecret(String candidate) {
        boolean right = portal.robotSecret().isPresent()
                && !candidate.isEmpty()
                && portal.robotSecret().get().matches(candidate);
        if (!right) {
            throw new Refused(Refusal.WRONG_ROBOT_SECRET);
        }
    }

    /** Compares the call's token with every accepted one, so that the time does not tell which one it resembled. */
    void checkToken(Map<String, Object> form) {
        if (portal.tokens().isEmpty()) {
            throw new Refused(Refusal.NO_TOKENS);
        }
        String candidate = auth(form, "application_token");
        boolean right = false;
        for (Secret token : portal.tokens()) {
            right |= token.matches(candidate);
        }
        if (!right || candidate.isEmpty()) {
            throw new Refused(Refusal.WRONG_TOKEN);
        }
    }

    /**
     * Checks the member id; the first call of a portal that pins it fixes it.
     *
     * @return completes when the member id is pinned durably, at once when there is nothing to pin; exceptionally with
     *     {@link Refused} when another one is pinned
     */
    CompletableFuture<Void> checkMember(Map<String, Object> form, Instant now) {
        Optional<String> expected = portal.memberId().or(pinned::get);
        if (expected.isEmpty() && !pins()) {
            return CompletableFuture.completedFuture(null);
        }
        String member = auth(form, "member_id");
        if (member.isEmpty() || !expected.orElse(member).equals(member)) {
            throw new Refused(Refusal.WRONG_MEMBER);
        }
        return expected.isPresent() ? CompletableFuture.completedFuture(null) : pin(member, now);
    }

    private CompletableFuture<Void> pin(String member, Instant now) {
        return memory.rememberFirst(MEMBERS, portal.name(), member, now).thenAccept(kept -> {
            pinned.set(Optional.of(kept));
            if (!kept.equals(member)) {
                throw new Refused(Refusal.WRONG_MEMBER);
            }
        });
    }

    private static String auth(Map<String, Object> form, String key) {
        return form.get("auth") instanceof Map<?, ?> auth && auth.get(key) instanceof String text ? text : "";
    }
}
