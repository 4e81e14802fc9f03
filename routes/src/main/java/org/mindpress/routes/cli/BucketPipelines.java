package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.PipelineVersion;
import org.mindpress.processors.run.RegisteredPipeline;
import org.mindpress.routes.service.Submissions;
import org.mindpress.storage.ArtifactStore;

/** The pipelines of a bucket that this process can reach itself. */
final class BucketPipelines implements PipelineRegistry {
    private final PipelineStore store;
    private final String user;
    private final Clock clock;

    BucketPipelines(ArtifactStore bucket, String user, Clock clock) {
        this.store = new PipelineStore(bucket);
        this.user = user;
        this.clock = clock;
    }

    @Override
    public List<Summary> list() throws IOException {
        List<Summary> all = new ArrayList<>();
        for (String name : store.names()) {
            store.current(name).map(BucketPipelines::summary).ifPresent(all::add);
        }
        return all;
    }

    private static Summary summary(RegisteredPipeline registered) {
        PipelineVersion version = registered.version();
        String contents;
        try {
            Pipeline pipeline = Submissions.parse(version.pipeline(), registered.text());
            contents = PipelineRegistry.contents(
                    pipeline.data().set(),
                    pipeline.schedule().map(when -> when.cron()),
                    pipeline.schedule().map(when -> when.timeZone().getId()));
        } catch (PipelineException e) {
            contents = PipelineLines.FAULTY;
        }
        return new Summary(version.pipeline(), version.number(), version.changedBy(), version.changedAt(), contents);
    }

    @Override
    public List<PipelineVersion> versions(String name) throws IOException {
        return store.versions(name);
    }

    @Override
    public Optional<String> text(String name, Optional<Integer> version) throws IOException {
        return version.isPresent() ? store.read(name, version.get()).map(RegisteredPipeline::text) : store.latest(name);
    }

    @Override
    public Applied apply(String name, String text) throws IOException, PipelineException, CommandFault {
        Optional<RegisteredPipeline> current = store.current(name);
        if (current.filter(found -> found.text().equals(text)).isPresent()) {
            return new Applied(current.get().version().number(), false, List.of());
        }
        List<PipelineChange> changes =
                current.isPresent() ? PipelineChange.between(current.get().text(), text) : List.of();
        int base = current.map(found -> found.version().number()).orElse(0);
        PipelineVersion made = store.replace(name, base, text, user, clock.instant())
                .orElseThrow(() -> PipelineLines.changedMeanwhile(name));
        return new Applied(made.number(), true, changes);
    }
}
