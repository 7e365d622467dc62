package io.b24hub.intake;

/**
 * Callers that are refused again and again.
 *
 * @param noisy how many sides that is now
 * @param slowed refusals answered late since the start
 * @param cut refusals answered with the end of the connection since the start
 * @param undecoded bodies refused without being decoded since the start
 */
public record Guessing(long noisy, long slowed, long cut, long undecoded) {}
