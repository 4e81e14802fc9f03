package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.storage.ArtifactStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of the bucket: a data set that became ready starts a run of every registered pipeline that reads it. Thread-safe. */
final class DataEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DataEvents.class);
    private static final String PREFIX = "datasets/";
    private static final String READY = "/_READY";

    private final String bucketName;
    private final Submissions submissions;
    private final PipelineStore pipelines;

    DataEvents(String bucketName, Submissions submissions, ArtifactStore bucket) {
        this.bucketName = bucketName;
        this.submissions = submissions;
        this.pipelines = new PipelineStore(bucket);
    }

    /** The data sets that an S3 event document says are ready: puts of {@code datasets/<name>/_READY} in our bucket. */
    SortedSet<String> readySets(JsonNode event) {
        SortedSet<String> names = new TreeSet<>();
        for (JsonNode part : event.path("Records")) {
            String name = part.path("eventName").asText("");
            JsonNode s3 = part.path("s3");
            String key = URLDecoder.decode(s3.path("object").path("key").asText(""), StandardCharsets.UTF_8);
            boolean created = name.startsWith("s3:ObjectCreated:") || name.startsWith("ObjectCreated:");
            boolean ours = s3.path("bucket").path("name").asText("").equals(bucketName);
            if (created
                    && ours
                    && key.startsWith(PREFIX)
                    && key.endsWith(READY)
                    && key.length() > PREFIX.length() + READY.length() - 1) {
                names.add(key.substring(PREFIX.length(), key.length() - READY.length()));
            }
        }
        return names;
    }

    /**
     * Submits every registered pipeline that reads one of the sets.
     *
     * @return what became of each, whether the run is new or was there
     * @throws IOException when the bucket does not answer: the sender shall try again
     */
    List<Submitted> submit(SortedSet<String> sets) throws IOException {
        List<Submitted> submitted = new ArrayList<>();
        if (sets.isEmpty()) {
            return submitted;
        }
        for (String name : pipelines.names()) {
            String text = pipelines.latest(name).orElse("");
            try {
                Pipeline pipeline = Submissions.parseRegistered(name, text);
                if (sets.contains(pipeline.data().set())) {
                    submitted.add(submissions.onData(pipeline, text, "event"));
                }
            } catch (StageException e) {
                LOG.warn("pipeline {} does not run for the new data: {}", name, e.getMessage());
            }
        }
        return submitted;
    }
}
