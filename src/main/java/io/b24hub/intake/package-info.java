/**
 * The door: from one HTTP call to one durable event. {@link io.b24hub.intake.IntakeRoutes} reads the bytes,
 * {@link io.b24hub.intake.EventIntake} decodes them, checks where they come from, commits, and answers.
 *
 * <p>Nothing here waits for a flow, a sink or the portal, and nothing of the wire but the event's own data goes further.
 */
package io.b24hub.intake;
