/**
 * A hub under load and under every kind of trouble, and the count of what became of each event. {@link
 * io.b24hub.chaos.ChaosMain} runs it for as long as one likes, {@link io.b24hub.chaos.ChaosTest} briefly.
 */
package io.b24hub.chaos;
