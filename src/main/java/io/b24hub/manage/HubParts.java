package io.b24hub.manage;

import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.EngineSnapshot;
import io.b24hub.intake.IntakeStats;
import io.b24hub.operate.Explain;
import io.b24hub.operate.Operations;
import io.b24hub.operate.RetentionStatus;
import io.b24hub.store.CommitStats;
import io.b24hub.store.StoreView;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What of a running hub is shown and steered. All of it may be asked at any time and by any thread.
 *
 * @param version of the program
 * @param startedAt when this process began
 * @param clock what time it is
 * @param store looked at, never changed
 * @param operations what people may do
 * @param changes those of many that were begun
 * @param explain what became of events
 * @param intake what happened at the door
 * @param answeredWithin the time within which a share of the calls was answered; zero before the first
 * @param engine the deliveries' engine now
 * @param portals the portals' REST traffic now
 * @param retention how forgetting goes
 * @param commits how the store's commits go
 * @param certificateEnds when the intake's own certificate ends; empty without one
 * @param flows what became of each route file, a line each
 */
public record HubParts(
        String version,
        Instant startedAt,
        HubClock clock,
        StoreView store,
        Operations operations,
        Changes changes,
        Explain explain,
        IntakeStats intake,
        Function<Double, Duration> answeredWithin,
        Supplier<EngineSnapshot> engine,
        Supplier<Collection<PortalState>> portals,
        Supplier<RetentionStatus> retention,
        Supplier<CommitStats> commits,
        Supplier<Optional<Instant>> certificateEnds,
        Supplier<Collection<String>> flows) {}
