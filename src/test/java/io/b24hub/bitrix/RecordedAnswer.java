package io.b24hub.bitrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One answer of {@code bitrix24/responses}. */
record RecordedAnswer(String method, int status, String contentType, Map<String, String> headers, byte[] body) {

    private static final Path FOLDER = Path.of("src/test/resources/bitrix24/responses");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All of them, without ".json". */
    static Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString().replaceFirst("\\.json$", ""))
                    .collect(Collectors.toSet());
        }
    }

    static RecordedAnswer of(String name) throws IOException {
        JsonNode file = JSON.readTree(FOLDER.resolve(name + ".json").toFile());
        Map<String, String> headers = new HashMap<>();
        file.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        String type = Optional.ofNullable(headers.remove("Content-Type")).orElse("application/json");
        byte[] body = file.get("body").isNull()
                ? file.path("rawBody").asText("").getBytes(StandardCharsets.UTF_8)
                : JSON.writeValueAsBytes(file.get("body"));
        String moved = headers.getOrDefault("Location", "");
        String method = moved.isEmpty()
                ? file.get("method").asText("crm.deal.get")
                : moved.substring(moved.lastIndexOf('/') + 1).replace(".json", "");
        return new RecordedAnswer(method, file.get("httpStatus").asInt(), type, headers, body);
    }
}
