package io.b24hub.event;

/** The letters of event codes. */
public final class EventCode {

    /** Longest code the hub takes. */
    public static final int MAX_LENGTH = 100;

    private EventCode() {}

    /** Whether this is a code: upper-case letters, digits, {@code _ . :}, not empty and not too long. */
    public static boolean isValid(String code) {
        if (code.isEmpty() || code.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < code.length(); i++) {
            if (!isLegal(code.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** A code without the number of a smart process; any other as it is. In upper case only. */
    public static String base(String code) {
        return SmartProcessCode.base(code);
    }

    /** A code with the number of a smart process; any other as it is. In upper case only. */
    public static String numbered(String code, int entityTypeId) {
        return SmartProcessCode.numbered(code, entityTypeId);
    }

    static boolean isLegal(char c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == ':';
    }
}
