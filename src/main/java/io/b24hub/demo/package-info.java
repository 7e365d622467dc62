/** A hub between emulated far sides, to look at: no account, no configuration, nothing left behind. */
package io.b24hub.demo;
