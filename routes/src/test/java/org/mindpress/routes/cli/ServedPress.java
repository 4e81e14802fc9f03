package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.SmallPress;

/** A service that asks for tokens, and commands that reach its runs both ways: through its store and through its REST interface. */
final class ServedPress implements AutoCloseable {
    private final Path folder;
    private final SmallPress press;

    /** Which way a command goes. */
    enum Way {
        STORE,
        SERVER
    }

    ServedPress(Path folder) throws IOException {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        this.folder = folder;
        this.press = SmallPress.lasting(folder);
        TokenStore tokens = new TokenStore(press.service().bucket(), Clock.systemUTC());
        for (Role role : Role.values()) {
            Files.writeString(
                    token(role), tokens.create(role.spelling(), role, "test").text() + "\n");
        }
    }

    SmallPress press() {
        return press;
    }

    String url() {
        return press.service().apiUrl().toString();
    }

    Path token(Role role) {
        return folder.resolve(role.spelling() + ".token");
    }

    CalledCommand call(Way way, String... arguments) {
        return way == Way.SERVER
                ? as(Role.APPROVER, arguments)
                : CalledCommand.of(Stream.concat(
                                Stream.of(arguments),
                                Stream.of("--store", folder.resolve("store").toString()))
                        .toList());
    }

    /** By the REST interface with a token of that role. */
    CalledCommand as(Role role, String... arguments) {
        List<String> place =
                List.of("--server", url(), "--token-file", token(role).toString());
        return CalledCommand.of(
                Stream.concat(Stream.of(arguments), place.stream()).toList());
    }

    /** What a command says that has nothing to complain about. */
    String said(Way way, String... arguments) {
        CalledCommand called = call(way, arguments);
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        return called.out();
    }

    /** Calls both ways; what they say must be the same but for the address of the service in hints. */
    CalledCommand both(String... arguments) {
        CalledCommand store = call(Way.STORE, arguments);
        CalledCommand server = call(Way.SERVER, arguments);
        assertThat(plain(server)).isEqualTo(store);
        return store;
    }

    CalledCommand plain(CalledCommand served) {
        String hint = " --server " + url();
        return new CalledCommand(
                served.code(), served.out().replace(hint, ""), served.err().replace(hint, ""));
    }

    String file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.yaml"), text).toString();
    }

    @Override
    public void close() throws IOException {
        press.close();
    }
}
