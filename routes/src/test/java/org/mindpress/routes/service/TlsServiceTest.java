package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.RunReference;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.tls.MadeKeyStore;
import org.mindpress.routes.tls.ServerTrust;

/** A service on all addresses of the machine, asked as its users elsewhere would. */
class TlsServiceTest {
    private static MadeKeyStore keys;
    private static SmallPress press;
    private static Service service;
    private static String viewer;
    private static HttpClient client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        keys = MadeKeyStore.in(folder.resolve("keys"));
        press = SmallPress.lasting(
                folder,
                new ApiAddress(InetAddress.getByName("0.0.0.0"), Optional.of(CurrentCertificate.of(keys.opened()))));
        service = press.service();
        viewer = new TokenStore(service.bucket(), Clock.systemUTC())
                .create("test", Role.VIEWER, "test")
                .text();
        client = client(ServerTrust.authorities(keys.authority()));
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static HttpClient client(SSLContext trust) {
        return HttpClient.newBuilder().sslContext(trust).build();
    }

    private static URI api(String path) {
        return URI.create("https://localhost:" + service.apiUrl().getPort() + path);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api(path)).header("Authorization", "Bearer " + viewer);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageTheRestInterfaceAndEventsComeByTls() throws Exception {
        HttpResponse<String> page =
                client.send(HttpRequest.newBuilder(api("/")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html");
        assertThat(page.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");

        assertThat(send(request("/api/runs")).statusCode()).isEqualTo(200);
        HttpResponse<String> nobody =
                client.send(HttpRequest.newBuilder(api("/api/runs")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(nobody.statusCode()).isEqualTo(401);

        press.put("small", 1);
        String text = SmallPress.pipeline("small", "small");
        RunReference run = service.submissions()
                .commandLine(Submissions.parse("test", text), text)
                .run();
        HttpResponse<Stream<String>> events = client.send(
                request("/api/runs/" + run.run().text() + "/events").build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");
        try (Stream<String> lines = events.body()) {
            assertThat(lines.findFirst()).contains("event: run");
        }
    }

    @Test
    void theCookieNeverLeavesWithoutTlsAndBrowsersAreToldToStay() throws Exception {
        HttpResponse<String> signedIn = send(request("/api/session")
                .header("Origin", "https://localhost:" + service.apiUrl().getPort())
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(signedIn.statusCode()).isEqualTo(201);
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).endsWith("; HttpOnly; SameSite=Strict; Secure");
        HttpResponse<String> session = client.send(
                HttpRequest.newBuilder(api("/api/session"))
                        .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(session.statusCode()).isEqualTo(200);

        assertThat(said("press.example", "https://press.example"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("Strict-Transport-Security: max-age=");
        assertThat(said("localhost", "https://localhost"))
                .as("other services of this machine may have no TLS")
                .startsWith("HTTP/1.1 200")
                .doesNotContainIgnoringCase("Strict-Transport-Security");
    }

    @Test
    void hostsThatTheCertificateDoesNotNameAndOriginsWithoutTlsAreRefused() throws Exception {
        assertThat(said("evil.example", "https://evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("press.example");
        assertThat(said("press.example", "http://press.example")).startsWith("HTTP/1.1 403");
        assertThat(said("one.wild.example:8443", "https://one.wild.example:8443"))
                .startsWith("HTTP/1.1 200");
    }

    /** What the service says to a request for the page under that name. */
    private static String said(String host, String origin) throws Exception {
        try (Socket socket = ServerTrust.authorities(keys.authority())
                .getSocketFactory()
                .createSocket("localhost", service.apiUrl().getPort())) {
            return exchange(socket, host, origin);
        }
    }

    private static String exchange(Socket socket, String host, String origin) throws IOException {
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whoSpeaksNoTlsOrTrustsAnotherAuthorityGetsAnEndAndNoAnswer(@TempDir Path folder) throws Exception {
        try (Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), service.apiUrl().getPort())) {
            assertThat(exchange(plain, "localhost", "http://localhost")).doesNotContain("HTTP/1.1");
        }
        HttpClient stranger = HttpClient.newHttpClient();
        assertThatThrownBy(() -> stranger.send(request("/").build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(SSLException.class);
        HttpClient wrong = client(ServerTrust.exactly("0".repeat(64)));
        assertThatThrownBy(() -> wrong.send(request("/").build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("another certificate");
        assertThat(send(request("/api/runs")).statusCode()).isEqualTo(200);
    }

    @Test
    void metricsTellWhenTheCertificateEndsHereOnTheManagementPortAndElsewhereByToken() throws Exception {
        HttpResponse<String> elsewhere = send(request("/api/metrics"));
        assertThat(elsewhere.statusCode()).isEqualTo(200);
        assertThat(elsewhere.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(elsewhere.body())
                .contains("mindpress_certificate_end_timestamp_seconds ")
                .contains("mindpress_queue_length");

        assertThat(service.managementUrl().toString()).startsWith("http://127.0.0.1:");
        HttpResponse<String> here = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.managementUrl().resolve("/observe/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(here.statusCode()).isEqualTo(200);
        assertThat(here.body()).contains("certificate");
    }

    @Test
    void aReplacedKeyStoreIsShownWithoutANewStart(@TempDir Path folder) throws Exception {
        String before = service.certificate().orElseThrow();
        assertThat(service.renewCertificate()).isFalse();
        MadeKeyStore next = MadeKeyStore.otherIn(folder);
        Files.copy(next.file(), keys.file(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(next.authority(), keys.authority(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(service.renewCertificate()).isTrue();
        assertThat(service.certificate().orElseThrow()).isNotEqualTo(before);

        assertThat(send(request("/api/runs")).statusCode())
                .as("a connection that was there goes on")
                .isEqualTo(200);
        client = client(ServerTrust.authorities(keys.authority()));
        assertThat(send(request("/api/runs")).statusCode()).isEqualTo(200);
        assertThat(client(ServerTrust.exactly(service.certificate().orElseThrow()))
                        .send(request("/api/runs").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);

        Files.writeString(keys.file(), "no key store");
        assertThat(service.renewCertificate()).isFalse();
        assertThat(send(request("/api/runs")).statusCode()).isEqualTo(200);
    }
}
