package io.b24hub.console;

import java.time.Instant;

/**
 * The hub at one moment, as plots show it.
 *
 * @param at when
 * @param accepted events stored since the start
 * @param perSecond events stored a second since the sample before
 * @param waiting deliveries that wait
 * @param parked deliveries that wait for a person
 * @param answerMillis the time within which 99 of 100 calls were answered
 */
record Sample(Instant at, long accepted, double perSecond, long waiting, long parked, double answerMillis) {}
