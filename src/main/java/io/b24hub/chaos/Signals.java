package io.b24hub.chaos;

/** Signals to other processes, where the system has them. */
final class Signals {

    private Signals() {}

    /** Whether this system has signals that freeze and thaw. */
    static boolean known() {
        return send("CONT", ProcessHandle.current().pid());
    }

    /** Sends one by its name. The shell's own {@code kill}, since small systems have no other. */
    static boolean send(String name, long pid) {
        return Commands.succeed("sh", "-c", "kill -s " + name + " " + pid);
    }
}
