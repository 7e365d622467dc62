package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All four far sides in one process, started together.
 *
 * <p>This class is thread-safe. Its threads are daemons: a program that does nothing else ends with its main thread.
 */
public final class Emulators implements AutoCloseable {

    /** Where each emulator listens; 0 takes a free port. */
    public record Ports(int portal, int telegram, int sheets, int sink) {

        /** A free port for each. */
        public static Ports free() {
            return new Ports(0, 0, 0, 0);
        }
    }

    private final Vertx vertx;
    private final PortalEmulator portal;
    private final TelegramEmulator telegram;
    private final SheetsEmulator sheets;
    private final SinkEmulator sink;

    /**
     * Starts all four.
     *
     * @param host name or address to listen on; {@code 127.0.0.1} keeps them to this machine
     * @param random decides what the portal is filled with and what happens on its business days
     * @throws io.b24hub.failure.HubException when a port is taken; nothing is left running then
     */
    public Emulators(String host, Ports ports, HubClock clock, RandomGenerator random) {
        vertx = Vertx.vertx(new VertxOptions().setUseDaemonThread(true).setEventLoopPoolSize(2));
        portal = new PortalEmulator(vertx, clock, random);
        telegram = new TelegramEmulator(vertx, clock);
        sheets = new SheetsEmulator(vertx, clock, random);
        sink = new SinkEmulator(vertx, clock);
        try {
            portal.start(host, ports.portal());
            telegram.start(host, ports.telegram());
            sheets.start(host, ports.sheets());
            sink.start(host, ports.sink());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The Bitrix24 portal. */
    public PortalEmulator portal() {
        return portal;
    }

    /** The Telegram Bot API. */
    public TelegramEmulator telegram() {
        return telegram;
    }

    /** The Google Sheets API with its token endpoint. */
    public SheetsEmulator sheets() {
        return sheets;
    }

    /** The plain HTTP endpoint. */
    public SinkEmulator sink() {
        return sink;
    }

    @Override
    public void close() {
        List.of(portal, telegram, sheets, sink).forEach(Emulator::close);
        vertx.close();
    }
}
