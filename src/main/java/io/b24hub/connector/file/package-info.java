/** The {@code file:} component, with appends that leave nothing behind when they fail. */
package io.b24hub.connector.file;
