package io.b24hub.settings;

import java.net.URI;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One Bitrix24 account.
 *
 * @param name how paths, routes and logs call it: lower-case letters, digits and dashes
 * @param tokens accepted values of {@code auth[application_token]}; several while one is being replaced; none refuses
 *     every webhook
 * @param memberId the only accepted {@code auth[member_id]}; empty accepts any
 * @param pinMember whether the first accepted call fixes the member id for good
 * @param robotSecret last part of the path that automation rules call; empty switches that path off
 * @param webhook the incoming webhook, for REST calls; empty when flows read nothing
 * @param budget how many REST calls the portal allows
 * @param locale in which language, and how, texts about this portal's events are written
 * @param timeZone in which its people read dates, and by which schedules run
 */
public record PortalSettings(
        String name,
        List<Secret> tokens,
        Optional<String> memberId,
        boolean pinMember,
        Optional<Secret> robotSecret,
        Optional<Webhook> webhook,
        BudgetSettings budget,
        Locale locale,
        ZoneId timeZone) {

    public PortalSettings {
        tokens = List.copyOf(tokens);
    }

    /** A portal whose people read English, in UTC. */
    public PortalSettings(
            String name,
            List<Secret> tokens,
            Optional<String> memberId,
            boolean pinMember,
            Optional<Secret> robotSecret,
            Optional<Webhook> webhook,
            BudgetSettings budget) {
        this(name, tokens, memberId, pinMember, robotSecret, webhook, budget, Locale.ENGLISH, ZoneOffset.UTC);
    }

    /**
     * An incoming webhook, its secret kept apart from its address.
     *
     * @param portal scheme and authority only, for example {@code https://example.bitrix24.com}
     * @param userId whose rights the calls have
     * @param secret the part of the path that is a password
     */
    public record Webhook(URI portal, long userId, Secret secret) {

        /** The full address of a REST method. Contains the secret: for the HTTP client only. */
        public String methodUrl(String method) {
            return portal + "/rest/" + userId + "/" + secret.reveal() + "/" + method + ".json";
        }
    }
}
