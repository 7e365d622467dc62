package io.b24hub.emulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** One call of the Sheets API on one spreadsheet. */
final class SheetsCall {

    private final Call call;
    private final Spreadsheet spreadsheet;
    private final Runnable reads;
    private final Runnable writes;
    private final RestParams query;

    /**
     * @param reads spends a read of the caller's quota
     * @param writes spends a write of it
     */
    SheetsCall(Call call, Spreadsheet spreadsheet, Runnable reads, Runnable writes) {
        this.call = call;
        this.spreadsheet = spreadsheet;
        this.reads = reads;
        this.writes = writes;
        query = RestParams.ofQuery(call.query());
    }

    /** @param address groups: spreadsheet, its verb, the verb of all values, the range, the verb of a range */
    Object run(Matcher address) {
        String override = call.header("x-http-method-override");
        String method = override.isEmpty() ? call.method() : override;
        String verb = String.join("", text(address, 2), text(address, 3), text(address, 5));
        String range = text(address, 4);
        boolean ofValues = address.group(3) != null || address.group(4) != null;
        if (method.equals("GET")) {
            reads.run();
        }
        return switch (method + (ofValues ? " values" : " sheet") + verb) {
            case "GET sheet" -> spreadsheet.shown();
            case "POST sheet:batchUpdate" -> change();
            case "GET values" -> spreadsheet.get(range, typed());
            case "GET values:batchGet" -> getAll();
            case "PUT values" -> update(range);
            case "POST values:append" -> append(range);
            case "POST values:clear" -> {
                writes.run();
                yield spreadsheet.clear(range);
            }
            case "POST values:batchUpdate" -> updateAll();
            default -> throw GoogleRefusal.notFound();
        };
    }

    private Object update(String range) {
        boolean userEntered = userEntered(query.text("valueInputOption"));
        writes.run();
        return spreadsheet
                .update(List.of(new Spreadsheet.Patch(range, values(body()))), userEntered)
                .get(0);
    }

    private Object append(String range) {
        boolean userEntered = userEntered(query.text("valueInputOption"));
        boolean insertRows = query.text("insertDataOption").equals("INSERT_ROWS");
        writes.run();
        return spreadsheet.append(range, values(body()), userEntered, insertRows);
    }

    private Object updateAll() {
        RestParams body = new RestParams(body());
        boolean userEntered = userEntered(body.text("valueInputOption"));
        writes.run();
        List<Spreadsheet.Patch> patches = RestParams.list(body.value("data").orElse(List.of())).stream()
                .map(SheetsCall::map)
                .map(data -> new Spreadsheet.Patch(String.valueOf(data.get("range")), values(data)))
                .toList();
        List<Map<String, Object>> responses = spreadsheet.update(patches, userEntered);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("spreadsheetId", spreadsheet.shown().get("spreadsheetId"));
        result.put("totalUpdatedRows", sum(responses, "updatedRows"));
        result.put("totalUpdatedCells", sum(responses, "updatedCells"));
        result.put("responses", responses);
        return result;
    }

    private Object getAll() {
        List<Object> ranges = Arrays.stream(call.query().split("&"))
                .filter(pair -> pair.startsWith("ranges="))
                .map(pair -> URLDecoder.decode(pair.substring("ranges=".length()), StandardCharsets.UTF_8))
                .map(range -> (Object) spreadsheet.get(range, typed()))
                .toList();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("spreadsheetId", spreadsheet.shown().get("spreadsheetId"));
        result.put("valueRanges", ranges);
        return result;
    }

    /** Of the many changes to a spreadsheet only new sheets and larger ones are known. */
    private Object change() {
        writes.run();
        List<Object> replies = new ArrayList<>();
        for (Object request : RestParams.list(body().getOrDefault("requests", List.of()))) {
            Map<String, Object> sheet = map(map(map(request).get("addSheet")).get("properties"));
            Map<String, Object> dimension = map(map(request).get("appendDimension"));
            if (!sheet.isEmpty()) {
                Map<String, Object> added = spreadsheet.addSheet(String.valueOf(sheet.get("title")));
                replies.add(Map.of("addSheet", Map.of("properties", added)));
            } else if (!dimension.isEmpty()) {
                spreadsheet.appendDimension(
                        ((Number) dimension.getOrDefault("sheetId", 0)).intValue(),
                        "ROWS".equals(dimension.get("dimension")),
                        ((Number) dimension.getOrDefault("length", 0)).intValue());
                replies.add(Map.of());
            } else {
                throw GoogleRefusal.badArgument(
                        "Invalid requests: the emulator knows only addSheet with a title and appendDimension");
            }
        }
        return Map.of("spreadsheetId", spreadsheet.shown().get("spreadsheetId"), "replies", replies);
    }

    private Map<String, Object> body() {
        return Json.object(call.text()).orElseThrow(() -> GoogleRefusal.badArgument("Invalid JSON payload received."));
    }

    private boolean typed() {
        return query.text("valueRenderOption").equals("UNFORMATTED_VALUE");
    }

    private static boolean userEntered(String option) {
        return switch (option) {
            case "RAW" -> false;
            case "USER_ENTERED" -> true;
            case "" -> throw GoogleRefusal.badArgument("'valueInputOption' is required but not specified");
            default -> throw GoogleRefusal.badArgument("Invalid value at 'value_input_option': " + option);
        };
    }

    private static List<List<Object>> values(Map<String, Object> body) {
        List<List<Object>> rows = new ArrayList<>();
        for (Object row : RestParams.list(body.getOrDefault("values", List.of()))) {
            rows.add(RestParams.list(row));
        }
        return "COLUMNS".equals(body.get("majorDimension")) ? transposed(rows) : rows;
    }

    private static List<List<Object>> transposed(List<List<Object>> columns) {
        List<List<Object>> rows = new ArrayList<>();
        int height = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < height; i++) {
            List<Object> row = new ArrayList<>();
            for (List<Object> column : columns) {
                row.add(i < column.size() ? column.get(i) : "");
            }
            rows.add(row);
        }
        return rows;
    }

    private static int sum(List<Map<String, Object>> responses, String field) {
        return responses.stream()
                .mapToInt(response -> ((Number) response.get(field)).intValue())
                .sum();
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> there) {
            there.forEach((k, v) -> map.put(String.valueOf(k), v));
        }
        return map;
    }

    private static String text(Matcher address, int group) {
        return address.group(group) == null ? "" : address.group(group);
    }
}
