package io.b24hub.connector.sheets;

/**
 * Where rows go, and how.
 *
 * @param sheet title of the sheet within the spreadsheet
 * @param key name of the column that tells one row from another
 * @param typed whether Google treats text as if somebody typed it, formulas too
 * @param createSheet whether a sheet that is not there is added
 */
record RowsTarget(
        GoogleAccount account, String spreadsheetId, String sheet, String key, boolean typed, boolean createSheet) {

    String inputOption() {
        return typed ? "USER_ENTERED" : "RAW";
    }
}
