package io.b24hub.bench;

import io.b24hub.intake.FormDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long one form takes: an ordinary webhook, and a large bot message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FormDecoderSpeed {

    private static final Path PAYLOADS = Path.of("src/test/resources/bitrix24/payloads");

    private final FormDecoder decoder = new FormDecoder();
    private byte[] webhook;
    private byte[] bot;

    @Setup
    public void read() throws IOException {
        webhook = Files.readAllBytes(PAYLOADS.resolve("crm-deal-update.webhook.form"));
        bot = Files.readAllBytes(PAYLOADS.resolve("imbot-message-add-group.app.form"));
    }

    @Benchmark
    public Map<String, Object> webhook() {
        return decoder.decode(webhook);
    }

    @Benchmark
    public Map<String, Object> botMessage() {
        return decoder.decode(bot);
    }
}
