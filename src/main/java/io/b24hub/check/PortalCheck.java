package io.b24hub.check;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.RestException;
import io.b24hub.bitrix.RestResult;
import io.b24hub.check.MethodNeeds.Need;
import io.b24hub.check.PortalProbe.Answer;
import io.b24hub.failure.HubException;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Units;
import io.b24hub.time.HubClock;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at one portal: whether it answers, whose rights the hub has, and whether they are enough for the flows. */
final class PortalCheck {

    private static final Duration NOTICEABLE = Duration.ofSeconds(10);
    private static final Duration HARMFUL = Duration.ofMinutes(5);
    private static final Pattern ENTERPRISE = Pattern.compile("(.*_)?ent\\d*");

    private final PortalSettings portal;
    private final PortalProbe probe;
    private final HubClock clock;
    private final Findings.Area findings;
    private final Map<String, List<Need>> byWildcard = new LinkedHashMap<>();

    PortalCheck(PortalSettings portal, PortalCalls calls, HubClock clock, Findings.Area findings) {
        this.portal = portal;
        this.probe = new PortalProbe(calls);
        this.clock = clock;
        this.findings = findings;
    }

    void check(List<Need> needs) {
        if (portal.webhook().isEmpty()) {
            noWebhook(needs);
            return;
        }
        Instant asked = clock.instant();
        RestResult profile;
        try {
            profile = probe.profile();
        } catch (HubException e) {
            unreachable(e);
            return;
        }
        Instant answered = clock.instant();
        String host = portal.webhook().orElseThrow().portal().getHost();
        findings.ok("reachable", host + " answered in " + Units.text(Duration.between(asked, answered)));
        owner(profile.result() instanceof Map<?, ?> map ? map : Map.of());
        Map<String, Answer> answers = ask(needs, portalTime(profile).isEmpty());
        scope(answers.get("scope"));
        needs.forEach(need -> method(need, answers.get(need.method())));
        tellOfWildcards();
        clockSkew(portalTime(profile).or(() -> serverTime(answers)), answered);
        plan(answers.get("plan"));
    }

    private void noWebhook(List<Need> needs) {
        String setting = "hub.portal." + portal.name() + ".webhook-url";
        if (needs.isEmpty()) {
            findings.skipped("reachable", "no incoming webhook is set, and no flow that is on needs one");
        } else {
            findings.fail(
                    "reachable",
                    "no incoming webhook is set, but flows call the portal: " + flows(needs),
                    "Create an incoming webhook in the portal and set its address as " + setting + ".");
        }
    }

