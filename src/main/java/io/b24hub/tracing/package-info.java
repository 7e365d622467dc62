/**
 * OpenTelemetry traces, one for each event, from the intake to the sinks. Off by default; then nothing here but {@link
 * io.b24hub.tracing.Tracing} is loaded. No other package knows of OpenTelemetry.
 */
package io.b24hub.tracing;
