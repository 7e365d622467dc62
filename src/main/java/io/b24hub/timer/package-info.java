/**
 * Events that come from the clock: the times of a flow's schedule, stored and delivered as what a portal sends. Knows the
 * store, events and time; nothing of Camel, HTTP, SQL or YAML.
 */
package io.b24hub.timer;
