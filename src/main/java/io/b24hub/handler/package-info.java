/**
 * How well the hub serves as Bitrix24's handler: how fast it answers, and how late events come. Bitrix24 calls a handler that
 * is slow less and less often, and tells nobody. Knows events, the door and alerts; nothing of Camel, SQL or YAML.
 */
package io.b24hub.handler;
