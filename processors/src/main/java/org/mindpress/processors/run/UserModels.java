package org.mindpress.processors.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.processors.pipeline.ModelUri;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.ObjectKeys;
import org.mindpress.storage.Sha256;

/**
 * The networks that pipelines name, with the data files that lie beside some of them. A local file is copied into the bucket under its
 * digest, one with data files into a folder of their own. Thread-safe.
 */
public final class UserModels {
    private static final Pattern EXTENSION = Pattern.compile(".*(\\.[a-z0-9]{1,8})");

    private final ArtifactStore store;

    public UserModels(ArtifactStore store) {
        this.store = store;
    }

    /**
     * What a run reads of a network.
     *
     * @param name of the network in the run
     * @param problems gets what is missing
     * @return the file under the name, each data file under {@code <name>/<its path>}; empty when the file is missing
     */
    SortedMap<String, InputReference> references(String name, ModelUri uri, List<String> problems) throws IOException {
        SortedMap<String, InputReference> found = new TreeMap<>();
        Optional<ModelFile> opened = open(name, uri, problems);
        if (opened.isEmpty()) {
            return found;
        }
        List<String> companions = ModelImport.companions(opened.get());
        SortedMap<String, byte[]> data = new TreeMap<>();
        String key;
        try {
            for (String path : companions) {
                opened.get()
                        .companions()
                        .read(path)
                        .ifPresentOrElse(
                                bytes -> data.put(path, bytes),
                                () -> problems.add(name + ": " + uri.location() + " has numbers in " + path
                                        + ", which is not beside it; put it there, or save the model as one file"));
            }
            if (data.size() < companions.size()) {
                return found;
            }
            key = uri.place() == ModelUri.Place.FILE
                    ? copy(Path.of(uri.location()), opened.get(), data)
                    : uri.location();
        } catch (IllegalArgumentException refused) {
            problems.add(
                    name + ": " + uri.location() + " or a data file of it has a name that the bucket does not take: "
                            + refused.getMessage() + "; rename it and save the model again");
            return found;
        }
        found.put(name, reference(key));
        for (String path : data.keySet()) {
            found.put(name + "/" + path, reference(beside(key, path)));
        }
        return found;
    }

    private InputReference reference(String key) throws IOException {
        return new InputReference(key, DataListing.ofKey(store, key).digest());
    }

    /**
     * Opens a network where the pipeline says it lies.
     *
     * @param name how messages call it
     * @param problems gets what is missing
     */
    public Optional<ModelFile> open(String name, ModelUri uri, List<String> problems) throws IOException {
        if (uri.place() == ModelUri.Place.FILE) {
            Path file = Path.of(uri.location());
            if (!Files.isRegularFile(file)) {
                problems.add(name + ": file " + file + " is missing");
                return Optional.empty();
            }
            CompanionFiles companions =
                    CompanionFiles.folder(file.toAbsolutePath().resolveSibling(""));
            return Optional.of(new ModelFile(uri.location(), Files.readAllBytes(file), companions, uri.architecture()));
        }
        if (store.stat(uri.location()).isEmpty()) {
            problems.add(name + ": object " + uri.location() + " is missing; upload it with: mindpress put FILE "
                    + uri.location());
            return Optional.empty();
        }
        return Optional.of(inBucket(uri.location(), uri.architecture()));
    }

    /**
     * A network of the bucket.
     *
     * @param architecture see {@link ModelUri}
     */
    public ModelFile inBucket(String key, Optional<String> architecture) throws IOException {
        return new ModelFile(key, store.read(key), path -> store.find(beside(key, path)), architecture);
    }

    /** Copies a local file and its data, all of it checked before the first is written; equal files have one copy. */
    private String copy(Path file, ModelFile model, SortedMap<String, byte[]> data) throws IOException {
        String name = String.valueOf(file.getFileName());
        String digest = Sha256.of(model.content());
        if (data.isEmpty()) {
            return upload("models/files/" + digest + extension(name), file);
        }
        FieldDigest whole = new FieldDigest("model").field("model", digest);
        data.forEach((path, bytes) -> whole.field("path", path).field("data", Sha256.of(bytes)));
        String key = ObjectKeys.check("models/files/" + whole.hex() + "/" + name);
        data.keySet().forEach(path -> ObjectKeys.check(beside(key, path)));
        for (var companion : data.entrySet()) {
            store.put(beside(key, companion.getKey()), companion.getValue());
        }
        return upload(key, file);
    }

    private String upload(String key, Path file) throws IOException {
        if (store.stat(key).isEmpty()) {
            store.upload(key, file);
        }
        return key;
    }

    private static String beside(String key, String path) {
        return key.substring(0, key.lastIndexOf('/') + 1) + path;
    }

    /** The ending of a key or file name with its dot; empty when it has none that is short and plain. */
    public static String extension(String name) {
        Matcher matcher = EXTENSION.matcher(name.toLowerCase(Locale.ROOT));
        return matcher.matches() ? matcher.group(1) : "";
    }
}
