/** The {@code hook:} connector: HTTP addresses that are secrets as a whole. */
package io.b24hub.connector.hook;
