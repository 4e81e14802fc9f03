package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.DataSet;
import org.mindpress.engine.data.DataSetException;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.processors.pipeline.DataSettings;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.DataListing;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.StoredObject;

/** Reads, checks and splits the data set that was there at submission; anything else under its prefix supersedes the run. */
final class FetchStage implements Stage {
    @Override
    public StageName name() {
        return StageName.FETCH;
    }

    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        return new Spelling().input(pipeline).data(pipeline.data()).map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        return artifacts.user(RunRequest.DATA, RunRequest.DATA).stream().toList();
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        String prefix = context.pipeline().data().prefix();
        DataListing listing = DataListing.of(context.store(), prefix);
        if (!listing.digest().equals(context.input(RunRequest.DATA).digest())) {
            supersede(context, listing);
        }
        Path folder = context.scratch().resolve("data");
        List<StoredObject> objects = listing.objects().stream()
                .filter(object -> !object.key().equals(prefix + DataSettings.MARKER))
                .toList();
        int done = 0;
        for (StoredObject object : objects) {
            context.checkStop();
            context.store().download(object.key(), folder.resolve(object.key().substring(prefix.length())));
            context.progress("read objects", ++done, objects.size(), "objects");
        }
        Pipeline pipeline = context.pipeline();
        DataSet data = read(pipeline, folder, prefix);
        context.checkStop();
        write(context, data);
    }

    /** Faults name the object that the user put, not our copy of it. */
    private static DataSet read(Pipeline pipeline, Path folder, String prefix) throws IOException, StageException {
        try {
            return pipeline.data().reader(pipeline.input()).read(pipeline.data().set(), folder);
        } catch (DataSetException e) {
            String message = String.valueOf(e.getMessage()).replace(folder + "/", prefix);
            throw new StageException(ErrorKind.USER, message, e);
        }
    }

    private static void write(StageContext context, DataSet data) throws IOException, StageException {
        SortedMap<String, Integer> images = new TreeMap<>();
        SortedMap<String, List<Integer>> counts = new TreeMap<>();
        SortedMap<String, String> digests = new TreeMap<>();
        for (ImageSet set : data.splits()) {
            var mismatch =
                    set.mismatch(context.pipeline().input(), set.classNames().size());
            if (mismatch.isPresent()) {
                throw new StageException(ErrorKind.USER, mismatch.get());
            }
            String label = set.split().label();
            images.put(label, set.count());
            counts.put(label, Arrays.stream(set.classCounts()).boxed().toList());
            digests.put(label, set.digest());
            context.measure("images." + label, set.count());
        }
        PackedImages.write(data, context.scratch());
        for (Split split : Split.values()) {
            context.upload(PackedImages.fileName(split), context.scratch().resolve(PackedImages.fileName(split)));
        }
        context.write(
                DataDocument.NAME,
                Documents.write(new DataDocument(
                        DataDocument.VERSION, data.name(), data.train().classNames(), images, counts, digests)));
    }

    private static void supersede(StageContext context, DataListing listing) throws IOException, StageStoppedException {
        new RunStore(context.store())
                .cancel(
                        context.request().reference(),
                        new CancelRecord(
                                CancelRecord.VERSION,
                                RunOutcome.SUPERSEDED + "listing " + listing.digest() + " of " + listing.prefix(),
                                "fetch",
                                context.clock().instant().truncatedTo(ChronoUnit.MILLIS)));
        throw new StageStoppedException(true);
    }
}
