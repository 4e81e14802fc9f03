package org.mindpress.routes.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector that takes OTLP over HTTP, as the protocol's field numbers say, and keeps what it got. */
public final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    /**
     * A span as it came.
     *
     * @param start nanoseconds since 1970
     * @param end the same
     * @param isError whether its status is ERROR
     */
    public record Got(
            String trace,
            String id,
            String parent,
            String name,
            long start,
            long end,
            Map<String, String> attributes,
            boolean isError) {}

    public static Collector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Collector collector = new Collector(server);
        server.createContext("/v1/traces", exchange -> {
            collector.bodies.add(exchange.getRequestBody().readAllBytes());
            collector.headers.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("api-key"));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return collector;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<String> headers() {
        return List.copyOf(headers);
    }

    /** Everything that came, as text that shows each string in it. */
    public String everything() {
        StringBuilder all = new StringBuilder();
        bodies.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    /** Attributes of the first resource. */
    Map<String, String> resource() throws InvalidProtocolBufferException {
        UnknownFieldSet resourceSpans =
                messages(UnknownFieldSet.parseFrom(bodies.get(0)), 1).get(0);
        return attributes(messages(resourceSpans, 1).get(0), 1);
    }

    public List<Got> spans() throws InvalidProtocolBufferException {
        List<Got> spans = new ArrayList<>();
        for (byte[] body : bodies) {
            for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(body), 1)) {
                for (UnknownFieldSet scope : messages(resource, 2)) {
                    for (UnknownFieldSet span : messages(scope, 2)) {
                        spans.add(new Got(
                                hex(span, 1),
                                hex(span, 2),
                                hex(span, 4),
                                bytes(span, 5).toStringUtf8(),
                                span.getField(7).getFixed64List().get(0),
                                span.getField(8).getFixed64List().get(0),
                                attributes(span, 9),
                                messages(span, 15).stream()
                                        .anyMatch(status -> status.getField(3)
                                                .getVarintList()
                                                .contains(2L))));
                    }
                }
            }
        }
        return spans;
    }

    private static Map<String, String> attributes(UnknownFieldSet from, int number)
            throws InvalidProtocolBufferException {
        Map<String, String> attributes = new HashMap<>();
        for (UnknownFieldSet pair : messages(from, number)) {
            UnknownFieldSet value = messages(pair, 2).get(0);
            attributes.put(
                    bytes(pair, 1).toStringUtf8(),
                    value.hasField(2)
                            ? String.valueOf(value.getField(2).getVarintList().get(0) != 0)
                            : bytes(value, 1).toStringUtf8());
        }
        return attributes;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet from, int number)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> found = new ArrayList<>();
        for (ByteString message : from.getField(number).getLengthDelimitedList()) {
            found.add(UnknownFieldSet.parseFrom(message));
        }
        return found;
    }

    private static ByteString bytes(UnknownFieldSet from, int number) {
        List<ByteString> values = from.getField(number).getLengthDelimitedList();
        return values.isEmpty() ? ByteString.EMPTY : values.get(0);
    }

    private static String hex(UnknownFieldSet from, int number) {
        return HexFormat.of().formatHex(bytes(from, number).toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
