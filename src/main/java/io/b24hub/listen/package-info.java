/**
 * Who may be connected, and how long without a word: limits of every listener of the hub, applied when a connection is
 * accepted, before TLS and HTTP cost anything.
 */
package io.b24hub.listen;
