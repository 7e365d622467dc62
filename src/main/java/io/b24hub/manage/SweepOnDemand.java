package io.b24hub.manage;

import io.b24hub.failure.HubException;
import io.b24hub.operate.Actor;
import io.b24hub.operate.Operations;
import io.b24hub.sweep.SweepReport;
import io.b24hub.sweep.SweepRequest;
import io.b24hub.sweep.Sweeper;
import java.util.concurrent.CompletionException;

/** Sweeps when a person says so, and keeps who did. Thread-safe. */
public final class SweepOnDemand {

    private final Sweeper sweeper;
    private final Operations operations;

    public SweepOnDemand(Sweeper sweeper, Operations operations) {
        this.sweeper = sweeper;
        this.operations = operations;
    }

    /**
     * Sweeps now, or looks what a sweep would find. Waits for the end. What only looks is not kept.
     *
     * @throws IllegalArgumentException when there is no such portal or type
     */
    public SweepReport run(SweepRequest request, Actor actor) {
        SweepReport report = report(request);
        if (!request.dryRun()) {
            operations
                    .note(actor, "sweep", target(request) + ": " + report.injected() + " events")
                    .join();
        }
        return report;
    }

    private SweepReport report(SweepRequest request) {
        try {
            return sweeper.sweep(request).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalArgumentException unknown) {
                throw unknown;
            }
            throw e.getCause() instanceof HubException known ? known : e;
        }
    }

    private static String target(SweepRequest request) {
        return request.type().orElse("all types") + " of "
                + request.portal().orElse("all portals")
                + request.since().map(time -> " since " + time).orElse("");
    }
}
