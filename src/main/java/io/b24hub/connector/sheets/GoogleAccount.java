package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.Sheets;

/**
 * Somebody who may read and write sheets. Thread-safe.
 *
 * @param name what its calls are counted under; says nothing about its secrets
 */
record GoogleAccount(String name, Sheets client) {}
