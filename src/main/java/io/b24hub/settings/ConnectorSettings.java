package io.b24hub.settings;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Accounts of the far sides that several flows share.
 *
 * @param telegramToken the bot's token; empty leaves Telegram flows off
 * @param telegramBaseUri another Bot API address, for emulators and local Bot API servers
 * @param telegramPace how fast messages may leave
 * @param googleKeyFile the service account's key file; empty leaves Google flows off
 * @param googleRootUrl another API address, for emulators
 * @param googleRequestsPerMinute how often an account may read sheets in a minute, and how often write
 * @param mail the mail server; empty leaves flows that send to {@code smtp:mail} off
 * @param sql the database; empty leaves flows that write to {@code sql:} off
 * @param hooks secret addresses by their names
 */
public record ConnectorSettings(
        Optional<Secret> telegramToken,
        Optional<URI> telegramBaseUri,
        TelegramPaceSettings telegramPace,
        Optional<String> googleKeyFile,
        Optional<URI> googleRootUrl,
        int googleRequestsPerMinute,
        Optional<MailSettings> mail,
        Optional<SqlSettings> sql,
        Map<String, HookSettings> hooks) {

    public ConnectorSettings {
        hooks = Map.copyOf(hooks);
    }
}
