/** Values of settings that stand elsewhere: in the environment, in a vault. */
package io.b24hub.vault;
