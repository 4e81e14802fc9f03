package org.mindpress.routes.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.mindpress.monitoring.MindpressMetrics;
import org.mindpress.monitoring.PrometheusRegistryFactory;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.child.ChildStageRunner;
import org.mindpress.processors.child.LiveLogs;
import org.mindpress.processors.release.CandidatePromotion;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.retention.Retention;
import org.mindpress.processors.retention.RetentionSettings;
import org.mindpress.processors.run.Claims;
import org.mindpress.processors.run.ProcessTable;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.WorkerProcess;
import org.mindpress.processors.stage.InProcessStageRunner;
import org.mindpress.processors.stage.RunExecutor;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageRunner;
import org.mindpress.processors.stage.WorkerEnvironment;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.events.DataListener;
import org.mindpress.routes.events.DataWatch;
import org.mindpress.routes.http.HttpPorts;
import org.mindpress.routes.http.PortInUseException;
import org.mindpress.routes.schedule.RunQueue;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.webhook.ReleaseNews;
import org.mindpress.routes.webhook.Webhooks;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.TransferListener;
import org.mindpress.storage.s3.S3ArtifactStore;
import org.mindpress.storage.s3.S3ChangeFeed;

/** Everything that works on the runs of one bucket in this process. Thread-safe. */
public final class Service implements AutoCloseable {
    /** A child that was asked to stop is ended before the routes give up waiting for it. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** Between probes of a server's notifications: five of them are ten seconds. */
    private static final Duration LISTENER_PAUSE = Duration.ofSeconds(2);

    private final AtomicBoolean stopping;
    private final S3ArtifactStore bucket;
    private final Submissions submissions;
    private final HttpPorts ports;
    private final Optional<CertificateWatch> certificate;
    private final Optional<TokenText> ownerToken;
    private final Main camel;
    private final RunDuties duties;
    private final BackgroundWork background;

    private Service(
            AtomicBoolean stopping,
            S3ArtifactStore bucket,
            Submissions submissions,
            HttpPorts ports,
            Optional<CertificateWatch> certificate,
            Optional<TokenText> ownerToken,
            Main camel,
            RunDuties duties,
            BackgroundWork background) {
        this.stopping = stopping;
        this.bucket = bucket;
        this.submissions = submissions;
        this.ports = ports;
        this.certificate = certificate;
        this.ownerToken = ownerToken;
        this.camel = camel;
        this.duties = duties;
        this.background = background;
    }

    /**
     * Starts everything.
     *
     * @param store the bucket
     * @param listener hears what the runs of this process do
     * @throws PortInUseException when a port is taken
     * @throws IOException when the bucket cannot be used, with the remedy
     */
    public static Service start(StoreSettings store, ServiceSettings settings, RunListener listener, Clock clock)
            throws IOException {
        HttpPorts ports = HttpPorts.choose(settings.address(), settings.port(), settings.managementPort());
        var registry = PrometheusRegistryFactory.create(io.micrometer.core.instrument.Clock.SYSTEM);
        MindpressMetrics metrics = new MindpressMetrics(registry);
        metrics.watchDisk("scratch", settings.scratch());
        settings.queue().ifPresent(queue -> metrics.watchDisk("queue", queue));
        Main camel = new Main();
        Optional<CertificateWatch> certificate =
                settings.address().certificate().map(shown -> watched(shown, camel, metrics, clock));
        S3ArtifactStore bucket = S3ArtifactStore.of(store, CallLimits.DEFAULT, transfers(metrics));
        boolean started = false;
        try {
            bucket.probe();
            RunStore runs = new RunStore(bucket);
            Submissions submissions = new Submissions(bucket, clock);
            RunBoard board = new RunBoard(clock);
            RunIndex index = new RunIndex(
                    runs, settings.queue().map(folder -> new EndedRunFile(folder.resolve("ended-runs.jsonl"))));
            AtomicBoolean stopping = new AtomicBoolean();
            Releases releases = new Releases(runs, clock);
            Webhooks webhooks = new Webhooks(settings.webhooks(), bucket, clock);
            ReleaseNews news = new ReleaseNews(webhooks, bucket, clock);
            LiveLogs logs = new LiveLogs();
            CandidatePromotion candidates = new CandidatePromotion(runs, releases);
            RunExecutor executor = new RunExecutor(
                    runs,
                    runner(runs, store, settings, logs, metrics, clock),
                    Optional.of(settings.permit()),
                    new RunEvents(List.of(board, index, RunEvents.meters(metrics), candidates, webhooks, listener)),
                    clock);
            camel.bind("metricsRegistry", registry);
            camel.bind("storeHealth", new StoreHealth(bucket));
            configure(camel, ports);
            camel.configure().addRoutesBuilder(new RunRoutes.Faults(executor, settings.retryPause()));
            camel.configure().addRoutesBuilder(new RunRoutes(executor, stopping::get));
            camel.start();
            ports.guard(camel.getCamelContext());
            RunDuties duties = new RunDuties(runs, index, submissions, metrics);
            RunQueue queue = queue(
                    settings,
                    new RunWorker(
                            runs,
                            new Claims(bucket, WorkerProcess.current(host()), ProcessTable.local(), clock),
                            executor,
                            camel.getCamelContext().createProducerTemplate(),
                            stopping::get,
                            duties));
            DataWatch watch = new DataWatch(runs, duties, clock);
            ScheduleKeeper schedules = new ScheduleKeeper(
                    runs, index, submissions, duties::enqueue, queue::wake, webhooks::skipped, clock);
            duties.join(queue, watch, schedules);
            RestInterface rest = new RestInterface(
                    store,
                    settings,
                    new RestInterface.Parts(
                            runs, index, board, submissions, releases, news, webhooks, logs, schedules, watch, duties),
                    registry::scrape,
                    bucket,
                    clock);
            rest.serve(ports, camel.getCamelContext());
            boolean lasting = settings.queue().isPresent();
            BackgroundWork background = new BackgroundWork(
                    new PickUp(runs, index, metrics, queue, schedules, news, lasting, clock),
                    watch,
                    new DataListener(S3ChangeFeed.of(store), bucket, watch::mark, metrics::listening, LISTENER_PAUSE),
                    candidates,
                    new DailyRetention(
                            new Retention(bucket, RetentionSettings.DEFAULT),
                            ServiceSettings.retentionLock(settings.home()),
                            metrics,
                            clock),
                    webhooks);
            background.start(lasting);
            started = true;
            return new Service(
                    stopping,
                    bucket,
                    submissions,
                    ports,
                    certificate,
                    settings.ownerToken(),
                    camel,
                    duties,
                    background);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the routes did not start: " + e.getMessage(), e);
        } finally {
            if (!started) {
                camel.stop();
                bucket.close();
            }
        }
    }

