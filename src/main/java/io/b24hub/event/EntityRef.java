package io.b24hub.event;

/**
 * What an event is about: "deal 662".
 *
 * @param type the catalogue's word, lower case: {@code deal}, {@code lead}, {@code task}, {@code dynamic}; empty when the
 *     event names no entity
 * @param typeId Bitrix24's entity type number (lead 1, deal 2, contact 3, company 4, quote 7, invoice 31, smart
 *     processes from 128); 0 outside the CRM
 * @param id as sent, always text: most are numbers, a currency is {@code CHE}, a call is {@code externalCall.…}; empty
 *     when the event names no entity
 */
public record EntityRef(String type, int typeId, String id) {

    /** No entity. */
    public static final EntityRef NONE = new EntityRef("", 0, "");

    /** True when there is nothing to read. */
    public boolean isNone() {
        return id.isEmpty();
    }

    /** Names the entity within its portal, for ordering and look-ups: {@code deal:662}, {@code dynamic-147:12}. */
    public String key() {
        return isNone() ? "" : ("dynamic".equals(type) ? type + "-" + typeId : type) + ":" + id;
    }

    /** For people: {@code deal 662}. */
    @Override
    public String toString() {
        return isNone() ? "nothing" : ("dynamic".equals(type) ? "item of type " + typeId : type) + " " + id;
    }
}
