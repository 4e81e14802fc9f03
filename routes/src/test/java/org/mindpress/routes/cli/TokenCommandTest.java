package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;

class TokenCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void userFolder() {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
    }

    private CalledCommand mindpress(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return CalledCommand.of(all);
    }

    private static int status(URI url, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aTokenIsShownOnceOpensAServiceAndEndsWhenItIsRevoked() throws Exception {
        try (SmallPress press = SmallPress.lasting(folder)) {
            URI runs = press.service().apiUrl().resolve("/api/runs");
            CalledCommand made = mindpress("token", "create", "--role", "viewer", "--name", "the wall");
            String token = made.out().strip();
            String id = token.split("_")[1];

            assertThat(made.code()).isZero();
            assertThat(made.err()).isEqualTo("shown once; to end it: mindpress token revoke " + id + "\n");
            assertThat(status(runs, token)).isEqualTo(200);
            assertThat(mindpress("token", "list").out())
                    .startsWith(id + "  viewer    the wall")
                    .doesNotContain(token.split("_")[2]);

            assertThat(mindpress("token", "revoke", id).code()).isZero();
            assertThat(status(runs, token)).isEqualTo(401);
            assertThat(mindpress("token", "revoke", id).code()).isEqualTo(2);
            assertThat(mindpress("token", "list").out()).contains(", revoked ");
        }
    }

    @Test
    void wrongRolesAndNamesAreBadInput() {
        assertThat(mindpress("token", "create", "--role", "king", "--name", "x").err())
                .isEqualTo("mindpress: --role is one of viewer, operator, approver, not 'king'\n");
        assertThat(mindpress("token", "create", "--role", "viewer", "--name", "a\nb")
                        .code())
                .isEqualTo(2);
        assertThat(mindpress("token", "create", "--role", "viewer").code()).isEqualTo(2);
        assertThat(CalledCommand.of(List.of("token")).code()).isEqualTo(2);
        assertThat(mindpress("token", "list").out()).startsWith("no tokens yet");
    }

    @Test
    void theUsersOwnCommandsNeedNoTokenBesideAServiceThatAsksForOne() throws IOException {
        try (SmallPress press = SmallPress.lasting(folder)) {
            press.put("small", 1);
            String pipeline = SmallPress.file(folder, SmallPress.pipeline("small", "small"))
                    .toString();

            CalledCommand ran = mindpress("run", pipeline);

            assertThat(ran.err()).isEmpty();
            assertThat(ran.code()).isZero();
            assertThat(ran.out()).contains("runs the store and works on it").contains("PASSED: ");
            assertThat(mindpress("status").out()).contains("PASSED");
            assertThat(Files.readString(folder.resolve("store/endpoint.json")))
                    .contains(press.service().ownerToken().orElseThrow().text());
        }
    }
}
