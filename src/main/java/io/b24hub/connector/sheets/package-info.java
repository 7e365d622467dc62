/**
 * The {@code google-sheets:} scheme, corrected. The stock component of Camel 4.17 keeps one client whatever the
 * credentials, needs Google to be up when the hub starts, and appends over existing rows by default.
 */
package io.b24hub.connector.sheets;
