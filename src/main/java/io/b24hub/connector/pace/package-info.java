/** Calls wait for their turn before a far side has to refuse them, without threads. */
package io.b24hub.connector.pace;
