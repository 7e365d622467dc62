/**
 * Finds what a portal's webhook did not tell: asks the portal's lists what changed, compares with the store, and stores
 * what is missing as events of origin {@code sweep}. Knows the store, the portal's REST, events, settings and time; nothing
 * of Camel, HTTP, SQL or YAML.
 */
package io.b24hub.sweep;
