/**
 * The portal's REST API through an incoming webhook: single calls within the portal's limit, errors put into classes, and
 * the reading of one entity. Knows no Camel and no HTTP client.
 *
 * <p>A call passes {@link io.b24hub.bitrix.PortalRest}, waits for room in the {@link io.b24hub.bitrix.LeakyBucket}, leaves
 * through {@link io.b24hub.bitrix.HttpTransport}, and ends as a {@link io.b24hub.bitrix.RestResult} or as a
 * {@link io.b24hub.bitrix.RestException} that says what a delivery should do about it.
 */
package io.b24hub.bitrix;
