package io.b24hub.store;

import io.b24hub.time.SystemClock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A process to be killed: accepts events from four threads for ever, and prints the id of each after it was acknowledged.
 * Arguments: the store file, and a prefix for the ids.
 */
final class AcceptingChild {

    /** What such a line begins with; others are the log's. */
    static final String ACKNOWLEDGED = "acknowledged ";

    private AcceptingChild() {}

    public static void main(String[] arguments) {
        SqliteStore store = SqliteStore.open(Path.of(arguments[0]), new SystemClock());
        PrintStream out = System.out;
        for (int i = 0; i < 4; i++) {
            String prefix = arguments[1] + "-" + i + "-";
            new Thread(() -> acceptForEver(store, prefix, out)).start();
        }
    }

    private static void acceptForEver(SqliteStore store, String prefix, PrintStream out) {
        for (int i = 0; true; i++) {
            store.accept(TestEvents.dealUpdate(prefix + i), List.of("one", "two"))
                    .join();
            synchronized (out) {
                out.println(ACKNOWLEDGED + prefix + i);
                out.flush();
            }
        }
    }
}
