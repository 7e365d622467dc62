package io.b24hub.manage;

import io.b24hub.application.ApplicationStatus;
import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.EngineSnapshot;
import io.b24hub.handler.AnswerObjective;
import io.b24hub.intake.Guessing;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.TokenUse;
import io.b24hub.operate.Actor;
import io.b24hub.operate.Explain;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Reload;
import io.b24hub.operate.RetentionStatus;
import io.b24hub.source.SourceStatus;
import io.b24hub.store.CommitStats;
import io.b24hub.store.StoreView;
import io.b24hub.sweep.Sweeper;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
 * @param objective within which time calls should be answered, and how many were not
 * @param heard what comes from each portal
 * @param flows what became of each route file, a line each
 * @param sources where the portals' calls may come from
 * @param applications how the fetching of portals' events goes
 * @param sweeper what asks portals for what their webhooks did not tell
 * @param tokens what became of the accepted tokens
 * @param guessing callers that are refused again and again
 * @param reload reads tokens and secrets of portals again
 * @param access who may look and steer over HTTP
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
        AnswerObjective objective,
        Supplier<List<HubStatus.Heard>> heard,
        Supplier<Collection<String>> flows,
        Supplier<List<SourceStatus>> sources,
        Supplier<List<ApplicationStatus>> applications,
        Sweeper sweeper,
        Supplier<List<TokenUse>> tokens,
        Supplier<Guessing> guessing,
        Function<Actor, Reload.Outcome> reload,
        Access access) {}
