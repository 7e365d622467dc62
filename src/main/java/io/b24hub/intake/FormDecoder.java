package io.b24hub.intake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads {@code application/x-www-form-urlencoded} the way PHP does, because Bitrix24 writes its calls with PHP's
 * {@code http_build_query} and every receiver that ever worked with it read them with {@code parse_str}: names nest with
 * brackets, {@code a[]} appends, the later of two equal names wins. Where PHP is odd (broken brackets, dots and spaces in
 * names) this class is odd in the same way; its tests hold the answers of PHP 8.2.
 *
 * <p>All values are text; the form has no other types. Bytes that are not UTF-8 become U+FFFD. An array whose keys are
 * 0, 1, 2 and so on in that order becomes a list, every other one a map. Everything returned is unmodifiable.
 *
 * <p>Takes time linear in the body. Memory is bounded by the body and the limits, whatever the names say.
 *
 * <p>Immutable and thread-safe.
 */
public final class FormDecoder {

    /** How deep names may nest unless told otherwise. */
    public static final int DEFAULT_DEPTH = 32;

    /** How many fields, and how many arrays made by them, a form may have unless told otherwise. */
    public static final int DEFAULT_FIELDS = 20_000;

    private final int maxDepth;
    private final int maxFields;

    /** With the default limits. */
    public FormDecoder() {
        this(DEFAULT_DEPTH, DEFAULT_FIELDS);
    }

    /**
     * With own limits.
     *
     * @param maxDepth most pairs of brackets in one name, from 0
     * @param maxFields most fields, from 1; also the most arrays that brackets may make
     */
    public FormDecoder(int maxDepth, int maxFields) {
        this.maxDepth = maxDepth;
        this.maxFields = maxFields;
    }

    /**
     * Reads a form.
     *
     * @param body is not changed and not kept
     * @throws BadForm when a limit is passed
     */
    public Map<String, Object> decode(byte[] body) {
        Pass pass = new Pass(body);
        pass.run();
        return pass.root.asMap();
    }

    /** One reading of one body. */
    private final class Pass {

        private final byte[] body;
        private final FormNode root = new FormNode();
        private byte[] scratch = new byte[128];
        private int fields;
        private int arrays;

        Pass(byte[] body) {
            this.body = body;
        }

        void run() {
            int start = 0;
            while (start < body.length) {
                int equals = -1;
                int end = start;
                for (; end < body.length && body[end] != '&'; end++) {
                    if (body[end] == '=' && equals < 0) {
                        equals = end;
                    }
                }
                if (end > start) {
                    field(start, equals < 0 ? end : equals, equals < 0 ? end : equals + 1, end);
                }
                start = end + 1;
            }
        }

        private void field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
            if (++fields > maxFields) {
                throw new BadForm("The form has more than " + maxFields + " fields");
            }
            String value = text(valueStart, valueEnd);
            int length = decodeInto(nameStart, nameEnd);
            store(lengthToZero(length), value);
        }

        // the decoded name stands in scratch
        private void store(int length, String value) {
            int start = 0;
            while (start < length && scratch[start] == ' ') {
                start++;
            }
            int open = mangle(start, length, true);
            if (open == start) {
                return; // PHP ignores a field without a name
            }
            int close = open < length ? closing(open, length) : -1;
            if (close < 0) {
                mangle(start, length, false);
                root.put(string(start, length), value);
                return;
            }
            nest(string(start, open), open, close, length, value);
        }

        private void nest(String name, int firstOpen, int firstClose, int length, String value) {
            FormNode node = root;
            String key = name;
            int open = firstOpen;
            int close = firstClose;
            int depth = 0;
            while (close >= 0) {
                if (++depth > maxDepth) {
                    throw new BadForm("A field of the form is nested deeper than " + maxDepth + " levels");
                }
                node = descend(node, key);
                key = isAppend(open, close) ? null : string(open + 1, close);
                open = close + 1;
                // what follows a closed bracket and is no bracket, or is not closed, does not count
                close = open < length && scratch[open] == '[' ? closing(open, length) : -1;
            }
            if (key == null) {
                node.append(value);
            } else {
                node.put(key, value);
            }
        }

        // a null key means "append"
        private FormNode descend(FormNode node, String key) {
            FormNode child = key == null ? null : node.child(key);
            if (child != null) {
                return child;
            }
            if (++arrays > maxFields) {
                throw new BadForm("The form has more than " + maxFields + " nested arrays");
            }
            FormNode made = new FormNode();
            if (key == null) {
                node.append(made);
            } else {
                node.put(key, made);
            }
            return made;
        }

        // "[]", and "[ ]" with one white space
        private boolean isAppend(int open, int close) {
            return close == open + 1 || close == open + 2 && isSpace(scratch[open + 1]);
        }

        private int closing(int open, int length) {
            for (int i = open + 1; i < length; i++) {
                if (scratch[i] == ']') {
                    return i;
                }
            }
            return -1;
        }

        // a PHP variable has no space, dot or bracket in its name
        private int mangle(int start, int length, boolean stopAtBracket) {
            for (int i = start; i < length; i++) {
                byte b = scratch[i];
                if (b == '[' && stopAtBracket) {
                    return i;
                }
                if (b == ' ' || b == '.' || b == '[') {
                    scratch[i] = '_';
                }
            }
            return length;
        }

        // to PHP a name ends at a zero byte
        private int lengthToZero(int length) {
            for (int i = 0; i < length; i++) {
                if (scratch[i] == 0) {
                    return i;
                }
            }
            return length;
        }

        private String text(int start, int end) {
            for (int i = start; i < end; i++) {
                if (body[i] == '%' || body[i] == '+') {
                    return string(0, decodeInto(start, end));
                }
            }
            return start == end ? "" : new String(body, start, end - start, StandardCharsets.UTF_8);
        }

        private String string(int start, int end) {
            return new String(scratch, start, end - start, StandardCharsets.UTF_8);
        }

        private int decodeInto(int start, int end) {
            if (scratch.length < end - start) {
                scratch = Arrays.copyOf(scratch, Math.max(end - start, 2 * scratch.length));
            }
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
                scratch[length++] = b;
            }
            return length;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
