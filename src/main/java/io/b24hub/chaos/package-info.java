/**
 * A hub under load and under every kind of trouble, and the count of what became of each event: {@code b24hub chaos}.
 */
package io.b24hub.chaos;
