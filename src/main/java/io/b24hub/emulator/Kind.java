package io.b24hub.emulator;

import java.util.Arrays;
import java.util.Optional;

/** What the portal keeps rows of. */
public enum Kind {
    /** CRM lead, entity type 1. */
    LEAD(1, "lead", "ONCRMLEAD"),
    /** CRM deal, entity type 2. */
    DEAL(2, "deal", "ONCRMDEAL"),
    /** CRM contact, entity type 3. */
    CONTACT(3, "contact", "ONCRMCONTACT"),
    /** CRM company, entity type 4. */
    COMPANY(4, "company", "ONCRMCOMPANY"),
    /** CRM quote, entity type 7. */
    QUOTE(7, "quote", "ONCRMQUOTE"),
    /** New invoice, entity type 31, which the portal treats as a smart process. */
    INVOICE(31, "item", "ONCRMDYNAMICITEM"),
    /** Item of the smart process "Repair requests", entity type 1220. */
    ITEM(1220, "item", "ONCRMDYNAMICITEM"),
    /** Task. */
    TASK(0, "task", "ONTASK"),
    /** Finished telephone call; changes of it raise no event. */
    CALL(0, "call", "ONVOXIMPLANTCALLEND"),
    /** CRM activity. */
    ACTIVITY(0, "activity", "ONCRMACTIVITY"),
    /** Employee; an outgoing webhook hears nothing of them. */
    USER(0, "user", "");

    private final int entityTypeId;
    private final String word;
    private final String eventPrefix;

    Kind(int entityTypeId, String word, String eventPrefix) {
        this.entityTypeId = entityTypeId;
        this.word = word;
        this.eventPrefix = eventPrefix;
    }

    static Optional<Kind> ofEntityType(long entityTypeId) {
        return Arrays.stream(values())
                .filter(kind -> kind.entityTypeId != 0 && kind.entityTypeId == entityTypeId)
                .findFirst();
    }

    int entityTypeId() {
        return entityTypeId;
    }

    String word() {
        return word;
    }

    String eventPrefix() {
        return eventPrefix;
    }

    boolean isCrm() {
        return entityTypeId != 0;
    }

    /** Whether its methods and events are those of smart processes. */
    boolean isDynamic() {
        return this == ITEM || this == INVOICE;
    }

    /** The field that holds the stage; contacts and companies have none. */
    Optional<String> stageField() {
        return switch (this) {
            case LEAD, QUOTE -> Optional.of("STATUS_ID");
            case DEAL, ITEM, INVOICE -> Optional.of("STAGE_ID");
            default -> Optional.empty();
        };
    }

    /** Whether {@code crm.stagehistory.list} knows it; a quote has stages and no history of them. */
    boolean hasStageHistory() {
        return stageField().isPresent() && this != QUOTE;
    }

    String semanticField() {
        return this == LEAD ? "STATUS_SEMANTIC_ID" : "STAGE_SEMANTIC_ID";
    }

    String createdField() {
        return switch (this) {
            case TASK -> "CREATED_DATE";
            case ACTIVITY -> "CREATED";
            case CALL -> "CALL_START_DATE";
            case USER -> "DATE_REGISTER";
            default -> "DATE_CREATE";
        };
    }

    String modifiedField() {
        return switch (this) {
            case TASK -> "CHANGED_DATE";
            case ACTIVITY -> "LAST_UPDATED";
            case CALL -> "CALL_START_DATE";
            case USER -> "TIMESTAMP_X";
            default -> "DATE_MODIFY";
        };
    }
}
