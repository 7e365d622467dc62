package io.b24hub.check;

import io.b24hub.bitrix.LeakyBucket;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.connector.SafeText;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.route.BadRoutes;
import io.b24hub.route.RouteSurvey;
import io.b24hub.route.SurveyedFile;
import io.b24hub.route.SurveyedFile.Flow;
import io.b24hub.settings.BadSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.StoreProbe;
import io.b24hub.time.HubClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks whether a hub with these settings could do its work: configuration, route files, portals, destinations, public
 * address, source addresses, store. Opens no port, takes no store, changes nothing on any far side and sends nothing to people. May run
 * beside a running hub, whose request limit it shares: two REST calls a portal, one more for each further 48 methods.
 *
 * <p>Uses Java's own HTTP client, so proxies and certificates set through {@code camel.component.*} do not apply.
 *
 * <p>Not thread-safe; use one for one run.
 */
public final class Preflight {

    private static final String CONFIGURATION = "configuration";

    private final SettingsSource source;
    private final Path home;
    private final Map<String, List<String>> needed;
    private final HubClock clock;
    private final Web web = new Web();
    private final EventCatalogue catalogue = EventCatalogue.load();
    private final Map<String, Integer> restCalls = new LinkedHashMap<>();

    /**
     * @param source the hub's settings
     * @param home what relative paths are relative to
     * @param needed settings that a connector needs, by its scheme
     */
    public Preflight(SettingsSource source, Path home, Map<String, List<String>> needed, HubClock clock) {
        this.source = source;
        this.home = home;
        this.needed = needed;
        this.clock = clock;
    }

    /** Looks at everything. Takes a few seconds, up to a minute when far sides are silent. */
    public Report run() {
        HubSettings settings;
        try {
            settings = new SettingsReader(source, home).read();
        } catch (BadSettings e) {
            return unusable(e);
        }
        Findings findings = new Findings(new SafeText(settings.secrets()));
        configuration(settings, findings.area(CONFIGURATION));
        List<Flow> flows = routes(settings, findings.area("routes"));
        portals(settings, flows, findings);
        destinations(settings, flows, findings.area("destinations"));
        StoreProbe.Result store = new StoreProbe(settings.storeFile()).look();
        intake(settings, store.state() == StoreProbe.State.IN_USE, findings.area("intake"));
        new SourceCheck(settings, findings.area("source addresses")).check();
        store(settings, store, findings.area("store"));
        return new Report(findings.all(), restCalls, true);
    }

    /** What to report when the settings cannot be used at all. */
    public static Report unusable(BadSettings bad) {
        // not cleaned: these texts show no secret by themselves, and their examples look like some
        List<Finding> problems = bad.problems().stream()
                .map(problem -> new Finding(
                        CONFIGURATION,
                        problem.key(),
                        Finding.Verdict.FAIL,
                        problem.reason(),
                        "For example  " + problem.example()))
                .toList();
        return new Report(problems, Map.of(), false);
    }

    private void configuration(HubSettings settings, Findings.Area findings) {
        int portals = settings.portals().size();
        findings.ok("settings", "usable; " + portals + (portals == 1 ? " portal" : " portals"));
        if (source.keys().stream().anyMatch(key -> key.matches("camel\\.component\\.https?\\..*"))) {
            findings.warn(
                    "camel.component.http",
                    "set for flows and for the portal's REST; this check connects with Java's own settings",
                    "Where a proxy or a certificate of your own is needed, give them to Java too (B24HUB_OPTS).");
        }
    }

