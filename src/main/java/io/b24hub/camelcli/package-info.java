/** Camel's own command line and consoles, for those who know them. Off by default, and then nothing here runs. */
package io.b24hub.camelcli;