    private static CertificateWatch watched(
            CurrentCertificate shown, Main camel, MindpressMetrics metrics, Clock clock) {
        CertificateWatch watch = new CertificateWatch(shown, clock);
        camel.bind("certificateHealth", watch);
        metrics.watchCertificate(() -> shown.get().end());
        watch.warn();
        return watch;
    }

    private static StageRunner runner(
            RunStore runs,
            StoreSettings store,
            ServiceSettings settings,
            LiveLogs logs,
            MindpressMetrics metrics,
            Clock clock) {
        if (settings.children().isPresent()) {
            return new ChildStageRunner(
                    settings.children().get(),
                    runs,
                    store,
                    new ChildStageRunner.Settings(settings.scratch(), GRACE),
                    logs,
                    transfers(metrics),
                    clock);
        }
        return new InProcessStageRunner(runs, WorkerEnvironment.current(), settings.scratch(), clock);
    }

    /** The bucket. */
    public ArtifactStore bucket() {
        return bucket;
    }

    /** What this user's command line shows to the REST interface; empty when it asks for nothing. */
    public Optional<TokenText> ownerToken() {
        return ownerToken;
    }

    /** The door for runs. */
    public Submissions submissions() {
        return submissions;
    }

    /** REST interface and page, as this machine reaches them. */
    public URI apiUrl() {
        return ports.apiUrl();
    }

    /** REST interface and page, as people elsewhere reach them. */
    public URI publicUrl() {
        return ports.address().publicUrl(ports.api());
    }

    /** SHA-256, in hexadecimal, of the certificate that is shown now; empty without TLS. */
    public Optional<String> certificate() {
        return ports.address().sha256();
    }

    /** Takes a key store that was replaced. True when another certificate is shown from now on. */
    public boolean renewCertificate() {
        return certificate
                .filter(watch -> watch.renew(ports, camel.getCamelContext()))
                .isPresent();
    }

    /** Health and metrics. */
    public URI managementUrl() {
        return ports.managementUrl();
    }

    /** Ids of the Camel routes that answer HTTP. */
    List<String> httpRoutes() {
        return camel.getCamelContext().getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("platform-http:"))
                .map(Route::getId)
                .toList();
    }

    /** Hands a run to the queue and tells when this process has let go of it. */
    public CompletableFuture<RunEnd> work(RunReference run) {
        return duties.work(run);
    }

    /** Asks all stages to checkpoint and stop; the runs can go on later. */
    public void requestStop() {
        stopping.set(true);
    }

    /** Stops: no new runs, the work in hand checkpoints, then everything closes. */
    @Override
    public void close() {
        stopping.set(true);
        background.close();
        duties.close();
        camel.stop();
        bucket.close();
    }

    private static void configure(Main camel, HttpPorts ports) {
        ports.configure(camel);
        camel.addInitialProperty("camel.main.name", "mindpress");
        camel.addInitialProperty("camel.main.shutdownTimeout", "20");
        camel.addInitialProperty("camel.main.extraShutdownTimeout", "5");
        camel.addInitialProperty("camel.main.jmxEnabled", "false");
    }

    private static RunQueue queue(ServiceSettings settings, RunWorker worker) throws IOException {
        try {
            return settings.queue().isPresent()
                    ? RunQueue.durable(settings.queue().get(), settings.parallelRuns(), worker)
                    : RunQueue.transientQueue(settings.parallelRuns(), worker);
        } catch (IllegalStateException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private static TransferListener transfers(MindpressMetrics metrics) {
        return new TransferListener() {
            @Override
            public void bytesRead(long count) {
                metrics.bytesRead(count);
            }

            @Override
            public void bytesWritten(long count) {
                metrics.bytesWritten(count);
            }
        };
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
