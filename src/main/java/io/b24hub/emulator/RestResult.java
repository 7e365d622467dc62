package io.b24hub.emulator;

import java.util.OptionalLong;

/**
 * What a REST method answers.
 *
 * @param total how many rows a list has in all; only for lists
 * @param next where the next page starts; only while there is one
 */
record RestResult(Object result, OptionalLong total, OptionalLong next) {

    static RestResult of(Object result) {
        return new RestResult(result, OptionalLong.empty(), OptionalLong.empty());
    }

    static RestResult list(Object result, long total) {
        return new RestResult(result, OptionalLong.of(total), OptionalLong.empty());
    }
}
