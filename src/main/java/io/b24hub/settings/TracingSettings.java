package io.b24hub.settings;

import java.net.URI;

/**
 * Where traces go.
 *
 * @param endpoint takes OTLP over HTTP, with its path
 * @param ratio the share of events that are traced, above 0 and up to 1
 */
public record TracingSettings(URI endpoint, double ratio) {

    private static final String PATH = "/v1/traces";

    /** An address without a path gets the one that OTLP has. */
    public TracingSettings {
        String path = endpoint.getPath();
        endpoint = path == null || path.isEmpty() || path.equals("/") ? endpoint.resolve(PATH) : endpoint;
    }
}
