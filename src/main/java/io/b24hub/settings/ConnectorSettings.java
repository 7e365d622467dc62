package io.b24hub.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Accounts of the far sides that several flows share.
 *
 * @param telegramToken the bot's token; empty leaves Telegram flows off
 * @param telegramBaseUri another Bot API address, for emulators and local Bot API servers
 * @param googleKeyFile the service account's key file; empty leaves Google flows off
 * @param googleRootUrl another API address, for emulators
 */
public record ConnectorSettings(
        Optional<Secret> telegramToken,
        Optional<URI> telegramBaseUri,
        Optional<String> googleKeyFile,
        Optional<URI> googleRootUrl) {}
