/** The {@code sql:} connector and the database of the hub's settings behind it. */
package io.b24hub.connector.sql;
