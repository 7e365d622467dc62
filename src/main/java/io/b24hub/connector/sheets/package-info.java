/**
 * The {@code google-sheets:} scheme, corrected. The stock component of Camel 4.17 keeps one client whatever the
 * credentials, needs Google to be up when the hub starts, and appends over existing rows by default.
 *
 * <p>Beside the stock methods there is {@code rows/upsert}: {@code UpsertProducer} hands rows to the {@code SheetLane} of their
 * sheet, which lets one {@code SheetReader} look and one {@code RowWriter} write at a time. {@code SheetsPace} keeps all
 * calls within Google's quota.
 */
package io.b24hub.connector.sheets;
