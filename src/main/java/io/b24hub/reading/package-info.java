/**
 * Reads what an event is about: the entity's fields, names for the ids in them, the card's address, related entities.
 * Knows a portal's calls, events and time; no Camel, no HTTP, no store.
 *
 * <p>The way in is {@link io.b24hub.reading.PortalReader}, one for each portal. Names come from the portal's own lists
 * (stages, people, currencies, field descriptions), which are kept in memory: see {@link io.b24hub.reading.Shelf}.
 */
package io.b24hub.reading;
