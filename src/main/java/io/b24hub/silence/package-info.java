/**
 * The silence watchdog: learns when each portal usually tells of what, asks the portal when it is unusually quiet, and tells
 * an operator when something changed there that nobody was told of.
 *
 * <p>{@link io.b24hub.silence.Watchdog} looks once a minute; {@code PortalEar} knows one portal; {@code Rhythm} is what was
 * learned; {@code Question} is what is asked; {@code Diagnosis} says why. Knows the store, events, the door, portals and
 * alerts; nothing of Camel, SQL or YAML.
 */
package io.b24hub.silence;
