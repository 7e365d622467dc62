package io.b24hub.cli;

import java.io.PrintWriter;

/** A bar that grows on one line of a terminal; nothing where the output is no terminal. Not thread-safe. */
final class ProgressBar {

    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final boolean shown;

    /** @param wanted whether people read the output */
    ProgressBar(PrintWriter out, boolean wanted) {
        this.out = out;
        this.shown = wanted && System.console() != null;
    }

    void at(long done, long of) {
        if (shown) {
            out.print("\r" + text(done, of));
            out.flush();
        }
    }

    /** Goes on below it. */
    void end() {
        if (shown) {
            out.println();
        }
    }

    static String text(long done, long of) {
        int full = (int) Math.min(WIDTH, done * WIDTH / Math.max(1, of));
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + done + " of " + of;
    }
}
