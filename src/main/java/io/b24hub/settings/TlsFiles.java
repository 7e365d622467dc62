package io.b24hub.settings;

import java.nio.file.Path;

/**
 * Where the intake's certificate is; the files change when it is renewed.
 *
 * @param certificate PEM: the certificate, then those that lead to the authority
 * @param key PEM: its private key, without a pass phrase
 */
public record TlsFiles(Path certificate, Path key) {}
