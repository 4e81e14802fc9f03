package org.mindpress.routes.events;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.storage.ArtifactStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which registered pipelines read which data set. Not thread-safe. */
final class DataReaders {
    private static final Logger LOG = LoggerFactory.getLogger(DataReaders.class);

    private final PipelineStore pipelines;
    private final PipelineParser parser = new PipelineParser(UriRules.bucketOnly());
    private final Map<String, Reader> known = new HashMap<>();

    DataReaders(ArtifactStore bucket) {
        this.pipelines = new PipelineStore(bucket);
    }

    /**
     * A registered pipeline.
     *
     * @param name under which it is registered
     * @param text that counts
     * @param pipeline what it says; empty when it cannot be read
     */
    record Reader(String name, String text, Optional<Pipeline> pipeline) {}

    /** The pipelines by the name of the set that they read. */
    SortedMap<String, List<Reader>> bySet() throws IOException {
        SortedMap<String, List<Reader>> sets = new TreeMap<>();
        List<String> names = pipelines.names();
        known.keySet().retainAll(names);
        for (String name : names) {
            Optional<String> text = pipelines.latest(name);
            if (text.isPresent()) {
                Reader reader = read(name, text.get());
                reader.pipeline()
                        .ifPresent(
                                pipeline -> sets.computeIfAbsent(pipeline.data().set(), set -> new ArrayList<>())
                                        .add(reader));
            }
        }
        return sets;
    }

    /** Parsed once a text, so that a faulty one is told of once. */
    private Reader read(String name, String text) {
        Reader before = known.get(name);
        if (before != null && before.text().equals(text)) {
            return before;
        }
        Optional<Pipeline> pipeline = Optional.empty();
        try {
            pipeline = Optional.of(parser.parse(name, text));
        } catch (PipelineException e) {
            LOG.warn("pipeline {} does not run for new data: {}", name, e.getMessage());
        }
        Reader reader = new Reader(name, text, pipeline);
        known.put(name, reader);
        return reader;
    }
}
