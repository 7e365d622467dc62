package io.b24hub.emulator;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of cells as Google writes it, for example {@code 'Сделки 2026'!A2:C}. Rows and columns count from 0; the last
 * ones belong to it and are {@link #OPEN} where the range has no end. Immutable.
 *
 * @param sheet empty when the text names none
 */
record A1Range(Optional<String> sheet, int firstRow, int firstColumn, int lastRow, int lastColumn) {

    static final int OPEN = Integer.MAX_VALUE - 1;

    private static final Pattern WITH_SHEET = Pattern.compile("(?s)(?:'((?:[^']|'')+)'|([^'!]+))(?:!(.+))?");
    private static final Pattern CELLS =
            Pattern.compile("\\$?([A-Za-z]{1,3})?\\$?([1-9]\\d{0,7})?(?::\\$?([A-Za-z]{1,3})?\\$?([1-9]\\d{0,7})?)?");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** @throws GoogleRefusal when it is no range */
    static A1Range parse(String text) {
        Matcher cells = CELLS.matcher(text);
        if (cells.matches() && (cells.group(2) != null || text.contains(":"))) {
            return cells(Optional.empty(), text, text);
        }
        Matcher parts = WITH_SHEET.matcher(text);
        if (!parts.matches()) {
            throw GoogleRefusal.badRange(text);
        }
        String sheet = parts.group(1) == null ? parts.group(2) : parts.group(1).replace("''", "'");
        return parts.group(3) == null
                ? new A1Range(Optional.of(sheet), 0, 0, OPEN, OPEN)
                : cells(Optional.of(sheet), parts.group(3), text);
    }

    /** The range of the same shape on a sheet, from a row and column on. */
    static A1Range block(String sheet, int row, int column, int rows, int columns) {
        return new A1Range(
                Optional.of(sheet), row, column, row + Math.max(1, rows) - 1, column + Math.max(1, columns) - 1);
    }

    /** As Google prints it: with the sheet, quoted where it must be. */
    String text(String sheetTitle) {
        String name = PLAIN_NAME.matcher(sheetTitle).matches() ? sheetTitle : "'" + sheetTitle.replace("'", "''") + "'";
        String from = column(firstColumn) + (firstRow + 1);
        String to = column(lastColumn) + (lastRow + 1);
        return name + "!" + (from.equals(to) ? from : from + ":" + to);
    }

    /** As this, with open ends closed. */
    A1Range within(int rows, int columns) {
        return new A1Range(
                sheet,
                firstRow,
                firstColumn,
                lastRow == OPEN ? Math.max(firstRow, rows - 1) : lastRow,
                lastColumn == OPEN ? Math.max(firstColumn, columns - 1) : lastColumn);
    }

    private static A1Range cells(Optional<String> sheet, String cells, String whole) {
        Matcher parts = CELLS.matcher(cells);
        if (!parts.matches() || cells.isEmpty() || cells.equals(":")) {
            throw GoogleRefusal.badRange(whole);
        }
        int firstColumn = parts.group(1) == null ? 0 : column(parts.group(1));
        int firstRow = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2)) - 1;
        if (!cells.contains(":")) {
            int lastColumn = parts.group(1) == null ? OPEN : firstColumn;
            return new A1Range(sheet, firstRow, firstColumn, parts.group(2) == null ? OPEN : firstRow, lastColumn);
        }
        int lastColumn = parts.group(3) == null ? OPEN : column(parts.group(3));
        int lastRow = parts.group(4) == null ? OPEN : Integer.parseInt(parts.group(4)) - 1;
        if (lastColumn < firstColumn || lastRow < firstRow) {
            throw GoogleRefusal.badRange(whole);
        }
        return new A1Range(sheet, firstRow, firstColumn, lastRow, lastColumn);
    }

    private static int column(String letters) {
        int column = 0;
        for (char letter : letters.toUpperCase(Locale.ROOT).toCharArray()) {
            column = column * 26 + letter - 'A' + 1;
        }
        return column - 1;
    }

    private static String column(int index) {
        int rest = index + 1;
        StringBuilder letters = new StringBuilder();
        while (rest > 0) {
            letters.insert(0, (char) ('A' + (rest - 1) % 26));
            rest = (rest - 1) / 26;
        }
        return letters.toString();
    }
}
