package io.b24hub.silence;

import io.b24hub.intake.Refusal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why events do not arrive, the likeliest first: what the hub has seen signs of, then what it cannot see. What it can rule
 * out is left out.
 */
final class Diagnosis {

    private static final Set<Refusal> TOKEN = EnumSet.of(Refusal.WRONG_TOKEN, Refusal.NO_TOKENS, Refusal.WRONG_MEMBER);

    /** What concerns no webhook. */
    private static final Set<Refusal> OTHERS = EnumSet.of(
            Refusal.UNKNOWN_PORTAL, Refusal.METHOD, Refusal.ROBOT_WITHOUT_SECRET, Refusal.WRONG_ROBOT_SECRET);

    private final Evidence seen;
    private final List<String> causes = new ArrayList<>();

    private Diagnosis(Evidence seen) {
        this.seen = seen;
    }

    /** The causes, one sentence each with what to do. */
    static List<String> of(Evidence seen) {
        Diagnosis diagnosis = new Diagnosis(seen);
        diagnosis.addWhatShows();
        diagnosis.addWhatIsHidden();
        return List.copyOf(diagnosis.causes);
    }

    private void addWhatShows() {
        if (seen.refusals().stream().anyMatch(TOKEN::contains)) {
            causes.add("Calls with another token are refused: the webhook was made anew. Put its token into hub.portal."
                    + seen.portal() + ".tokens.");
        }
        String refused = seen.refusals().stream()
                .filter(reason -> !TOKEN.contains(reason) && !OTHERS.contains(reason))
                .map(reason -> reason.status() + ", " + reason.line())
                .sorted()
                .collect(Collectors.joining(" "));
        if (!refused.isEmpty()) {
            causes.add("Calls come and are refused: " + refused);
        }
        if (hasCertificateEnded()) {
            causes.add("The intake's certificate has ended: renew it.");
        }
        seen.stopped()
                .ifPresent(advice ->
                        causes.add("The portal refuses REST calls, too; perhaps its plan has ended: " + advice));
    }

    private void addWhatIsHidden() {
        causes.add(
                "The outgoing webhook was deleted, points elsewhere, or no longer has these events ticked: look at it"
                        + " in the portal.");
        if (seen.otherFamilies()) {
            return; // the way is good
        }
        if (!seen.otherPortals()) {
            if (seen.certificateEnds().isEmpty()) {
                causes.add("The proxy's certificate has ended or is not trusted.");
            }
            causes.add("The public address no longer leads here: b24hub check.");
        }
        if (seen.stopped().isEmpty() && !seen.answersRest()) {
            causes.add("The portal's plan has ended.");
        }
        causes.add(
                seen.slow()
                        ? "Bitrix24 slowed this handler down: answers were slow, or events late, before."
                        : "Bitrix24 slowed this handler down; its answers were quick lately.");
    }

    private boolean hasCertificateEnded() {
        return seen.certificateEnds().filter(end -> !end.isAfter(seen.now())).isPresent();
    }
}
