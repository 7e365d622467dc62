package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.event.EventJson;
import io.b24hub.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** Any form on its way to an event, to JSON, and back: the same event comes out, and no credential of it. */
public final class EventFuzz {

    private static final String CANARY = "canary-of-the-fuzzer";
    private static final byte[] BEFORE = ("event=ONCRMDEALUPDATE&auth[access_token]=" + CANARY
                    + "&data[AUTH][refresh_token]=" + CANARY + "&")
            .getBytes(StandardCharsets.US_ASCII);
    private static final FormDecoder DECODER = new FormDecoder();
    private static final ManualClock CLOCK = new ManualClock();
    private static final EventReader READER =
            new EventReader(EventCatalogue.load(), new EventIds(CLOCK, new Random(1)));

    private EventFuzz() {}

    public static void fuzzerTestOneInput(byte[] form) {
        take(form);
        byte[] whole = new byte[BEFORE.length + form.length];
        System.arraycopy(BEFORE, 0, whole, 0, BEFORE.length);
        System.arraycopy(form, 0, whole, BEFORE.length, form.length);
        take(whole);
    }

    private static void take(byte[] body) {
        Bitrix24Event event;
        try {
            Map<String, Object> form = DECODER.decode(body);
            READER.checkShape(form, true);
            event = READER.read("main", form, CLOCK.instant());
        } catch (BadForm | Refused e) {
            return;
        }
        String json = EventJson.toJson(event);
        if (!EventJson.fromJson(json).equals(event)) {
            throw new IllegalStateException("not the same: " + event + " and " + json);
        }
        if (json.contains(CANARY)) {
            throw new IllegalStateException("a credential came through: " + json);
        }
    }
}
