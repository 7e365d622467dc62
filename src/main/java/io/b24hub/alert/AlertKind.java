package io.b24hub.alert;

import java.util.Locale;
import java.util.Optional;

/** What an alert tells. Its word is {@code KIND} in the event's data. */
public enum AlertKind {
    /** A delivery of a flow waits for a person. */
    PARKED(About.FLOW),
    /** A flow most likely wakes itself by what it writes, and was stopped for one entity. */
    LOOP_STOPPED(About.FLOW),
    /** A destination failed so often in a row that it is left alone. */
    DESTINATION_OPEN(About.DESTINATION),
    /** A destination that was left alone works again. */
    DESTINATION_CLOSED(DESTINATION_OPEN),
    /** A destination says that it is gone for good; its deliveries wait for a person. */
    DESTINATION_GONE(About.DESTINATION),
    /** What was gone for good gets its deliveries again. */
    DESTINATION_RESUMED(DESTINATION_GONE),
    /** A portal refuses all calls. */
    PORTAL_STOPPED(About.OTHER),
    /** A portal that refused all calls answers again. */
    PORTAL_RECOVERED(PORTAL_STOPPED),
    /** Little room is left on the disk of the store. */
    DISK_LOW(About.OTHER),
    /** There is room again. */
    DISK_ENOUGH(DISK_LOW),
    /** The store's content is above its limit, and nothing is left to forget. */
    STORE_FULL(About.OTHER),
    /** The store's content is below its limit again. */
    STORE_ROOM(STORE_FULL),
    /** The intake's certificate ends soon, or has ended. */
    CERTIFICATE(About.OTHER),
    /** A right token came with the member id of another account. */
    STRANGE_MEMBER(About.OTHER),
    /** Calls with the right token came from addresses that are not Bitrix24's, and were taken. */
    STRANGE_ADDRESS(About.OTHER),
    /** A list of Bitrix24's addresses was never read, or not for long. */
    SOURCE_LIST_OLD(About.OTHER),
    /** The list was read again. */
    SOURCE_LIST_NEW(SOURCE_LIST_OLD),
    /** Something changed in a portal, and events of it do not come; or it is silent and that cannot be told. */
    SILENCE(About.OTHER),
    /** Such events come again. */
    SILENCE_OVER(SILENCE),
    /** Too many calls are answered later than they should be. */
    ANSWERS_SLOW(About.OTHER),
    /** They are answered in time again. */
    ANSWERS_FAST(ANSWERS_SLOW),
    /** A portal's events come much later than usual. */
    EVENTS_LATE(About.OTHER),
    /** They come on time again. */
    EVENTS_ON_TIME(EVENTS_LATE),
    /** Events of a portal's application cannot be fetched. */
    APPLICATION_STOPPED(About.OTHER),
    /** They are fetched again. */
    APPLICATION_WORKS(APPLICATION_STOPPED),
    /** Among the fetched events were some of which no event could be made; they were put aside. */
    APPLICATION_UNREADABLE(About.OTHER);

    /** What the subject of an alert is. */
    enum About {
        FLOW,
        DESTINATION,
        OTHER
    }

    private final About about;
    private final Optional<AlertKind> ends;

    AlertKind(About about) {
        this.about = about;
        this.ends = Optional.empty();
    }

    AlertKind(AlertKind ends) {
        this.about = ends.about;
        this.ends = Optional.of(ends);
    }

    About about() {
        return about;
    }

    /** The kind whose end this one tells; empty for one that tells of trouble. */
    public Optional<AlertKind> ends() {
        return ends;
    }

    /** Whether some other kind tells the end of this one. */
    boolean lasts() {
        for (AlertKind kind : values()) {
            if (kind.ends.filter(this::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** For example {@code destination-open}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
