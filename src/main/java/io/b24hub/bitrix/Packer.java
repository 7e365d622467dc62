package io.b24hub.bitrix;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.b24hub.bitrix.Shipment.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fills one HTTP call with what waits, in the queue's order. Reads of one kind by id share a slot as a list page. A call
 * that cannot be part of a batch goes alone when its turn comes.
 *
 * <p>Thread-safe, except that the queue belongs to the caller.
 */
final class Packer {

    /** Characters of all commands together, so that a batch stays a small body to every server between here and there. */
    static final int LONGEST_BATCH = 256 * 1024;

    private static final int LONGEST_COMMAND = 32 * 1024;
    /** A cloud portal works at most 60 seconds on a call; a batch is one, and its commands run one after another. */
    private static final double MOST_SECONDS = 20;

    private static final int MOST_UNBATCHABLE = 1000;

    /**
     * What was taken from the queue.
     *
     * @param shipment what leaves; empty when all that waited was refused
     * @param refused what may not leave now, with the reason
     */
    record Load(Optional<Shipment> shipment, Map<Command, RestException> refused) {}

    private final int batchSize;
    private final OperatingLedger ledger;
    private final RestFailures failures;
    private final Function<Command, Optional<RestException>> gate;
    private final Set<String> unbatchable = ConcurrentHashMap.newKeySet();
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * @param batchSize commands in a batch; 1 lets each call travel alone
     * @param gate why a call may not leave at all now; empty when it may
     */
    Packer(
            int batchSize,
            OperatingLedger ledger,
            RestFailures failures,
            Function<Command, Optional<RestException>> gate) {
        this.batchSize = batchSize;
        this.ledger = ledger;
        this.failures = failures;
        this.gate = gate;
        unbatchable.add("batch");
    }

    /** The portal does not take a method as part of a batch. */
    void neverBatch(String method) {
        if (unbatchable.size() < MOST_UNBATCHABLE) {
            unbatchable.add(method.toLowerCase(Locale.ROOT));
        }
    }

    /** Takes from the queue what travels together. */
    Load take(CallQueue queue, Instant now) {
        Filling filling = new Filling(now);
        while (!queue.isEmpty()) {
            Command command = queue.next();
            if (!filling.takes(command)) {
                queue.putBack(command);
                break;
            }
        }
        return filling.load();
    }

    /** One HTTP call while it is filled. */
    private final class Filling {

        private final Instant now;
        private final int mostSlots;
        private final List<List<Command>> slots = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private final Map<List<Object>, List<Command>> pages = new HashMap<>();
        private final Map<List<Object>, RestException> refusedPages = new HashMap<>();
        private final Map<Command, RestException> refused = new LinkedHashMap<>();
        private int company = Integer.MAX_VALUE;
        private int commands;
        private int length;
        private double seconds;

        private Filling(Instant now) {
            this.now = now;
            mostSlots = ledger.allows("batch", now) ? batchSize : 1;
        }

        /** Whether the command is dealt with: packed, or refused. If not, what is packed must leave first. */
        private boolean takes(Command command) {
            Optional<RestException> refusal = gate.apply(command);
            if (refusal.isPresent()) {
                refused.put(command, refusal.get());
                return true;
            }
            if (commands > 0 && commands + 1 > Math.min(company, command.company())) {
                return false;
            }
            return command.page()
                    .map(page -> takesIntoPage(command, page))
                    .orElseGet(() -> takesSlot(command, Optional.empty()));
        }

        private boolean takesIntoPage(Command command, ListPage page) {
            List<Object> kind = page.kind();
            if (refusedPages.containsKey(kind)) {
                refused.put(command, refusedPages.get(kind));
                return true;
            }
            List<Command> open = pages.get(kind);
            if (open == null || open.size() >= mostIds()) {
                return takesSlot(command, Optional.of(kind));
            }
            open.add(command);
            counted(command);
            return true;
        }

        private boolean takesSlot(Command command, Optional<List<Object>> kind) {
            Optional<String> line = slots.isEmpty() && mostSlots == 1 ? Optional.empty() : line(command);
            double cost = ledger.seconds(command.name());
            if (!slots.isEmpty() && !fits(line, cost)) {
                return false;
            }
            Optional<Instant> later = ledger.admit(command.name(), now);
            if (later.isPresent()) {
                RestException paused = failures.of(command.name(), RestFailures.PAUSED, later.get());
                kind.ifPresent(page -> refusedPages.put(page, paused));
                refused.put(command, paused);
                return true;
            }
            List<Command> slot = new ArrayList<>(List.of(command));
            kind.ifPresent(page -> pages.put(page, slot));
            slots.add(slot);
            lines.add(line.orElse(""));
            length += line.map(String::length).orElse(LONGEST_BATCH) + (kind.isPresent() ? 40 * mostIds() : 0);
            seconds += cost;
            counted(command);
            return true;
        }

        private boolean fits(Optional<String> line, double cost) {
            return line.isPresent()
                    && slots.size() < mostSlots
                    && length + line.get().length() <= LONGEST_BATCH
                    && seconds + cost <= MOST_SECONDS;
        }

        private int mostIds() {
            return batchSize == 1 ? 1 : ListPage.MOST_IDS;
        }

        private void counted(Command command) {
            commands++;
            company = Math.min(company, command.company());
        }

        private Load load() {
            List<Slot> filled = new ArrayList<>();
            for (int i = 0; i < slots.size(); i++) {
                List<Command> slot = slots.get(i);
                filled.add(new Slot(
                        List.copyOf(slot),
                        slot.size() > 1 && slots.size() > 1
                                ? line(slot.get(0), json.valueToTree(Shipment.pageParams(slot)))
                                        .orElseThrow()
                                : lines.get(i)));
            }
            return new Load(
                    filled.isEmpty() ? Optional.empty() : Optional.of(new Shipment(List.copyOf(filled), false)),
                    refused);
        }
    }

    private Optional<String> line(Command command) {
        boolean alone = command.company() == 1
                || command.body().length > LONGEST_COMMAND
                || unbatchable.contains(command.name().toLowerCase(Locale.ROOT));
        try {
            return alone ? Optional.empty() : line(command, json.readTree(command.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was written as JSON a moment ago
        }
    }

    private static Optional<String> line(Command command, JsonNode params) {
        return PhpQuery.of(params)
                .map(query -> query.isEmpty() ? command.name() : command.name() + "?" + query)
                .filter(line -> line.length() <= LONGEST_COMMAND);
    }
}
