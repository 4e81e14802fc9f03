package org.mindpress.routes.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.report.ReportPage;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** The report of a run, which was made when the run was verified, with what devices said since then. Thread-safe. */
public final class RunReport {
    private static final String PAGE = "report.html";
    private static final String DOCUMENT = "report.json";

    private final RunStore runs;

    public RunReport(RunStore runs) {
        this.runs = runs;
    }

    /** The page in UTF-8; empty when the run was not verified. */
    public Optional<byte[]> page(RunReference run) throws IOException {
        Optional<StageManifest> verified = runs.manifest(run, StageName.VERIFY);
        Optional<ArtifactReference> page = verified.flatMap(manifest -> manifest.output(PAGE));
        if (page.isEmpty()) {
            return Optional.empty();
        }
        Optional<ArtifactReference> document = verified.flatMap(manifest -> manifest.output(DOCUMENT));
        List<DeviceRecord> devices = new DeviceRecords(runs.bucket()).of(run);
        if (devices.isEmpty() || document.isEmpty()) {
            return Optional.of(read(page.get()));
        }
        Report report = Documents.read(document.get().key(), read(document.get()), Report.class);
        return Optional.of(ReportPage.html(report, devices).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] read(ArtifactReference artifact) throws IOException {
        return runs.bucket().read(artifact.key(), artifact.sha256());
    }
}