    private List<Flow> routes(HubSettings settings, Findings.Area findings) {
        List<SurveyedFile> files;
        try {
            files = new RouteSurvey(settings.routes().dir(), needed, source::find).look();
        } catch (BadRoutes e) {
            findings.fail("folder", e.getMessage(), "Set hub.routes.dir to the folder of the flows.");
            return List.of();
        }
        List<Flow> flows = new ArrayList<>();
        for (SurveyedFile file : files) {
            boolean support = file.name().startsWith("support/") || file.name().startsWith("templates/");
            switch (file.state()) {
                case ON ->
                    file.flows().stream()
                            .filter(flow -> understood(flow, file.name(), findings))
                            .forEach(flows::add);
                case OFF -> {
                    if (!support) {
                        findings.skipped(file.name(), file.reason());
                    }
                }
                case BROKEN -> {
                    boolean stops = settings.routes().stopOnBadFile();
                    findings.fail(
                            file.name(),
                            file.reason().replace(file.name() + ", ", "").replace(file.name() + ": ", ""),
                            stops
                                    ? "Correct the file, or the hub does not start."
                                    : "Correct the file; its events wait until then.");
                }
            }
        }
        return flows;
    }

    private boolean understood(Flow flow, String file, Findings.Area findings) {
        String events = flow.from().path();
        if (!flow.from().scheme().equals("bitrix24")) {
            findings.ok(file, flow.id() + " is on");
            return true;
        }
        EventPattern pattern;
        try {
            pattern = EventPattern.parse(events);
        } catch (IllegalArgumentException e) {
            findings.fail(file, e.getMessage(), "Correct the event names in from.");
            return false;
        }
        List<String> unknown = pattern.exactNames().stream()
                .filter(name -> catalogue.find(name).isEmpty())
                .toList();
        if (unknown.isEmpty()) {
            findings.ok(file, "on for " + events);
        } else {
            String closest = unknown.stream()
                    .flatMap(name -> catalogue.closest(name).stream())
                    .findFirst()
                    .map(name -> "Did you mean " + name + "? ")
                    .orElse("");
            findings.warn(
                    file,
                    "on, and no known event is called " + String.join(", ", unknown),
                    closest + "The flow waits for it all the same.");
        }
        return true;
    }

    private void portals(HubSettings settings, List<Flow> flows, Findings findings) {
        MethodNeeds needs = new MethodNeeds(catalogue, settings.portals().keySet(), flows);
        Findings.Area routes = findings.area("routes");
        needs.strangers()
                .forEach((portal, users) -> routes.fail(
                        String.join(", ", users),
                        "calls the portal \"" + portal + "\", which is not configured",
                        "Correct the portal option, or add the portal to hub.portals."));
        needs.open().forEach(flow -> routes.skipped(flow, "decides at run time which method it calls"));
        for (PortalSettings portal : settings.portals().values()) {
            CountingTransport transport = new CountingTransport(web.client());
            PortalRest rest = new PortalRest(
                    portal, transport, new LeakyBucket(portal.budget(), clock), clock, PortalListener.NONE);
            new PortalCheck(portal, rest, clock, findings.area("portal " + portal.name()))
                    .check(needs.at(portal.name()));
            restCalls.put(portal.name(), transport.calls());
        }
    }

    private void destinations(HubSettings settings, List<Flow> flows, Findings.Area findings) {
        new DestinationChecks(List.of(
                        new TelegramCheck(settings.connectors(), web),
                        new SheetsCheck(settings.connectors()),
                        new KafkaCheck(source::find),
                        new HttpCheck(),
                        new HookCheck(settings.connectors().hooks()),
                        new MailCheck(settings.connectors().mail()),
                        new SqlCheck(settings.connectors().sql()),
                        new FileCheck()))
                .check(flows, findings);
    }

    private void intake(HubSettings settings, boolean running, Findings.Area findings) {
        IntakeCheck check = new IntakeCheck(web, findings);
        settings.intake()
                .publicUrl()
                .ifPresentOrElse(
                        address -> check.check(address, settings.portals().keySet(), running), check::notAsked);
    }

    private static void store(HubSettings settings, StoreProbe.Result store, Findings.Area findings) {
        String subject = String.valueOf(settings.storeFile().getFileName());
        if (store.state() == StoreProbe.State.UNUSABLE) {
            findings.fail(subject, store.words(), "Give the hub a folder it may write to, or correct hub.store.file.");
        } else {
            findings.ok(subject, store.words());
        }
    }
}
