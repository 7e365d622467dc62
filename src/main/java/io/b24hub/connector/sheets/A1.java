package io.b24hub.connector.sheets;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ranges as Google writes them. Rows and columns count from 0 here. Stateless and thread-safe. */
final class A1 {

    /** Cells, rows counted from 0. */
    record Block(int firstRow, int firstColumn, int lastColumn) {}

    private static final Pattern CELLS =
            Pattern.compile("\\$?([A-Z]{1,3})\\$?(\\d{1,8})(?::\\$?([A-Z]{1,3})\\$?(\\d{1,8}))?");

    private A1() {}

    /** A whole sheet. */
    static String sheet(String title) {
        return "'" + title.replace("'", "''") + "'";
    }

    static String row(String title, int row) {
        return sheet(title) + "!" + (row + 1) + ":" + (row + 1);
    }

    static String column(String title, int column) {
        return sheet(title) + "!" + letters(column) + ":" + letters(column);
    }

    static String cell(String title, int row, int column) {
        return sheet(title) + "!" + letters(column) + (row + 1);
    }

    static String block(String title, int row, int column, int rows, int columns) {
        return cell(title, row, column) + ":" + letters(column + columns - 1) + (row + rows);
    }

    /** What an answer says it is about; empty when that cannot be read. */
    static Optional<Block> parse(String range) {
        Matcher cells = CELLS.matcher(range.substring(range.lastIndexOf('!') + 1));
        if (!cells.matches()) {
            return Optional.empty();
        }
        int first = number(cells.group(1));
        int last = cells.group(3) == null ? first : number(cells.group(3));
        return Optional.of(new Block(Integer.parseInt(cells.group(2)) - 1, first, last));
    }

    private static String letters(int column) {
        StringBuilder letters = new StringBuilder();
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
            letters.insert(0, (char) ('A' + (rest - 1) % 26));
        }
        return letters.toString();
    }

    private static int number(String letters) {
        int column = 0;
        for (char letter : letters.toCharArray()) {
            column = column * 26 + letter - 'A' + 1;
        }
        return column - 1;
    }
}
