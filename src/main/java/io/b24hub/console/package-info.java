/**
 * The console: pages for operators on the management listener, made on the server from templates. {@code Console} mounts it;
 * {@code Door} decides who gets in; each {@code …Pages} class answers some addresses.
 */
package io.b24hub.console;
