package io.b24hub.bench;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventIds;
import io.b24hub.event.Origin;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/** The store alone, in this process: what intake could do if HTTP cost nothing. One thread keeps all callers busy. */
final class StoreContender implements Contender {

    private record Done(long took, boolean stored) {}

    private final SystemClock clock = new SystemClock();
    private final EventIds ids = new EventIds(clock, RandomGenerator.getDefault());
    private final SqliteStore store;

    StoreContender(BenchFolder folder) throws IOException {
        store = SqliteStore.open(folder.work("store").resolve("hub.db"), clock);
    }

    @Override
    public String name() {
        return "store alone";
    }

    @Override
    public Measured load(int callers, Duration slice) throws InterruptedException {
        BlockingQueue<Done> done = new LinkedBlockingQueue<>();
        Histogram times = Measured.histogram();
        long errors = 0;
        long began = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            accept(done);
        }
        for (int waiting = callers; waiting > 0; ) {
            Done one = done.take();
            if (one.stored()) {
                times.recordValue(one.took());
            } else {
                errors++;
            }
            if (System.nanoTime() - began < slice.toNanos()) {
                accept(done);
            } else {
                waiting--;
            }
        }
        return new Measured(times.getTotalCount(), errors, System.nanoTime() - began, times);
    }

    private void accept(BlockingQueue<Done> done) {
        long sent = System.nanoTime();
        store.accept(event(), List.of())
                .whenComplete((stored, failure) -> done.add(new Done(System.nanoTime() - sent, failure == null)));
    }

    private Bitrix24Event event() {
        Instant now = clock.instant();
        String id = ids.next();
        return new Bitrix24Event(
                id,
                "main",
                "ONCRMDEALUPDATE",
                new EntityRef("deal", 2, id.substring(17)),
                "201",
                now,
                now,
                Origin.WEBHOOK,
                Map.of("FIELDS", Map.of("ID", id.substring(17))));
    }

    /** Of this process, with what drives the store. */
    @Override
    public long cpuMillis() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    }

    @Override
    public void close() {
        store.close();
        clock.close();
    }
}
