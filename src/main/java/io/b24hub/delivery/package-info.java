/**
 * The life of a delivery: claimed from the store, run by a flow, ended, tried again or parked.
 *
 * <p>{@link io.b24hub.delivery.DeliveryEngine} owns it. Nothing here knows of Camel, HTTP, SQL or YAML.
 */
package io.b24hub.delivery;
