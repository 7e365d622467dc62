/**
 * Local applications: fetches the events that a portal keeps for one, stores them, and clears them after the commit; keeps
 * the tokens for that, encrypted. Knows the store, the portal's REST, events, settings, the intake and time; nothing of flows,
 * Camel and SQL.
 */
package io.b24hub.application;
