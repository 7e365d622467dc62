/**
 * Where events and their deliveries survive crashes. {@link io.b24hub.store.DeliveryStore} is the contract;
 * {@link io.b24hub.store.SqliteStore} keeps it in one local file.
 *
 * <p>On the main path: intake accepts an event here before it answers, and the delivery engine claims from here. SQL and
 * threads of the store are seen by nobody else. Types of this package are thread-safe unless they say otherwise.
 */
package io.b24hub.store;
