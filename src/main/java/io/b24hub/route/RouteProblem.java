package io.b24hub.route;

/**
 * Why a route file cannot be used.
 *
 * @param file its name relative to the routes folder
 * @param line the line, from 1; 0 when it is not known
 * @param reason what is wrong, for the person who wrote the file
 */
public record RouteProblem(String file, int line, String reason) {

    @Override
    public String toString() {
        return file + (line > 0 ? ", line " + line : "") + ": " + reason;
    }
}
