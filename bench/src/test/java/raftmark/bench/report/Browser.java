package raftmark.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Debian's {@code chromium} without a window, driven by the DevTools protocol: one page, and what went wrong in it. */
final class Browser implements AutoCloseable {
    private static final int SECONDS_MAX = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param profile an empty directory */
    Browser(Path chromium, Path profile) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Its sockets lie there, and stay there when it is killed.
        builder.environment().put("TMPDIR", profile.toAbsolutePath().getParent().toString());
        process = builder.start();
        WebSocket connected = null;
        try {
            HttpClient http = HttpClient.newHttpClient();
            JsonNode page = newPage(http, port(profile.resolve("DevToolsActivePort")));
            connected = http.newWebSocketBuilder()
                    .buildAsync(URI.create(page.get("webSocketDebuggerUrl").asText()), new Listener())
                    .get(SECONDS_MAX, TimeUnit.SECONDS);
        } finally {
            if (connected == null) {
                process.destroyForcibly().waitFor();
            }
        }
        socket = connected;
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", "{}");
        }
    }

    static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private String port(Path file) throws Exception {
        for (int i = 0; i < SECONDS_MAX * 10; i++) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() > 1) {
                return lines.get(0);
            }
            if (!process.isAlive()) {
                throw new IOException("chromium ended with " + process.exitValue());
            }
            Thread.sleep(100);
        }
        throw new IOException("chromium did not say its port");
    }

    private static JsonNode newPage(HttpClient http, String port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(SECONDS_MAX))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** A command of the protocol and its result. */
    JsonNode send(String method, String parameters) throws Exception {
        int id = lastId.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.readTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        socket.sendText(message.toString(), true).get(SECONDS_MAX, TimeUnit.SECONDS);
        JsonNode result = answer.get(SECONDS_MAX, TimeUnit.SECONDS);
        if (result.has("error")) {
            throw new IOException(method + ": " + result.get("error"));
        }
        return result.get("result");
    }

    /** Opens a page of a report and waits until its script has come to its end. */
    void open(String url, int width, boolean dark) throws Exception {
        problems.clear();
        requests.clear();
        // The same file with another fragment would not be loaded anew.
        send("Page.navigate", "{\"url\": \"about:blank\"}");
        send(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\": " + width + ", \"height\": 900, \"deviceScaleFactor\": 1, \"mobile\": " + (width < 600)
                        + "}");
        send(
                "Emulation.setEmulatedMedia",
                "{\"features\": [{\"name\": \"prefers-color-scheme\", \"value\": \"" + (dark ? "dark" : "light")
                        + "\"}]}");
        send("Page.navigate", JSON.createObjectNode().put("url", url).toString());
        await("document.documentElement?.dataset.ready === 'true'");
    }

    /** The value of an expression, as JSON. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result = send(
                "Runtime.evaluate",
                JSON.createObjectNode()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true)
                        .toString());
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits until a condition holds; between two documents it cannot be evaluated, and does not hold. */
    void await(String condition) throws Exception {
        String last = "";
        for (int i = 0; i < SECONDS_MAX * 10; i++) {
            try {
                if (evaluate(condition).asBoolean()) {
                    return;
                }
            } catch (IOException noDocument) {
                last = noDocument.getMessage();
            }
            Thread.sleep(100);
        }
        throw new TimeoutException(condition + "; " + last + problems);
    }

    void moveMouse(double x, double y) throws Exception {
        send("Input.dispatchMouseEvent", "{\"type\": \"mouseMoved\", \"x\": " + x + ", \"y\": " + y + "}");
    }

    /** Errors of the page's console, and exceptions. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What the page asked for over whatever network there is, itself included. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws InterruptedException, ExecutionException, TimeoutException {
        socket.abort();
        List<ProcessHandle> descendants = process.descendants().toList();
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        // Until then they may write to the profile, which is about to be deleted.
        CompletableFuture.allOf(descendants.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, 10, TimeUnit.SECONDS)
                .join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                try {
                    take(JSON.readTree(whole));
                } catch (IOException notJson) {
                    problems.add(notJson.toString());
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void take(JsonNode message) {
            CompletableFuture<JsonNode> answer =
                    pending.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
                return;
            }
            JsonNode parameters = message.path("params");
            switch (message.path("method").asText()) {
                case "Runtime.exceptionThrown" -> problems.add(parameters.toString());
                case "Log.entryAdded" -> {
                    if (parameters.at("/entry/level").asText().equals("error")) {
                        problems.add(parameters.toString());
                    }
                }
                case "Runtime.consoleAPICalled" -> {
                    if (parameters.path("type").asText().equals("error")) {
                        problems.add(parameters.toString());
                    }
                }
                case "Network.requestWillBeSent" ->
                    requests.add(parameters.at("/request/url").asText());
                default -> {
                    // Everything else is none of a test's business.
                }
            }
        }
    }
}
