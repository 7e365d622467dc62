/**
 * Where the hub meets the far sides: the smallest corrections of stock Camel components under their own schemes, and
 * the one place that turns foreign failures into "later", "never" or "again".
 *
 * <p>Above this package nobody looks at a status code. Nothing that leaves it holds a token, a webhook secret or a full
 * address: {@link io.b24hub.connector.SafeText} sees to that.
 */
package io.b24hub.connector;
