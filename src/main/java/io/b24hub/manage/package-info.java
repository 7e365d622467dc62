/**
 * The management listener: health, and a JSON API on which the console page and the command line sit. Apart from the intake;
 * on loopback unless it asks for credentials.
 */
package io.b24hub.manage;
