/**
 * The files of {@code routes/}: found, checked, loaded one by one, and taken over again when they are edited. A broken file
 * touches nothing but itself.
 */
package io.b24hub.route;
