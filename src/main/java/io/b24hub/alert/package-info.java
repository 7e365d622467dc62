/**
 * Alerts: what an operator should know of the hub itself, as events that flows take like any other. Knows the store, events,
 * deliveries, portals and time; nothing of Camel, HTTP, SQL or YAML.
 */
package io.b24hub.alert;
