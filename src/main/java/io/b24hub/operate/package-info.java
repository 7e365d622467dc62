/**
 * What people do to a running hub and what they can learn from it: {@link io.b24hub.operate.Operations} acts,
 * {@link io.b24hub.operate.Explain} tells an event's story, {@link io.b24hub.operate.Parked} groups what waits for a person,
 * {@link io.b24hub.operate.Retention} forgets what is old. The one API that JMX, HTTP and the command line sit on.
 */
package io.b24hub.operate;
