package io.b24hub.operate;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryRecord;
import java.time.Duration;

/** A story for people. One for one writing; not thread-safe. */
final class StoryText {

    private final StringBuilder out = new StringBuilder(2048);

    private StoryText() {}

    static String of(Story story) {
        StoryText text = new StoryText();
        text.event(story);
        story.flows().stream().filter(Story.FlowPart::wanted).forEach(text::wanted);
        text.others(story);
        text.line("");
        story.notKept().forEach(gap -> text.line("Not known: " + gap));
        return text.out.toString();
    }

    private void event(Story story) {
        Bitrix24Event event = story.event();
        line("Event " + event.id() + ": " + event);
        line("  received  " + event.receivedAt() + ", " + delay(story.delay()));
        line("  origin    " + event.origin().word()
                + (event.handlerId().isEmpty() ? "" : ", webhook number " + event.handlerId() + " of the portal"));
        line("  verified  " + story.verified());
    }

    private static String delay(Duration delay) {
        if (delay.isZero()) {
            return "in the second in which it happened";
        }
        return delay.isNegative()
                ? Wording.of(delay.negated()) + " before the time it names: the two clocks differ"
                : Wording.of(delay) + " after it happened";
    }

    private void wanted(Story.FlowPart flow) {
        line("");
        line("Flow " + flow.id() + " wanted it: " + flow.why());
        flow.deliveries().forEach(this::delivery);
    }

    private void delivery(Story.DeliveryPart part) {
        DeliveryRecord delivery = part.delivery();
        line("  delivery " + delivery.id() + " is "
                + delivery.state().word()
                + delivery.endedAt().map(at -> " since " + at).orElse("")
                + (delivery.replayOf().isPresent()
                        ? ", a replay of delivery " + delivery.replayOf().getAsLong()
                        : "")
                + (delivery.failures() == 0 ? "" : ", failed attempts: " + delivery.failures()));
        if (!delivery.reason().isEmpty()) {
            line("    because   " + Wording.oneLine(delivery.reason(), 2000));
        }
        if (!part.carries().isEmpty()) {
            line("    carries   " + part.carries().size() + " earlier deliveries of the same entity: "
                    + part.carries());
        }
        part.attempts().forEach(this::attempt);
        line("    next      " + part.next());
    }

    private void attempt(Attempt attempt) {
        line("    attempt   " + attempt.began() + ", took " + Wording.of(attempt.took()) + ": "
                + attempt.result().word()
                + (attempt.status().isPresent() ? ", answer " + attempt.status().getAsInt() : "")
                + (attempt.reason().isEmpty() ? "" : ", " + Wording.oneLine(attempt.reason(), 2000)));
        attempt.steps().forEach(step -> line("                - " + Wording.oneLine(step, 500)));
        if (!attempt.response().isEmpty()) {
            line("                they said: " + Wording.oneLine(attempt.response(), 2000));
        }
    }

    private void others(Story story) {
        if (story.flows().stream().allMatch(Story.FlowPart::wanted)) {
            return;
        }
        line("");
        line("Flows that did not take it:");
        story.flows().stream()
                .filter(flow -> !flow.wanted())
                .forEach(flow -> line("  " + flow.id() + ": " + flow.why()));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
