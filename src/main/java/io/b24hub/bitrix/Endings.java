package io.b24hub.bitrix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Ends calls. Before a caller hears of the end of its write, reads that left earlier stop being shared.
 *
 * <p>This class is thread-safe.
 */
final class Endings {

    private static final int MAX_REFUSALS = 5;

    private final PortalParts parts;

    Endings(PortalParts parts) {
        this.parts = parts;
    }

    void succeed(Command command, RestResult result) {
        parts.shared().ended(command);
        command.answer().complete(result);
    }

    void fail(Command command, RestException failure) {
        parts.shared().ended(command);
        command.fail(failure);
    }

    void fail(List<Command> commands, RestError error) {
        each(commands, command -> parts.failures().of(command.name(), error));
    }

    void fail(List<Command> commands, RestError error, Instant retryAt) {
        each(commands, command -> parts.failures().of(command.name(), error, retryAt));
    }

    /** Nobody knows whether they ran, so they are not repeated here. */
    void leaveOpen(List<Command> commands, RestError error) {
        each(commands, command -> parts.failures().ambiguous(command.method(), error));
    }

    /** They were refused before they ran. Returns those that may try again; the others have failed. */
    List<Command> again(List<Command> commands, RestError error, Instant retryAt) {
        List<Command> again = new ArrayList<>();
        for (Command command : commands) {
            if (command.refused() <= MAX_REFUSALS) {
                again.add(command);
            } else {
                fail(List.of(command), error, retryAt);
            }
        }
        return comeBack(again);
    }

    List<Command> comeBack(List<Command> commands) {
        commands.forEach(Command::comesBack);
        return commands;
    }

    private void each(List<Command> commands, Function<Command, RestException> failure) {
        commands.forEach(command -> fail(command, failure.apply(command)));
    }
}
