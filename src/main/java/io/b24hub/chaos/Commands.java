package io.b24hub.chaos;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Commands of the system, of which only the success matters. */
final class Commands {

    private static final long SECONDS = 10;

    private Commands() {}

    /** Whether it is there, and ends well, and in time. */
    static boolean succeed(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
