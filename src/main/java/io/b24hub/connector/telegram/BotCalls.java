package io.b24hub.connector.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.failure.WillNotHeal;
import java.util.Map;
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
 * Turns the stock component's messages into calls of the Bot API: files as a form, everything else as JSON.
 *
 * <p>The stock code is not used for this, because it keeps one body per endpoint for all messages, uses the machine's
 * character set, leaves numbers and booleans of a form empty, and fails for files over its buffer of 1 MiB.
 *
 * <p>Thread-safe.
 */
final class BotCalls {

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

    BotCalls(ObjectMapper json) {
        this.json = json;
    }

    /** The call that sends a message; throws {@link WillNotHeal} for a kind it does not know. */
    BotCall of(TelegramMessage message) {
        if (message instanceof OutgoingPhotoMessage photo) {
            return form("sendPhoto", photo(photo));
        }
        if (message instanceof OutgoingAudioMessage audio) {
            return form("sendAudio", audio(audio));
        }
        if (message instanceof OutgoingVideoMessage video) {
            return form("sendVideo", video(video));
        }
        if (message instanceof OutgoingDocumentMessage document) {
            return form("sendDocument", document(document));
        }
        if (message instanceof OutgoingStickerMessage sticker) {
            return form("sendSticker", sticker(sticker));
        }
        String method = JSON_METHODS.get(message.getClass());
        if (method == null) {
            throw new WillNotHeal(
                    "Telegram has no method for a " + message.getClass().getSimpleName(),
                    "Send text, or one of the message classes of camel-telegram.");
        }
        return json(method, message, result(message));
    }

    /** A call with a JSON body of its own. */
    BotCall json(String method, Object content, Class<? extends MessageResult> result) {
        try {
            return new BotCall(method, "application/json; charset=UTF-8", json.writeValueAsBytes(content), result);
        } catch (JsonProcessingException e) {
            throw new WillNotHeal(
                    "The message for Telegram cannot be written as JSON: " + e.getOriginalMessage(),
                    "Mend the step of the flow that builds the message.");
        }
    }

    private static Class<? extends MessageResult> result(TelegramMessage message) {
        if (message instanceof OutgoingGetGameHighScoresMessage) {
            return MessageResultGameScores.class;
        }
        return message instanceof CreateInvoiceLinkMessage ? MessageResultString.class : MessageResult.class;
    }

    private static BotCall form(String method, MultipartForm form) {
        return new BotCall(method, form.contentType(), form.body(), MessageResult.class);
    }

    private static MultipartForm photo(OutgoingPhotoMessage photo) {
        return common(photo)
                .file("photo", photo.getFilenameWithExtension(), photo.getPhoto())
                .field("caption", photo.getCaption())
                .field("reply_markup", photo.replyMarkupJson());
    }

    private static MultipartForm audio(OutgoingAudioMessage audio) {
        return common(audio)
                .file("audio", audio.getFilenameWithExtension(), audio.getAudio())
                .field("title", audio.getTitle())
                .field("duration", audio.getDurationSeconds())
                .field("performer", audio.getPerformer())
                .field("reply_markup", audio.replyMarkupJson());
    }

    private static MultipartForm video(OutgoingVideoMessage video) {
        return common(video)
                .file("video", video.getFilenameWithExtension(), video.getVideo())
                .field("caption", video.getCaption())
                .field("duration", video.getDurationSeconds())
                .field("width", video.getWidth())
                .field("height", video.getHeight())
                .field("reply_markup", video.replyMarkupJson());
    }

    private static MultipartForm document(OutgoingDocumentMessage document) {
        return common(document)
                .file("document", document.getFilenameWithExtension(), document.getDocument())
                .field("caption", document.getCaption())
                .field("reply_markup", document.replyMarkupJson());
    }

    private static MultipartForm sticker(OutgoingStickerMessage sticker) {
        MultipartForm form = common(sticker);
        return sticker.getSticker() == null
                ? form.file("sticker", sticker.getFilenameWithExtension(), sticker.getStickerImage())
                : form.field("sticker", sticker.getSticker());
    }

    private static MultipartForm common(OutgoingMessage message) {
        return new MultipartForm()
                .field("chat_id", message.getChatId())
                .field("reply_to_message_id", message.getReplyToMessageId())
                .field("disable_notification", message.getDisableNotification());
    }
}
