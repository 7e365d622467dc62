/**
 * Addresses of the Internet Protocol: reading them, ranges of them, and sets that are asked fast. Knows nothing of the hub.
 */
package io.b24hub.address;
