package io.b24hub.store;

/** Texts for people, no longer than the store keeps them. */
public final class ShortText {

    private ShortText() {}

    /** At most {@link DeliveryStore#MAX_REASON} characters. Half of a surrogate pair would not survive the way to the file. */
    public static String cut(String text) {
        if (text.length() <= DeliveryStore.MAX_REASON) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(DeliveryStore.MAX_REASON - 1));
        return text.substring(0, splitsPair ? DeliveryStore.MAX_REASON - 1 : DeliveryStore.MAX_REASON);
    }
}
