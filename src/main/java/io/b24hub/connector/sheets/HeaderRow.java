package io.b24hub.connector.sheets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The names of a sheet's columns, from the left; empty where a column has none. Immutable.
 *
 * @param names without empty ones at the end
 */
record HeaderRow(List<String> names) {

    static HeaderRow of(List<?> cells) {
        List<String> names = new ArrayList<>();
        cells.forEach(cell -> names.add(Cells.text(cell)));
        while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
            names.remove(names.size() - 1);
        }
        return new HeaderRow(List.copyOf(names));
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    int width() {
        return names.size();
    }

    /** Where a column stands; of two with one name, the left one. */
    OptionalInt column(String name) {
        int at = names.indexOf(name);
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }

    /** As this, with those of the columns that it lacks at the right end. */
    HeaderRow with(Set<String> columns) {
        List<String> all = new ArrayList<>(names);
        columns.stream().filter(name -> !all.contains(name)).forEach(all::add);
        return new HeaderRow(List.copyOf(all));
    }

    /** Where these columns stand, from the left. */
    Map<Integer, String> places(Set<String> columns) {
        Map<Integer, String> places = new LinkedHashMap<>();
        for (int column = 0; column < names.size(); column++) {
            String name = names.get(column);
            if (columns.contains(name) && names.indexOf(name) == column) {
                places.put(column, name);
            }
        }
        return places;
    }

    /** Where the unbroken run of named columns begins that a column belongs to. */
    int runFrom(int column) {
        int first = column;
        while (first > 0 && !names.get(first - 1).isEmpty()) {
            first--;
        }
        return first;
    }
}
