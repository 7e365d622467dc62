package io.b24hub.template;

import io.pebbletemplates.pebble.extension.escaper.SafeString;

/** Text for Telegram's HTML, which knows four named entities only. Stateless. */
final class HtmlText {

    private HtmlText() {}

    /**
     * Writes what would be markup as text.
     *
     * @see <a href="https://core.telegram.org/bots/api#html-style">the four characters</a>
     */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A link; what is no web address stays a text. */
    static SafeString link(String address, String shown) {
        return new SafeString(
                address.matches("https?://\\S+")
                        ? "<a href=\"" + escape(address) + "\">" + escape(shown) + "</a>"
                        : escape(shown));
    }
}
