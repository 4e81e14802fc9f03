package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "token", description = "make, list and revoke the tokens that the REST interface of serve asks for")
final class TokenCommand {
    private TokenCommand() {}

    static CommandLine line(Terminal terminal, Clock clock) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new Create(terminal, clock))
                .addSubcommand(new Listing(terminal, clock))
                .addSubcommand(new Revoke(terminal, clock));
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    private static Role role(String text) throws CommandFault {
        List<String> known = Stream.of(Role.values()).map(Role::spelling).toList();
        return Stream.of(Role.values())
                .filter(role -> role.spelling().equals(text))
                .findFirst()
                .orElseThrow(() -> new CommandFault(
                        ExitCode.BAD_INPUT, "--role is one of " + String.join(", ", known) + ", not '" + text + "'"));
    }

    @Command(name = "create", description = "make a token; it is shown once and stored nowhere")
    private static final class Create extends BucketCommand {
        @Option(names = "--role", required = true, description = "viewer, operator or approver")
        private String role = "";

        @Option(names = "--name", required = true, description = "who or what will use it")
        private String name = "";

        Create(Terminal terminal, Clock clock) {
            super(terminal, clock);
        }

        @Override
        ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
            try {
                TokenText made = new TokenStore(bucket, clock()).create(name, role(role), user());
                terminal().say(made.text());
                terminal().err().println("shown once; to end it: mindpress token revoke " + made.id());
                return ExitCode.PASSED;
            } catch (IllegalArgumentException e) {
                throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "list", description = "list all tokens, oldest first, without their secrets")
    private static final class Listing extends BucketCommand {
        Listing(Terminal terminal, Clock clock) {
            super(terminal, clock);
        }

        @Override
        ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
            List<TokenStore.Entry> entries = new TokenStore(bucket, clock()).list();
            if (entries.isEmpty()) {
                terminal().say("no tokens yet; make one with: mindpress token create --role viewer --name NAME");
            }
            for (TokenStore.Entry entry : entries) {
                terminal()
                        .say(String.format(
                                Locale.ROOT,
                                "%s  %-9s %-20s made %s by %s%s",
                                entry.token().id(),
                                entry.token().role().spelling(),
                                entry.token().name(),
                                entry.token().createdAt(),
                                entry.token().createdBy(),
                                entry.revocation()
                                        .map(end -> ", revoked " + end.revokedAt() + " by " + end.revokedBy())
                                        .orElse("")));
            }
            return ExitCode.PASSED;
        }
    }

    @Command(name = "revoke", description = "end a token at once and for good")
    private static final class Revoke extends BucketCommand {
        @Parameters(paramLabel = "ID", description = "12 hex digits, as token list shows them")
        private String id = "";

        Revoke(Terminal terminal, Clock clock) {
            super(terminal, clock);
        }

        @Override
        ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
            if (!new TokenStore(bucket, clock()).revoke(id, user())) {
                throw new CommandFault(
                        ExitCode.BAD_INPUT,
                        "there is no token '" + id + "' that is good; mindpress token list shows all");
            }
            terminal().say("token " + id + " is revoked");
            return ExitCode.PASSED;
        }
    }
}