    private static String flows(List<Need> needs) {
        return needs.stream()
                .flatMap(need -> need.flows().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void unreachable(HubException failure) {
        if (failure instanceof RestException rest) {
            String code = rest.code().isEmpty() ? "" : ", " + rest.code();
            String status = rest.status() == 0 ? "" : ", HTTP " + rest.status();
            findings.fail(
                    "reachable",
                    (rest.status() == 0 ? "no answer" : "the portal refuses calls") + status + code,
                    rest.advice());
        } else {
            findings.fail("reachable", failure.getMessage(), "Check that the hub reaches the portal.");
        }
        findings.skipped("everything else", "needs a portal that answers");
    }

    private void owner(Map<?, ?> profile) {
        String name = (text(profile, "NAME") + " " + text(profile, "LAST_NAME")).strip();
        String who = "user " + text(profile, "ID") + (name.isEmpty() ? "" : ", " + name);
        if (Boolean.TRUE.equals(profile.get("ADMIN"))) {
            findings.ok("webhook's owner", who + ", administrator");
        } else {
            findings.warn(
                    "webhook's owner",
                    who + ", not an administrator: flows see only what this person may see",
                    "Where that is too little, create the webhook as an administrator or widen the person's rights.");
        }
    }

    private Map<String, Answer> ask(List<Need> needs, boolean time) {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("scope", "scope");
        commands.put("plan", "app.info");
        if (time) {
            commands.put("time", "server.time");
        }
        needs.forEach(need -> commands.put(need.method(), PortalProbe.availability(need.method())));
        try {
            return probe.all(commands);
        } catch (HubException e) {
            Answer none = new Answer(Optional.empty(), e.getMessage());
            return commands.keySet().stream().collect(Collectors.toMap(key -> key, key -> none));
        }
    }

    private void scope(Answer scope) {
        if (scope.result().orElse("") instanceof List<?> granted) {
            findings.ok("scopes", granted.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        } else {
            findings.warn("scopes", "not readable: " + scope.error(), "See the methods below.");
        }
    }

    private void method(Need need, Answer answer) {
        String users = "for " + String.join(", ", need.flows());
        if (!answer.good()) {
            findings.warn(
                    need.method(),
                    users + "; the portal does not tell whether it may be called: " + answer.error(),
                    "Older portals cannot tell; try the flow.");
        } else if (!yes(answer.map().get("isExisting"))) {
            String remedy = "Correct its name in the flow; or the portal's edition lacks the module it belongs to.";
            refuse(need, "the portal has no such method", remedy);
        } else if (!yes(answer.map().get("isAvailable"))) {
            String remedy = "Tick the scope \"" + need.scope() + "\" in the form of the incoming webhook.";
            refuse(need, "not open to this webhook", remedy);
        } else {
            findings.ok(need.method(), users);
        }
    }

    private void refuse(Need need, String words, String remedy) {
        String whom = "for " + String.join(", ", need.flows());
        switch (need.why()) {
            case NAMED -> findings.fail(need.method(), whom + "; " + words, remedy);
            case NAMES ->
                findings.warn(need.method(), whom + ", which will show ids in place of names; " + words, remedy);
            case WILDCARD ->
                byWildcard.computeIfAbsent(words, reason -> new ArrayList<>()).add(need);
        }
    }

    /** A wildcard takes in many events that a portal may never send: one line for all that could not be read. */
    private void tellOfWildcards() {
        byWildcard.forEach((words, needs) -> findings.warn(
                "events of wildcards",
                words + ", needed only by some events that a wildcard takes in, for " + flows(needs) + ": "
                        + needs.stream().map(Need::method).collect(Collectors.joining(", ")),
                "Where such events come, name the events in the flow, or see to these methods: scopes "
                        + needs.stream().map(Need::scope).distinct().collect(Collectors.joining(", ")) + "."));
    }

    private void clockSkew(Optional<Instant> portalTime, Instant here) {
        if (portalTime.isEmpty()) {
            findings.skipped("clock", "the portal does not tell its time");
            return;
        }
        Duration skew = Duration.between(portalTime.get(), here);
        String words = Units.text(skew.abs().plusMillis(500).truncatedTo(ChronoUnit.SECONDS))
                + (skew.isNegative() ? " behind" : " ahead of") + " the portal's";
        String remedy = "Let a time service (NTP) set this machine's clock.";
        if (skew.abs().compareTo(HARMFUL) > 0) {
            findings.fail("clock", words + "; Google refuses signatures of another time", remedy);
        } else if (skew.abs().compareTo(NOTICEABLE) > 0) {
            findings.warn("clock", words, remedy);
        } else {
            findings.ok("clock", "within " + NOTICEABLE.toSeconds() + " s of the portal's");
        }
    }

    private void plan(Answer plan) {
        String license = text(plan.map(), "LICENSE");
        String set = "hub.portal." + portal.name() + ".plan is set for " + limit(portal.budget());
        if (license.isEmpty()) {
            findings.skipped("plan", "not readable through this webhook; " + set);
            return;
        }
        boolean enterprise =
                ENTERPRISE.matcher(license.toLowerCase(Locale.ROOT)).matches();
        if (enterprise && portal.budget().equals(BudgetSettings.STANDARD)) {
            findings.warn(
                    "plan",
                    license + "; " + set + ", and Enterprise allows more",
                    "Set hub.portal." + portal.name() + ".plan = enterprise.");
        } else if (!enterprise && portal.budget().equals(BudgetSettings.ENTERPRISE)) {
            findings.warn(
                    "plan",
                    license + " is not Enterprise; " + set,
                    "Set hub.portal." + portal.name() + ".plan = standard, or many calls will be refused first.");
        } else {
            findings.ok("plan", license + "; " + set);
        }
    }

    private static String limit(BudgetSettings budget) {
        return budget.limited()
                ? budget.capacity() + " calls at once and "
                        + BigDecimal.valueOf(budget.perSecond())
                                .stripTrailingZeros()
                                .toPlainString() + " a second"
                : "no limit";
    }

    private static Optional<Instant> portalTime(RestResult profile) {
        return profile.time().get("finish") instanceof Number seconds
                ? Optional.of(Instant.ofEpochMilli((long) (seconds.doubleValue() * 1000)))
                : Optional.empty();
    }

    private static Optional<Instant> serverTime(Map<String, Answer> answers) {
        Answer time = answers.getOrDefault("time", new Answer(Optional.empty(), ""));
        try {
            return time.result().map(String::valueOf).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean yes(Object value) {
        return Boolean.TRUE.equals(value) || "Y".equals(value) || "true".equals(value);
    }

    private static String text(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null ? "" : value.toString();
    }
}
