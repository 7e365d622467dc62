/**
 * What an event is, and what the hub knows about the events of Bitrix24. Values only: nothing here does I/O but reading
 * its own catalogue, and nothing depends on the rest of the hub.
 */
package io.b24hub.event;
