package io.b24hub.manage;

import io.b24hub.application.ApplicationStatus;
import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.handler.Spread;
import io.b24hub.intake.Guessing;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.Refusal;
import io.b24hub.intake.TokenUse;
import io.b24hub.operate.RetentionStatus;
import io.b24hub.source.SourceStatus;
import io.b24hub.store.CommitStats;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Hold;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.SweepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hub at a glance. Parts may be of slightly different moments.
 *
 * @param at when it was looked at
 * @param version of the program
 * @param startedAt when this process began
 * @param instances hubs that share the store, this one included
 * @param running deliveries that run in this process
 * @param drained whether this process begins nothing more
 * @param intake what happened at the door since the start
 * @param flows those that run here, and those that are known and do not; by id
 * @param destinations where flows deliver to, by name
 * @param portals their REST traffic
 * @param holds what is paused, and by whom
 * @param store how large it is and how forgetting goes
 * @param commits how its commits go
 * @param sources where the portals' calls may come from
 * @param heard what comes from each configured portal, and how late
 * @param applications how the fetching of events goes, for portals with an application
 * @param sweeps what came in no other way than by asking
 */
public record HubStatus(
        Instant at,
        String version,
        Instant startedAt,
        int instances,
        int running,
        boolean drained,
        Intake intake,
        List<Flow> flows,
        List<DestinationSnapshot> destinations,
        List<PortalState> portals,
        List<Hold> holds,
        RetentionStatus store,
        CommitStats commits,
        List<SourceStatus> sources,
        List<Heard> heard,
        List<ApplicationStatus> applications,
        Sweeps sweeps) {

    public HubStatus {
        sources = List.copyOf(sources);
        flows = List.copyOf(flows);
        destinations = List.copyOf(destinations);
        portals = List.copyOf(portals);
        holds = List.copyOf(holds);
        heard = List.copyOf(heard);
        applications = List.copyOf(applications);
    }

    /** Where the calls of a portal may come from; empty when there is no such portal. */
    public Optional<SourceStatus> sources(String portal) {
        return sources.stream().filter(each -> each.portal().equals(portal)).findFirst();
    }

    /** How the fetching of a portal's events goes; empty for one without an application. */
    public Optional<ApplicationStatus> application(String portal) {
        return applications.stream()
                .filter(each -> each.portal().equals(portal))
                .findFirst();
    }

    /**
     * The door.
     *
     * @param accepted events stored
     * @param lastMinute events stored in the last minute
     * @param repeated calls that were a repetition of one that is stored
     * @param refused calls refused; only reasons that occurred
     * @param lastRefused the last of them, newest first
     * @param typicalAnswer half of the calls were answered within this time; zero before the first
     * @param slowAnswer 99 of 100 calls were answered within this time
     * @param objective within which time calls should be answered; zero for none
     * @param late calls that were answered later than that
     * @param tokens what became of the accepted tokens
     * @param guessing callers that are refused again and again
     * @param certificateEnds when the intake's own certificate ends; empty when a proxy has it
     */
    public record Intake(
            long accepted,
            long lastMinute,
            long repeated,
            Map<Refusal, Long> refused,
            List<IntakeStats.Refused> lastRefused,
            Duration typicalAnswer,
            Duration slowAnswer,
            Duration objective,
            long late,
            List<TokenUse> tokens,
            Guessing guessing,
            Optional<Instant> certificateEnds) {

        public Intake {
            refused = Map.copyOf(refused);
            lastRefused = List.copyOf(lastRefused);
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * What comes from a portal.
     *
     * @param portal its name
     * @param last when an event of a webhook came last, to any hub; empty for none
     * @param silence what is wrong when none come; empty when nothing is
     * @param delay how late this process had those of the last hour, from when they happened
     * @param late whether they come much later than usual
     */
    public record Heard(String portal, Optional<Instant> last, Optional<String> silence, Spread delay, boolean late) {}

    /** What comes from one portal; empty for one that is not configured. */
    public Optional<Heard> heardFrom(String portal) {
        return heard.stream().filter(each -> each.portal().equals(portal)).findFirst();
    }

    /**
     * How sweeping goes.
     *
     * @param types each portal and type that this process swept
     * @param today the ledger's rows of today, in each portal's time zone, of all hubs
     */
    public record Sweeps(List<SweepStatus> types, List<LedgerRow> today) {

        public Sweeps {
            types = List.copyOf(types);
            today = List.copyOf(today);
        }

        /** Those of one portal. */
        public Sweeps of(String portal) {
            return new Sweeps(
                    types.stream().filter(type -> type.portal().equals(portal)).toList(),
                    today.stream()
                            .filter(row -> row.entry().portal().equals(portal))
                            .toList());
        }
    }

    /**
     * A flow.
     *
     * @param known what the store remembers of it
     * @param running what the engine knows; empty when it does not run in this process
     * @param due deliveries that wait, in the whole store
     * @param inHand deliveries that run, in all hubs
     * @param parked deliveries that wait for a person
     * @param oldest how long the oldest waiting one has been there; empty when none waits
     */
    public record Flow(
            FlowRecord known,
            Optional<FlowSnapshot> running,
            long due,
            long inHand,
            long parked,
            Optional<Duration> oldest) {

        /** The route's id. */
        public String id() {
            return known.id();
        }

        /** Whether this process takes its deliveries. */
        public boolean on() {
            return running.map(FlowSnapshot::open).orElse(false);
        }
    }
}
