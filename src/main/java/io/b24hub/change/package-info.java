/**
 * What changed: what each flow saw of an entity last, compared with what it reads now, and the guard against flows that
 * wake themselves by what they write. Keeps its facts in the store's {@link io.b24hub.store.Memory}.
 */
package io.b24hub.change;
