package io.b24hub.manage;

import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.Refusal;
import io.b24hub.operate.RetentionStatus;
import io.b24hub.store.CommitStats;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Hold;
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
        CommitStats commits) {

    public HubStatus {
        flows = List.copyOf(flows);
        destinations = List.copyOf(destinations);
        portals = List.copyOf(portals);
        holds = List.copyOf(holds);
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
            Optional<Instant> certificateEnds) {

        public Intake {
            refused = Map.copyOf(refused);
            lastRefused = List.copyOf(lastRefused);
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
