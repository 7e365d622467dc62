/**
 * The {@code telegram:} scheme, corrected. The stock component of Camel 4.17 lets the next step of a route run after a
 * refused message, mixes the bodies of concurrent messages, blocks a thread per message, has no time limit, encodes text
 * in the machine's own character set and puts the bot token into its exceptions.
 */
package io.b24hub.connector.telegram;
