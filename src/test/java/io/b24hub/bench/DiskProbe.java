package io.b24hub.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** How long the disk takes to keep 4 KiB for good. Durable intake waits for that, so its numbers mean little without. */
final class DiskProbe {

    private static final int WRITES = 300;
    private static final int BYTES = 4096;

    private DiskProbe() {}

    static String fsync(BenchFolder folder) throws IOException {
        Path file = folder.work("disk").resolve("probe");
        Histogram times = Measured.histogram();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                long began = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(false);
                times.recordValue(System.nanoTime() - began);
            }
        }
        return String.format(
                "one write and fsync: p50 %.2f ms, p99 %.2f ms; load average %.1f",
                times.getValueAtPercentile(50) / 1e6, times.getValueAtPercentile(99) / 1e6, BenchReport.load());
    }
}
