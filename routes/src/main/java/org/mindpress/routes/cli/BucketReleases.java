package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.ReleaseComparer;
import org.mindpress.processors.release.ReleaseComparison;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseRefusal;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.ArtifactStore;

/** The releases of a bucket that this process can reach itself. */
final class BucketReleases implements ReleaseRegistry {
    private final RunStore runs;
    private final Releases releases;

    BucketReleases(ArtifactStore bucket, Clock clock) {
        this.runs = new RunStore(bucket);
        this.releases = new Releases(runs, clock);
    }

    @Override
    public List<ReleaseRecord> list(String pipeline) throws IOException {
        List<ReleaseRecord> all = new ArrayList<>();
        for (Channel channel : List.of(Channel.PRODUCTION, Channel.STAGING, Channel.CANDIDATE)) {
            List<ReleaseRecord> records =
                    new ArrayList<>(releases.store().history(pipeline, channel).records());
            Collections.reverse(records);
            all.addAll(records);
        }
        return all;
    }

    @Override
    public RunReference run(String text) throws IOException, CommandFault {
        return BucketCommand.find(runs, text);
    }

    @Override
    public Optional<ReleaseComparison> comparison(RunReference run) throws IOException {
        return new ReleaseComparer(runs).withProduction(run);
    }

    @Override
    public ReleaseRecord promote(String pipeline, Channel to, Optional<RunReference> run, Decision decision)
            throws IOException, ReleaseRefusal {
        return releases.promote(pipeline, to, run, decision);
    }

    @Override
    public ReleaseRecord rollback(String pipeline, Channel channel, int number, Decision decision)
            throws IOException, ReleaseRefusal {
        return releases.rollback(pipeline, channel, number, decision);
    }

    @Override
    public Brought get(String pipeline, Channel channel, Path file) throws IOException, CommandFault {
        ReleaseRecord held = releases.store()
                .current(pipeline, channel)
                .orElseThrow(() -> ReleaseRegistry.nothing(pipeline, channel));
        runs.bucket().download(held.deployment().key(), file, held.deployment().sha256());
        return new Brought(
                held.title(),
                held.run(),
                held.deployment().sizeBytes(),
                held.deployment().sha256());
    }
}
