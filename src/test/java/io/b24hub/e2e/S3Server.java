package io.b24hub.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An object store as S3 clients see it, with one bucket: keeps what is put into it, after it has undone the chunks and
 * compared the hash where the client sent one. Refuses with codes that a test asks for.
 */
final class S3Server implements AutoCloseable {

    /** What was asked. */
    record Request(String method, String path, Map<String, List<String>> headers) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    private record Refusal(int status, String code) {}

    private static final Refusal TAKEN = new Refusal(200, "");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String bucket;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> objects = new ConcurrentSkipListMap<>();
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

    /** @param bucket the only one that there is */
    S3Server(String bucket) {
        this.bucket = bucket;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Map.copyOf(exchange.getRequestHeaders()));
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(request);
        Refusal refusal = next(request);
        if (refusal.equals(TAKEN) && request.method().equals("PUT")) {
            objects.put(request.path(), new String(content(request, body), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("ETag", "\"" + hash("MD5", content(request, body)) + "\"");
        }
        byte[] said = refusal.equals(TAKEN) || request.method().equals("HEAD")
                ? new byte[0]
                : ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + refusal.code() + "</Code><Message>"
                                + refusal.code() + " it is</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(refusal.status(), said.length == 0 ? -1 : said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }

    private Refusal next(Request request) {
        if (!request.path().matches("/" + bucket + "(/.*)?")) {
            return new Refusal(404, "NoSuchBucket");
        }
        Optional<Refusal> refusal =
                request.method().equals("PUT") ? Optional.ofNullable(refusals.poll()) : Optional.empty();
        return refusal.orElse(TAKEN);
    }

    /** The object in what was sent: a client may send it in signed or unsigned chunks, with a checksum behind them. */
    private static byte[] content(Request request, byte[] body) throws IOException {
        String hash = request.header("x-amz-content-sha256");
        if (!hash.startsWith("STREAMING-")) {
            if (!hash.equals(hash("SHA-256", body))) {
                throw new IOException("The hash is another: " + hash);
            }
            return body;
        }
        ByteArrayInputStream in = new ByteArrayInputStream(body);
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            object.write(in.readNBytes(size));
            in.skipNBytes(2);
        }
        if (object.size() != Integer.parseInt(request.header("x-amz-decoded-content-length"))) {
            throw new IOException("The object has another length: " + object.size());
        }
        return object.toByteArray();
    }

    private static int size(ByteArrayInputStream in) {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return Integer.parseInt(line.toString().strip().split(";")[0], 16);
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Refuses the next write. */
    S3Server refuses(int status, String code) {
        refusals.add(new Refusal(status, code));
        return this;
    }

    /** What was put, by path. */
    Map<String, String> objects() {
        return objects;
    }

    List<Request> requests(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
