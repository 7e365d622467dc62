package io.b24hub.bench;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventJson;
import io.b24hub.event.Origin;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long an ordinary event takes to JSON and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EventJsonSpeed {

    private final Bitrix24Event event = new Bitrix24Event(
            "01JGM8K2ZV4Q9T6W3X5Y7A1B2C",
            "main",
            "ONCRMDEALUPDATE",
            new EntityRef("deal", 2, "759"),
            "201",
            Instant.parse("2026-03-01T09:00:00Z"),
            Instant.parse("2026-03-01T09:00:01.250Z"),
            Origin.WEBHOOK,
            Map.of("FIELDS", Map.of("ID", "759")));

    private final String json = EventJson.toJson(event);

    @Benchmark
    public String write() {
        return EventJson.toJson(event);
    }

    @Benchmark
    public Bitrix24Event read() {
        return EventJson.fromJson(json);
    }

    @Benchmark
    public String writeData() {
        return EventJson.writeData(event.data());
    }
}
