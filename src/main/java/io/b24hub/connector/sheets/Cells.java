package io.b24hub.connector.sheets;

import com.google.api.client.util.Data;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** What goes into cells, and what cells say. Stateless and thread-safe. */
final class Cells {

    /** Leaves a cell as it is (reference of ValueRange: "Null values will be skipped"). */
    static final Object UNTOUCHED = Data.nullOf(String.class);

    /** What is empty once written. */
    static final Object EMPTY = "";

    /** Whole numbers that a cell holds without loss and that look the same to every locale. */
    private static final Pattern PLAIN_NUMBER = Pattern.compile("0|-?[1-9]\\d{0,14}");

    private static final int EXACT_DIGITS = 15;
    private static final int LARGEST_EXPONENT = 400;

    private Cells() {}

    /**
     * Google takes texts, numbers and booleans; everything else becomes its text, and an absent value an empty cell:
     * Google's JSON writer would leave it out, and what stands right of it would move one column to the left.
     */
    static Object of(Object value) {
        if (value == null) {
            return EMPTY;
        }
        boolean number = value instanceof Number n && Double.isFinite(n.doubleValue());
        return number || value instanceof Boolean ? value : value.toString();
    }

    /** What a cell says, whatever its type: 662, 662.0 and the text 662 are the same. */
    static String text(Object cell) {
        if (cell == null || Data.isNull(cell)) {
            return "";
        }
        if (cell instanceof Number) {
            BigDecimal number = new BigDecimal(cell.toString()).stripTrailingZeros();
            return Math.abs(number.scale()) > LARGEST_EXPONENT ? number.toString() : number.toPlainString();
        }
        return cell.toString().strip();
    }

    /**
     * A cell that is read back as it was written, which keys and names of columns must be: a spreadsheet keeps 15 digits of
     * a number, and takes typed text such as 007 or 1/2 for something else.
     *
     * @param typed whether Google treats text as if somebody typed it
     */
    static Object lasting(Object cell, boolean typed) {
        String text = text(cell);
        if (cell instanceof Number && new BigDecimal(cell.toString()).precision() <= EXACT_DIGITS) {
            return cell;
        }
        return typed && !PLAIN_NUMBER.matcher(text).matches() ? "'" + text : text;
    }
}
