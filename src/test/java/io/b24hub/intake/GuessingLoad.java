package io.b24hub.intake;

import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.time.ManualClock;
import io.b24hub.time.SystemClock;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What guessing costs the hub, and how fast one guesser gets answers. Prints; checks nothing. */
public final class GuessingLoad {

    private static final int ROUNDS = 5;

    private GuessingLoad() {}

    /**
     * @param calls for each of the comparisons in one thread
     * @param time how long the guesser guesses
     */
    public static void run(int calls, Duration time, Consumer<String> out) throws Exception {
        byte[] right = form("k3x9v0q1example2token4567abcdef0");
        byte[] wrong = form("k3x9v0q1example2token4567abcdef1");
        out.accept(line("refused, decoded", each(calls, wrong, false)));
        out.accept(line("refused of a noisy address, not decoded", each(calls, wrong, true)));
        out.accept(line("right call without the store", each(calls, right, false)));
        out.accept(line("right call of a noisy address, the same", each(calls, right, true)));
        for (int connections : new int[] {1, 64, 200}) {
            out.accept(String.format(
                    Locale.ROOT,
                    "one guesser, %d connections: %,.0f refusals a second",
                    connections,
                    guess(connections, time, wrong)));
        }
    }

    private static String line(String what, double nanos) {
        return String.format(Locale.ROOT, "%-42s %,8.0f ns a call", what, nanos);
    }

    private static byte[] form(String token) {
        return Door.bytes("event=ONCRMDEALUPDATE&event_handler_id=975&data%5BFIELDS%5D%5BID%5D=662&ts=1766047124"
                + "&auth%5Bdomain%5D=example.bitrix24.com&auth%5Bclient_endpoint%5D=https%3A%2F%2Fexample.bitrix24.com%2Frest%2F"
                + "&auth%5Bserver_endpoint%5D=https%3A%2F%2Foauth.bitrix.info%2Frest%2F&auth%5Bmember_id%5D=a223c6b3710f85df22e9377d6c4f7553"
                + "&auth%5Bapplication_token%5D=" + token);
    }

    private static double each(int calls, byte[] body, boolean noisy) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            EventIntake intake = intake(new ManualClock());
            Call call = new Call("main", Optional.empty(), "", body);
            for (int i = 0; noisy && i < RefusedCalls.FREE; i++) {
                intake.guesses().refused(CallerSide.of(call.client()));
            }
            long began = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                intake.receive(call).toCompletableFuture().join();
            }
            best = Math.min(best, (double) (System.nanoTime() - began) / calls);
        }
        return best;
    }

    private static EventIntake intake(io.b24hub.time.HubClock clock) {
        return new EventIntake(
                Map.of("main", Door.portal(List.of("k3x9v0q1example2token4567abcdef0"), Optional.empty(), false)),
                Door.settings(1 << 20, 10_000, Duration.ZERO),
                new RecordingStore(),
                EventCatalogue.load(),
                new EventIds(clock, new Random(1)),
                clock,
                event -> List.of("flow"),
                new IntakeStats(clock));
    }

    /** A guesser that opens a connection again as soon as one is closed. */
    private static double guess(int connections, Duration time, byte[] body) throws Exception {
        LongAdder refused = new LongAdder();
        Vertx vertx = Vertx.vertx();
        try (SystemClock clock = new SystemClock()) {
            Router router = Router.router(vertx);
            new IntakeRoutes(intake(clock), Door.settings(1 << 20, 10_000, Duration.ZERO), clock).mount(router);
            int port = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
            long end = System.nanoTime() + time.toNanos();
            List<Thread> guessers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Thread guesser = new Thread(() -> guess(port, end, body, refused));
                guesser.start();
                guessers.add(guesser);
            }
            for (Thread guesser : guessers) {
                guesser.join();
            }
            return Math.max(0, refused.sum() - RefusedCalls.FREE) / (double) time.toSeconds();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void guess(int port, long end, byte[] body, LongAdder refused) {
        byte[] head = ("POST /bitrix24/main HTTP/1.1\r\nHost: hub\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(5_000);
                byte[] answer = new byte[1024];
                while (System.nanoTime() < end) {
                    socket.getOutputStream().write(head);
                    socket.getOutputStream().write(body);
                    if (socket.getInputStream().read(answer) < 0) {
                        break;
                    }
                    refused.increment();
                }
            } catch (IOException e) {
                // closed by the hub: the next connection
            }
        }
    }
}
