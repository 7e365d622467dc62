package io.b24hub.bench;

import io.b24hub.address.IpRange;
import io.b24hub.address.IpSet;
import io.b24hub.address.IpText;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** What the source address of a call costs: reading it, and looking for it among four and among ten thousand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class IpSetSpeed {

    private IpSet four;
    private IpSet many;
    private InetAddress client;
    private String text;

    @Setup
    public void make() {
        four = set(4);
        many = set(10_000);
        text = "3.217.33.54";
        client = IpText.parse(text).orElseThrow();
    }

    private static IpSet set(int count) {
        return IpSet.of(IntStream.range(0, count)
                .mapToObj(i ->
                        IpRange.parse("3." + i / 250 + "." + i % 250 + ".54").orElseThrow())
                .toList());
    }

    @Benchmark
    public Optional<InetAddress> read() {
        return IpText.parse(text);
    }

    @Benchmark
    public boolean amongFour() {
        return four.contains(client);
    }

    @Benchmark
    public boolean amongTenThousand() {
        return many.contains(client);
    }
}
