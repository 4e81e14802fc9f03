package org.mindpress.routes.service;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.mindpress.processors.child.LiveLogs;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunStore;
import org.mindpress.routes.access.AuditLog;
import org.mindpress.routes.access.SessionEndpoints;
import org.mindpress.routes.access.Sessions;
import org.mindpress.routes.access.TokenGate;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.events.DataWatch;
import org.mindpress.routes.http.ApiRoutes;
import org.mindpress.routes.http.EndpointTable;
import org.mindpress.routes.http.HttpPorts;
import org.mindpress.routes.page.PageFiles;
import org.mindpress.routes.webhook.ReleaseNews;
import org.mindpress.routes.webhook.WebhookEndpoints;
import org.mindpress.routes.webhook.Webhooks;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.s3.SignedLinks;

/** All endpoints of a service, who may call them, and the page. */
final class RestInterface {
    private final StoreSettings store;
    private final ServiceSettings settings;
    private final Parts parts;
    private final Supplier<String> scrape;
    private final ArtifactStore bucket;
    private final Clock clock;

    /** What the endpoints ask and change. */
    record Parts(
            RunStore runs,
            RunIndex index,
            RunBoard board,
            Submissions submissions,
            Releases releases,
            ReleaseNews news,
            Webhooks webhooks,
            LiveLogs logs,
            ScheduleKeeper schedules,
            DataWatch watch,
            RunDuties duties) {}

    /**
     * An interface that nobody can reach yet.
     *
     * @param scrape the metrics as Prometheus reads them
     */
    RestInterface(
            StoreSettings store,
            ServiceSettings settings,
            Parts parts,
            Supplier<String> scrape,
            ArtifactStore bucket,
            Clock clock) {
        this.store = store;
        this.settings = settings;
        this.parts = parts;
        this.scrape = scrape;
        this.bucket = bucket;
        this.clock = clock;
    }

    /** Answers from now on. */
    void serve(HttpPorts ports, CamelContext camel) throws Exception {
        Sessions sessions = new Sessions(clock);
        TokenGate gate = new TokenGate(
                new TokenStore(bucket, clock), settings.ownerToken(), settings.eventToken(), sessions, clock);
        ApiRoutes routes = new ApiRoutes(table(sessions), gate, AuditLog.ofProcess(clock));
        camel.addRoutes(routes);
        routes.serveStreams(ports);
        PageFiles.serve(ports.apiRouter(camel));
        ports.answerStrangers(camel, routes.table());
        ports.probe(settings.ownerToken().map(TokenText::text));
    }

    private EndpointTable table(Sessions sessions) {
        RunStore runs = parts.runs();
        RunViews views = new RunViews(runs, parts.index(), parts.board(), clock);
        RunLookup lookup = new RunLookup(parts.index());
        PipelineStore pipelines = new PipelineStore(bucket);
        return EndpointTable.of(List.of(
                new SessionEndpoints(sessions, settings.address().isEncrypted()),
                new MetricsEndpoint(scrape),
                new RunEndpoints(runs, parts.submissions(), views, lookup, parts.duties()::enqueue, clock),
                new RetryEndpoint(runs, lookup, parts.duties()::enqueue, clock),
                new StageLogEndpoint(runs, lookup),
                new RunArtifactEndpoints(runs, lookup, files("artifacts")),
                new LiveLogEndpoint(runs, lookup, parts.logs()),
                new TrendEndpoints(runs, parts.index()),
                new PipelineEndpoints(pipelines, new PipelineViews(parts.index(), views)),
                new PipelineChangeEndpoint(pipelines, clock),
                new ReleaseEndpoints(runs, parts.releases(), lookup, parts.news()::made),
                new ScheduleEndpoints(parts.schedules(), clock),
                new ReleaseFileEndpoints(
                        parts.releases().store(),
                        files("released"),
                        settings.publicEndpoint()
                                .map(url -> new SignedLinks(
                                        new StoreSettings(url, store.bucket(), store.region(), store.credentials())))),
                new WebhookEndpoints(parts.webhooks()),
                new EventEndpoints(store.bucket(), parts.watch())));
    }

    private VerifiedFiles files(String folder) {
        return new VerifiedFiles(bucket, settings.scratch().resolve(folder));
    }
}
