package org.mindpress.engine.mindir;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto.ExternalDataProto;

/** Looks tensors up in the data files beside a model; each file is read once. Not thread-safe. */
final class ExternalTensors {
    private static final String TOGETHER = "copy the model together with its folder of variables";

    private final CompanionFiles data;
    private final ProblemList problems;
    private final Map<String, Optional<byte[]>> files = new HashMap<>();
    private final Map<String, Long> taken = new HashMap<>();

    ExternalTensors(CompanionFiles data, ProblemList problems) {
        this.data = data;
        this.problems = problems;
    }

    /** The bytes of one tensor; a problem and empty when they are not there. */
    Optional<byte[]> find(ExternalDataProto reference, long expected, String place) {
        String path = reference.getLocation();
        if (!CompanionFiles.staysInside(path)) {
            problems.add(
                    place,
                    "keeps its data in '" + path + "', which is not inside the model's folder",
                    "name data files by a path relative to the model, without '..'");
            return Optional.empty();
        }
        Optional<byte[]> file = files.computeIfAbsent(path, absent -> read(path, place));
        if (file.isEmpty()) {
            problems.add(place, "keeps its data in '" + path + "', which is missing", TOGETHER);
            return Optional.empty();
        }
        long offset = reference.getOffset();
        long length = reference.hasLength() ? reference.getLength() : expected;
        if (length != expected || offset < 0 || offset > file.get().length - expected) {
            problems.add(
                    place,
                    "needs " + expected + " bytes, and names " + length + " bytes from " + offset + " on of '" + path
                            + "', which has " + file.get().length,
                    "the file is damaged or of another export: copy or export it again");
            return Optional.empty();
        }
        if (taken.merge(path, expected, Long::sum) > file.get().length) {
            problems.add(
                    place,
                    "and the tensors before it are together longer than '" + path + "', which holds them",
                    "the file is damaged: copy or export it again");
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(file.get(), (int) offset, (int) (offset + expected)));
    }

    private Optional<byte[]> read(String path, String place) {
        try {
            return data.read(path);
        } catch (IOException broken) {
            problems.add(place, "'" + path + "' cannot be read: " + broken.getMessage(), TOGETHER);
            return Optional.empty();
        }
    }
}
