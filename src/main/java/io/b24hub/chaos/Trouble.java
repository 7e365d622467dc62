package io.b24hub.chaos;

/** What can happen to a hub. */
public enum Trouble {
    NONE("before the first trouble"),
    KILL("kill -9, start again"),
    FREEZE("frozen for 1 to 3 s (SIGSTOP)"),
    OUTAGE("sink answers 503 for 2 to 4 s"),
    SLOW_SINK("sink takes 1 s for 3 s"),
    CLOCK_FORWARD("clock jumps 10 min ahead"),
    CLOCK_BACK("clock jumps 5 s back"),
    DISK_FULL("disk full for 2 s"),
    SEVERAL("lived through several");

    private final String words;

    Trouble(String words) {
        this.words = words;
    }

    /** What it is, for a table. */
    public String words() {
        return words;
    }
}
