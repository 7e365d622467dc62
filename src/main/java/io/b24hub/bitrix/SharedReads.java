package io.b24hub.bitrix;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the call whose answer serves an equal one too. A read that still waits serves every equal read: it will see all
 * that has happened until now. A read on its way serves only those who are content with what it saw, that is, whose event
 * came before it left, and nobody after the hub wrote to the portal: whoever reads after a write must see the write.
 *
 * <p>Writes are never shared. This class is thread-safe.
 */
final class SharedReads {

    private static final int LONGEST = 8 * 1024;

    private record Open(Command command, long writes) {}

    private final Map<String, Open> open = new HashMap<>();
    private long writes;

    /** The call that serves this one too; empty when it must go itself, and then it may serve others. */
    synchronized Optional<Command> equalTo(Command command, Optional<Instant> notOlderThan) {
        if (!shareable(command)) {
            return Optional.empty();
        }
        String key = key(command);
        Optional<Command> equal = Optional.ofNullable(open.get(key))
                .filter(there -> serves(there, command, notOlderThan))
                .map(Open::command);
        equal.ifPresentOrElse(Command::serveAnother, () -> open.put(key, new Open(command, writes)));
        return equal;
    }

    /** A call leaves now. */
    synchronized void leaves(Command command, Instant now) {
        command.left(now);
        if (!shareable(command)) {
            return;
        }
        // from now on it counts which writes it can have seen
        open.computeIfPresent(
                key(command), (key, there) -> there.command() == command ? new Open(command, writes) : there);
    }

    /** A call has ended; if it wrote, later reads must not be served by what left before. */
    synchronized void ended(Command command) {
        if (!command.method().reads()) {
            writes++;
        } else if (shareable(command)) {
            open.computeIfPresent(key(command), (key, there) -> there.command() == command ? null : there);
        }
    }

    private static boolean shareable(Command command) {
        return command.method().reads() && command.body().length <= LONGEST;
    }

    private boolean serves(Open there, Command command, Optional<Instant> notOlderThan) {
        if (there.command().answer().isDone()) {
            return false;
        }
        Optional<Instant> left = there.command().leftAt();
        if (left.isEmpty()) {
            return there.command().lane().atLeast(command.lane());
        }
        return there.writes() == writes
                && notOlderThan.filter(time -> !time.isAfter(left.get())).isPresent();
    }

    private static String key(Command command) {
        return command.name().toLowerCase(Locale.ROOT) + "?" + new String(command.body(), StandardCharsets.UTF_8);
    }
}
