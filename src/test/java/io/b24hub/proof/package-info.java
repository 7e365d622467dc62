/**
 * The proof that sweeps heal what Bitrix24 loses: simulated days of an emulated portal that loses, delays and reorders its
 * events, with a hub that is down now and then, held against the portal's own books afterwards.
 */
package io.b24hub.proof;
