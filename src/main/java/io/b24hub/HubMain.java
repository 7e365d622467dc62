package io.b24hub;

import io.b24hub.cli.HubCommand;

/** Where the jar starts: hands the words of the command line on. */
public final class HubMain {

    private HubMain() {}

    public static void main(String[] args) {
        int code = HubCommand.execute(args);
        // a command that keeps running has left its threads behind; it ends by a signal
        if (code != HubCommand.KEEPS_RUNNING) {
            System.exit(code);
        }
    }
}
