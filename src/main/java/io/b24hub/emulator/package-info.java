/**
 * Far sides that run inside one process: a Bitrix24 portal, the Telegram Bot API, the Google Sheets API and a plain HTTP
 * endpoint. They speak the real protocols at the socket, show what they received and fail when told to, so that the hub
 * can be tried, tested and shown without an account.
 *
 * <p>Nothing here is kept on disk. Each emulator is thread-safe: its Java methods may be called while it serves
 * requests. Secrets in recorded paths and headers are replaced before they are kept.
 */
package io.b24hub.emulator;
