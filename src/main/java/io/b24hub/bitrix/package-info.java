/**
 * The portal's REST API through an incoming webhook, at the portal's limit: calls packed together, errors put into classes,
 * and the reading of one entity. Knows no Camel and no HTTP client.
 *
 * <p>A call enters through {@link io.b24hub.bitrix.PortalRest} and waits in the coalescer's queue until the
 * {@link io.b24hub.bitrix.LeakyBucket} has room. The packer then fills an HTTP call with what waits, the courier carries it
 * through {@link io.b24hub.bitrix.HttpTransport}, and the judge ends each call in it as a
 * {@link io.b24hub.bitrix.RestResult} or as a {@link io.b24hub.bitrix.RestException} that says what a delivery should do
 * about it. Why it is so: decision 011.
 */
package io.b24hub.bitrix;
