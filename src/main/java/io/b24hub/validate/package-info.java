/**
 * Looks for mistakes in route files without running them: what Camel would refuse, what it would take silently, and what
 * would fail only when an event comes. Needs no network, no store and no started hub.
 */
package io.b24hub.validate;
