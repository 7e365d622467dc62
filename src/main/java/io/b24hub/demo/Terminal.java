package io.b24hub.demo;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.store.Delivery;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Tells a newcomer, line by line, what happens to each event. Thread-safe. */
final class Terminal implements DeliveryListener, IntakeListener {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final String LINE = "-".repeat(100);

    private final PrintWriter out;
    private final InstantSource clock;

    Terminal(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    void banner() {
        print(LINE);
        print(
                "b24hub DEMO. Nothing here is real: Bitrix24, Telegram, Google Sheets and the HTTP endpoint are emulated on");
        print("this machine, no account is used, and everything is deleted when it ends. Press Ctrl-C to end it.");
        print(LINE);
    }

    synchronized void addresses(Map<String, String> addresses, List<String> flows) {
        print("");
        addresses.forEach((what, where) -> print(String.format("  %-28s %s", what, where)));
        print("");
        print("  Flows in routes/ (edit one while this runs, it is taken over within a second or two):");
        flows.forEach(flow -> print("    " + flow));
        print("");
        print("  received = stored on disk and answered;  then each flow that wants the event delivers it");
        print("");
    }

    void end() {
        print("");
        print("The demo ends; its files are deleted.");
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        line("received", event, flows.isEmpty() ? "no flow wants it" : "for " + flows.size() + " flows");
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {
        print(TIME.format(clock.instant()) + "  refused    a call for portal \"" + portal + "\": " + reason.line());
    }

    @Override
    public void delivered(Delivery delivery, List<String> steps, Duration took) {
        line("delivered", delivery, String.join(" -> ", steps));
    }

    @Override
    public void filtered(Delivery delivery, Duration took) {
        line("filtered", delivery, "not what this flow looks for; nothing sent");
    }

    @Override
    public void retried(Delivery delivery, String reason, Instant due) {
        line("failed", delivery, reason + " Next try at " + TIME.format(due));
    }

    @Override
    public void postponed(Delivery delivery, String reason, Instant due) {
        line("postponed", delivery, reason + " The flow waits until " + TIME.format(due));
    }

    @Override
    public void parked(Delivery delivery, String reason) {
        line("parked", delivery, reason + " A person must look at it");
    }

    private void line(String word, Delivery delivery, String text) {
        line(word, delivery.event(), delivery.flow() + ": " + text);
    }

    private void line(String word, Bitrix24Event event, String text) {
        String what = event.type() + (event.entity().isNone() ? "" : " " + event.entity());
        print(String.format("%s  %-9s  %-32s  %s", TIME.format(clock.instant()), word, what, text));
    }

    private synchronized void print(String line) {
        out.println(line);
        out.flush();
    }
}
