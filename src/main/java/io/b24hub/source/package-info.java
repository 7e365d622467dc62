/**
 * The addresses that Bitrix24 calls from: polling the published lists, keeping the last good ones, and judging calls by
 * them.
 */
package io.b24hub.source;
