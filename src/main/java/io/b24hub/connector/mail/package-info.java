/** The {@code smtp:} connector, with the hub's mail server and what keeps a mail from saying what it should not. */
package io.b24hub.connector.mail;
