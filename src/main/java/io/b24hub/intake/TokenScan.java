package io.b24hub.intake;

import java.util.Arrays;
import java.util.List;

/**
 * Looks through a body for a value that is one of the accepted tokens, without making a form of it: what has none would be
 * refused in any case. Does not look where in the form the value stands, so that a body which the form's check would let in
 * always passes here; the form's check decides.
 *
 * <p>Takes time linear in the body and memory for one token. Values are compared in a time that depends on lengths only.
 */
final class TokenScan {

    private static final int ESCAPED = 3;

    private TokenScan() {}

    static boolean mayHold(byte[] body, List<KnownToken> tokens) {
        int longest = tokens.stream().mapToInt(KnownToken::length).max().orElse(0);
        byte[] value = new byte[longest];
        int start = 0;
        while (start < body.length) {
            int end = start;
            int equals = -1;
            for (; end < body.length && body[end] != '&'; end++) {
                if (body[end] == '=' && equals < 0) {
                    equals = end;
                }
            }
            if (equals >= 0 && end - equals - 1 <= longest * ESCAPED && isOne(body, equals + 1, end, value, tokens)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean isOne(byte[] body, int start, int end, byte[] value, List<KnownToken> tokens) {
        int length = decode(body, start, end, value);
        if (length < 0) {
            return false;
        }
        boolean right = false;
        for (KnownToken token : tokens) {
            if (token.length() == length) {
                right |= token.matches(Arrays.copyOf(value, length));
            }
        }
        return right;
    }

    /** The length of the decoded value, as {@link FormDecoder} decodes it; -1 when it is longer than any token. */
    private static int decode(byte[] body, int start, int end, byte[] value) {
        int length = 0;
        for (int i = start; i < end; i++) {
            byte b = body[i];
            if (b == '+') {
                b = ' ';
            } else if (b == '%' && end - i > 2) {
                int high = Character.digit(body[i + 1], 16);
                int low = Character.digit(body[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
            }
            if (length == value.length) {
                return -1;
            }
            value[length++] = b;
        }
        return length;
    }
}
