package io.b24hub.connector.telegram;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.failure.WillNotHeal;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.telegram.TelegramMessage;
import org.apache.camel.component.telegram.model.EditMessageCaptionMessage;
import org.apache.camel.component.telegram.model.EditMessageDelete;
import org.apache.camel.component.telegram.model.EditMessageLiveLocationMessage;
import org.apache.camel.component.telegram.model.EditMessageMediaMessage;
import org.apache.camel.component.telegram.model.EditMessageReplyMarkupMessage;
import org.apache.camel.component.telegram.model.EditMessageTextMessage;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.MessageResultGameScores;
import org.apache.camel.component.telegram.model.MessageResultString;
import org.apache.camel.component.telegram.model.OutgoingAnswerInlineQuery;
import org.apache.camel.component.telegram.model.OutgoingAudioMessage;
import org.apache.camel.component.telegram.model.OutgoingCallbackQueryMessage;
import org.apache.camel.component.telegram.model.OutgoingDocumentMessage;
import org.apache.camel.component.telegram.model.OutgoingGameMessage;
import org.apache.camel.component.telegram.model.OutgoingGetGameHighScoresMessage;
import org.apache.camel.component.telegram.model.OutgoingMessage;
import org.apache.camel.component.telegram.model.OutgoingPhotoMessage;
import org.apache.camel.component.telegram.model.OutgoingSetGameScoreMessage;
import org.apache.camel.component.telegram.model.OutgoingStickerMessage;
import org.apache.camel.component.telegram.model.OutgoingTextMessage;
import org.apache.camel.component.telegram.model.OutgoingVideoMessage;
import org.apache.camel.component.telegram.model.SendLocationMessage;
import org.apache.camel.component.telegram.model.SendVenueMessage;
import org.apache.camel.component.telegram.model.StopMessageLiveLocationMessage;
import org.apache.camel.component.telegram.model.payments.AnswerPreCheckoutQueryMessage;
import org.apache.camel.component.telegram.model.payments.AnswerShippingQueryMessage;
import org.apache.camel.component.telegram.model.payments.CreateInvoiceLinkMessage;
import org.apache.camel.component.telegram.model.payments.SendInvoiceMessage;

/**
 * Turns the stock component's messages into those of the Bot API: files as a form, everything else as JSON.
 *
 * <p>The stock code is not used for this, because it keeps one body per endpoint for all messages, uses the machine's
 * character set, leaves numbers and booleans of a form empty, and fails for files over its buffer of 1 MiB.
 *
 * <p>Thread-safe.
 */
final class BotMessages {

    private static final Map<Class<? extends TelegramMessage>, String> JSON_METHODS = Map.ofEntries(
            Map.entry(OutgoingTextMessage.class, "sendMessage"),
            Map.entry(OutgoingGameMessage.class, "sendGame"),
            Map.entry(SendLocationMessage.class, "sendLocation"),
            Map.entry(EditMessageLiveLocationMessage.class, "editMessageLiveLocation"),
            Map.entry(StopMessageLiveLocationMessage.class, "stopMessageLiveLocation"),
            Map.entry(SendVenueMessage.class, "sendVenue"),
            Map.entry(EditMessageTextMessage.class, "editMessageText"),
            Map.entry(EditMessageCaptionMessage.class, "editMessageCaption"),
            Map.entry(EditMessageMediaMessage.class, "editMessageMedia"),
            Map.entry(EditMessageDelete.class, "deleteMessage"),
            Map.entry(EditMessageReplyMarkupMessage.class, "editMessageReplyMarkup"),
            Map.entry(OutgoingCallbackQueryMessage.class, "answerCallbackQuery"),
            Map.entry(OutgoingSetGameScoreMessage.class, "setGameScore"),
            Map.entry(OutgoingGetGameHighScoresMessage.class, "getGameHighScores"),
            Map.entry(OutgoingAnswerInlineQuery.class, "answerInlineQuery"),
            Map.entry(SendInvoiceMessage.class, "sendInvoice"),
            Map.entry(CreateInvoiceLinkMessage.class, "createInvoiceLink"),
            Map.entry(AnswerPreCheckoutQueryMessage.class, "answerPreCheckoutQuery"),
            Map.entry(AnswerShippingQueryMessage.class, "answerShippingQuery"));

