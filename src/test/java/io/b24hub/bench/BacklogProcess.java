package io.b24hub.bench;

import io.b24hub.store.HubStore;
import io.b24hub.store.Lane;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a store with a backlog, brings a part of it to its end while new events come in, and tells its peak memory. */
final class BacklogProcess {

    private BacklogProcess() {}

    /** @param arguments the store file, and how many of the backlog are to be ended */
    public static void main(String[] arguments) throws IOException {
        int events = Integer.parseInt(arguments[1]);
        long begin = System.nanoTime();
        try (SystemClock clock = new SystemClock();
                HubStore store = SqliteStore.open(Path.of(arguments[0]), clock)) {
            store.recover(clock.instant()).join();
            StoreLoad load = new StoreLoad(store, clock);
            load.end(Lane.LATE, events);
            load.life(events);
        }
        System.out.printf(
                "peak heap %d MiB, peak resident %d MiB; %,d of the backlog and %,d new ones ended in %.1f s%n",
                peakHeap() >> 20, peakResidentMiB(), events, events, (System.nanoTime() - begin) / 1e9);
    }

    /** The sum of the pools' peaks, which need not have come at one time: never too little. */
    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** Linux only. */
    private static long peakResidentMiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
