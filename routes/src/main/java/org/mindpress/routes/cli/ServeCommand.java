package org.mindpress.routes.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.service.Service;
import org.mindpress.routes.service.ServiceSettings;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.trace.TraceExport;
import org.mindpress.routes.webhook.WebhookFile;
import org.mindpress.routes.webhook.WebhookTarget;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoreSettings;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "work on schedules, events and requests until stopped")
final class ServeCommand extends StoreCommand {
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final int DIGITS = 12;

    @Option(
            names = "--port",
            defaultValue = "" + ServiceSettings.DEFAULT_PORT,
            description = "of the REST interface and page; 0 for any (default: ${DEFAULT-VALUE})")
    private int port = ServiceSettings.DEFAULT_PORT;

    @Option(
            names = "--management-port",
            defaultValue = "" + ServiceSettings.DEFAULT_MANAGEMENT_PORT,
            description = "of health and metrics on 127.0.0.1; 0 for any (default: ${DEFAULT-VALUE})")
    private int managementPort = ServiceSettings.DEFAULT_MANAGEMENT_PORT;

    @Mixin
    private AddressOptions address = new AddressOptions();

    @Option(
            names = "--public-endpoint",
            paramLabel = "URL",
            description =
                    "of the bucket as devices reach it: released files are then fetched there by signed links that"
                            + " last 10 minutes (default: the service sends them itself)")
    private Optional<String> publicEndpoint = Optional.empty();

    @Option(
            names = "--webhooks",
            paramLabel = "FILE",
            description =
                    "list in JSON of those who are told of ended runs and of releases; docs/architecture.md has its form")
    private Optional<Path> webhooks = Optional.empty();

    ServeCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    boolean logsJson() {
        return true;
    }

    @Override
    ExitCode execute() throws Exception {
        ApiAddress listening = address.read(System.getenv());
        StopRequest stop = StopRequest.ofProcess();
        EventToken token = new EventToken(home(), System.getenv());
        try (TraceExport traces = TraceOptions.read(System.getenv(), clock());
                StoreAccess access = StoreAccess.open(store())) {
            if (access.isClient()) {
                throw new CommandFault(
                        ExitCode.COULD_NOT_RUN,
                        "process " + access.owner().orElse(0L) + " runs the store in " + store().folder()
                                + " already. Remedy: end it, or name another store with --store");
            }
            ServiceSettings settings = ServiceSettings.lasting(
                            home(), access.scratch(store()), port, managementPort, queue(access), token.findOrMake())
                    .withAddress(listening)
                    .withChildren(StageChildCommand.children(System.getenv()))
                    .withPublicEndpoint(devices(access.settings()))
                    .withWebhooks(targets());
            try (Service service = Service.start(access.settings(), settings, traces.listener(), clock())) {
                access.announce(service);
                terminal().say("page and REST   " + service.publicUrl() + "/");
                tell(listening);
                terminal().say("health          " + service.managementUrl() + "/observe/health");
                terminal().say("metrics         " + service.managementUrl() + "/observe/metrics");
                terminal()
                        .say("event token     "
                                + (System.getenv(EventToken.VARIABLE) == null ? token.file() : EventToken.VARIABLE));
                terminal().say("access          mindpress token create; this user's commands need none");
                if (traces.isOn()) {
                    terminal().say("traces          told to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names");
                }
                terminal().say("log             " + LogFile.current());
                terminal().say("audit log       " + LogFile.audit());
                stop.whenRaised(() -> {
                    terminal().say("stopping: stages at work write their checkpoints");
                    service.requestStop();
                });
                boolean raised = false;
                while (!raised) {
                    raised = stop.await(LOOK);
                    renewCertificate(service, access);
                }
            }
        }
        return Optional.of(stop).flatMap(StopRequest::requested).orElse(ExitCode.INTERRUPTED);
    }

    private static void renewCertificate(Service service, StoreAccess access) {
        try {
            if (service.renewCertificate()) {
                access.announce(service);
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(ServeCommand.class)
                    .warn("this user's commands do not know the new certificate: {}", e.getMessage());
        }
    }

    private void tell(ApiAddress listening) {
        listening.certificate().map(CurrentCertificate::get).ifPresent(shown -> {
            terminal().say("certificate     " + shown.subject() + ", until " + shown.end());
            shown.warning(clock().instant()).ifPresent(warning -> terminal().say("warning: " + warning));
        });
    }

    private List<WebhookTarget> targets() throws IOException, CommandFault {
        if (webhooks.isEmpty()) {
            return List.of();
        }
        Path file = webhooks.get();
        try {
            return WebhookFile.read(file.toString(), Files.readString(file), System.getenv());
        } catch (NoSuchFileException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--webhooks: there is no file " + file, e);
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<URI> devices(StoreSettings bucket) throws CommandFault {
        if (publicEndpoint.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = URI.create(publicEndpoint.get());
            return Optional.of(
                    new StoreSettings(url, bucket.bucket(), bucket.region(), bucket.credentials()).endpoint());
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--public-endpoint: " + e.getMessage(), e);
        }
    }

    /** Each store has a queue of its own: runs of one bucket mean nothing in another. */
    private Path queue(StoreAccess access) {
        if (access.owner().isPresent()) {
            return store().folder().resolve("queue");
        }
        String place = access.settings().endpoint() + "/" + access.settings().bucket();
        String digest = Sha256.of(place.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return home().resolve("queue-" + digest.substring(0, DIGITS));
    }
}
