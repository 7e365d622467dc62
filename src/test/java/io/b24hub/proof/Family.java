package io.b24hub.proof;

import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalBooks.What;
import io.b24hub.event.Bitrix24Event;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a flow of the proof takes, and how the hub and the portal name it. */
enum Family {
    LEADS(Kind.LEAD, "lead", "ONCRMLEADADD,ONCRMLEADUPDATE,ONCRMLEADDELETE", 1),
    DEALS(Kind.DEAL, "deal", "ONCRMDEALADD,ONCRMDEALUPDATE,ONCRMDEALDELETE", 2),
    CONTACTS(Kind.CONTACT, "contact", "ONCRMCONTACTADD,ONCRMCONTACTUPDATE,ONCRMCONTACTDELETE", 0),
    COMPANIES(Kind.COMPANY, "company", "ONCRMCOMPANYADD,ONCRMCOMPANYUPDATE,ONCRMCOMPANYDELETE", 0),
    QUOTES(Kind.QUOTE, "quote", "ONCRMQUOTEADD,ONCRMQUOTEUPDATE,ONCRMQUOTEDELETE", 0),
    INVOICES(Kind.INVOICE, "invoice", Family.DYNAMIC, 31),
    ITEMS(Kind.ITEM, "dynamic-1220", Family.DYNAMIC, 1220),
    TASKS(Kind.TASK, "task", "ONTASKADD,ONTASKUPDATE,ONTASKDELETE", 0),
    ACTIVITIES(Kind.ACTIVITY, "activity", "ONCRMACTIVITYADD,ONCRMACTIVITYUPDATE,ONCRMACTIVITYDELETE", 0),
    CALLS(Kind.CALL, "call", "ONVOXIMPLANTCALLEND", 0);

    private static final String DYNAMIC = "ONCRMDYNAMICITEMADD,ONCRMDYNAMICITEMUPDATE,ONCRMDYNAMICITEMDELETE";

    /** What happened, as far as events tell it apart. */
    enum Act {
        ADD,
        UPDATE,
        DELETE,
        MOVE
    }

    private final Kind kind;
    private final String word;
    private final String events;
    private final int history;

    Family(Kind kind, String word, String events, int history) {
        this.kind = kind;
        this.word = word;
        this.events = events;
        this.history = history;
    }

    static Family of(Kind kind) {
        return Arrays.stream(values())
                .filter(family -> family.kind == kind)
                .findFirst()
                .orElseThrow();
    }

    /** Whose stage histories are read. */
    static List<Family> withHistory() {
        return Stream.of(values()).filter(family -> family.history > 0).toList();
    }

    Kind kind() {
        return kind;
    }

    /** The flow that takes it; invoices and smart processes share one, as they share their events. */
    String flow() {
        return events.equals(DYNAMIC) ? "items" : name().toLowerCase(java.util.Locale.ROOT);
    }

    String events() {
        return events;
    }

    /** What the ledger calls it. */
    String ledgerType() {
        return word;
    }

    /** What the ledger calls its stage moves; empty where there are none. */
    Optional<String> ledgerMoves() {
        return history == 0 ? Optional.empty() : Optional.of("stage-" + history);
    }

    String entityKey(String id) {
        return word + ":" + id;
    }

    static Act act(Bitrix24Event event) {
        if (event.type().equals("STAGE")) {
            return Act.MOVE;
        }
        if (event.type().contains("UPDATE")) {
            return Act.UPDATE;
        }
        return event.type().contains("DELETE") ? Act.DELETE : Act.ADD;
    }

    /** What events tell of a change apart from its move. */
    static Act act(What what) {
        return switch (what) {
            case ADDED -> Act.ADD;
            case DELETED -> Act.DELETE;
            case UPDATED, STAGE_MOVED, FUNNEL_MOVED -> Act.UPDATE;
        };
    }
}