    private final ObjectMapper json;

    BotMessages(ObjectMapper json) {
        this.json = json;
    }

    /** The message for the Bot API; throws {@link WillNotHeal} for a kind that it does not know. */
    BotMessage of(TelegramMessage message) {
        if (message instanceof OutgoingPhotoMessage photo) {
            return file("sendPhoto", "photo", photo.getFilenameWithExtension(), photo.getPhoto(), photo)
                    .with("caption", photo.getCaption())
                    .with("reply_markup", photo.replyMarkupJson())
                    .message();
        }
        if (message instanceof OutgoingAudioMessage audio) {
            return file("sendAudio", "audio", audio.getFilenameWithExtension(), audio.getAudio(), audio)
                    .with("title", audio.getTitle())
                    .with("duration", audio.getDurationSeconds())
                    .with("performer", audio.getPerformer())
                    .with("reply_markup", audio.replyMarkupJson())
                    .message();
        }
        if (message instanceof OutgoingVideoMessage video) {
            return file("sendVideo", "video", video.getFilenameWithExtension(), video.getVideo(), video)
                    .with("caption", video.getCaption())
                    .with("duration", video.getDurationSeconds())
                    .with("width", video.getWidth())
                    .with("height", video.getHeight())
                    .with("reply_markup", video.replyMarkupJson())
                    .message();
        }
        if (message instanceof OutgoingDocumentMessage document) {
            return file(
                            "sendDocument",
                            "document",
                            document.getFilenameWithExtension(),
                            document.getDocument(),
                            document)
                    .with("caption", document.getCaption())
                    .with("reply_markup", document.replyMarkupJson())
                    .message();
        }
        if (message instanceof OutgoingStickerMessage sticker) {
            return sticker.getSticker() == null
                    ? file(
                                    "sendSticker",
                                    "sticker",
                                    sticker.getFilenameWithExtension(),
                                    sticker.getStickerImage(),
                                    sticker)
                            .message()
                    : new Draft("sendSticker", Optional.empty(), sticker)
                            .with("sticker", sticker.getSticker())
                            .message();
        }
        return plain(message);
    }

    private BotMessage plain(TelegramMessage message) {
        String method = JSON_METHODS.get(message.getClass());
        if (method == null) {
            throw new WillNotHeal(
                    "Telegram has no method for a " + message.getClass().getSimpleName(),
                    "Send text, or one of the message classes of camel-telegram.");
        }
        try {
            return new BotMessage(method, json.valueToTree(message), Optional.empty(), result(message));
        } catch (IllegalArgumentException e) {
            throw new WillNotHeal(
                    "The message for Telegram cannot be written as JSON: " + e.getMessage(),
                    "Mend the step of the flow that builds the message.");
        }
    }

    private static Class<? extends MessageResult> result(TelegramMessage message) {
        if (message instanceof OutgoingGetGameHighScoresMessage) {
            return MessageResultGameScores.class;
        }
        return message instanceof CreateInvoiceLinkMessage ? MessageResultString.class : MessageResult.class;
    }

    private Draft file(String method, String parameter, String fileName, byte[] content, OutgoingMessage message) {
        if (content == null) {
            throw new WillNotHeal(
                    "The message for Telegram has no " + parameter,
                    "Mend the step of the flow that builds the message.");
        }
        String shown = fileName == null || fileName.isBlank() ? "file" : fileName;
        return new Draft(method, Optional.of(new BotMessage.Attachment(parameter, shown, content)), message);
    }

    /** Parameters that come one by one; what is absent adds nothing. */
    private final class Draft {

        private final String method;
        private final Optional<BotMessage.Attachment> file;
        private final ObjectNode parameters = json.createObjectNode();

        Draft(String method, Optional<BotMessage.Attachment> file, OutgoingMessage message) {
            this.method = method;
            this.file = file;
            with("chat_id", message.getChatId());
            with("reply_to_message_id", message.getReplyToMessageId());
            with("disable_notification", message.getDisableNotification());
        }

        Draft with(String name, Object value) {
            if (value != null) {
                parameters.set(name, json.valueToTree(value));
            }
            return this;
        }

        BotMessage message() {
            return new BotMessage(method, parameters, file, MessageResult.class);
        }
    }
}
