/**
 * Looks, before the hub starts or while it runs, whether everything it needs is there: {@link io.b24hub.check.Preflight}.
 * Writes nothing, sends nothing to people, takes no store.
 */
package io.b24hub.check;
