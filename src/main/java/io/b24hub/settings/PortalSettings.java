package io.b24hub.settings;

import java.net.URI;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
 * @param signature what calls have to be signed with besides; empty when no gateway signs them
 * @param robotSecret last part of the path that automation rules call; empty switches that path off
 * @param webhook the incoming webhook, for REST calls; empty when flows read nothing
 * @param budget how many REST calls the portal allows
 * @param locale in which language, and how, texts about this portal's events are written
 * @param timeZone in which its people read dates, and by which schedules run
 * @param sources where its calls may come from
 * @param sweep when it is asked what its webhook did not tell
 */
public record PortalSettings(
        String name,
        List<Secret> tokens,
        Optional<String> memberId,
        boolean pinMember,
        Optional<SignatureSettings> signature,
        Optional<Secret> robotSecret,
        Optional<Webhook> webhook,
        BudgetSettings budget,
        Locale locale,
        ZoneId timeZone,
        SourceSettings sources,
        SweepSettings sweep) {

    public PortalSettings {
        tokens = List.copyOf(tokens);
    }

    /** The same portal, letting in others. */
    public PortalSettings accepting(
            List<Secret> otherTokens, Optional<SignatureSettings> otherSignature, Optional<Secret> otherRobotSecret) {
        return new PortalSettings(
                name,
                otherTokens,
                memberId,
                pinMember,
                otherSignature,
                otherRobotSecret,
                webhook,
                budget,
                locale,
                timeZone,
                sources,
                sweep);
    }

    /** All that must not be seen. */
    public List<Secret> secrets() {
        List<Secret> secrets = new ArrayList<>(tokens);
        robotSecret.ifPresent(secrets::add);
        webhook.ifPresent(own -> secrets.add(own.secret()));
        signature.ifPresent(own -> secrets.addAll(own.secrets()));
        return secrets;
    }

    /**
     * A portal that may be called from anywhere without a gateway's signature and is not swept by itself, whose people read
     * English, in UTC.
     */
    public PortalSettings(
            String name,
            List<Secret> tokens,
            Optional<String> memberId,
            boolean pinMember,
            Optional<Secret> robotSecret,
            Optional<Webhook> webhook,
            BudgetSettings budget) {
        this(
                name,
                tokens,
                memberId,
                pinMember,
                Optional.empty(),
                robotSecret,
                webhook,
                budget,
                Locale.ENGLISH,
                ZoneOffset.UTC,
                SourceSettings.OFF,
                SweepSettings.OFF);
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
