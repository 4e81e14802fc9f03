package org.mindpress.processors.device;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;

/** A kit as a user has it: the bytes of its tar. */
record KitFiles(byte[] tar) {
    static KitFiles of(RunStore runs, RunReference run, KitContents contents) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DeviceKit.of(runs, run, contents, 2).write(out);
        return new KitFiles(out.toByteArray());
    }

    List<TarArchiveEntry> entries() throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Content by name within the one folder of the tar. */
    Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                contents.put(entry.getName().replaceFirst("^[^/]+/", ""), in.readAllBytes());
            }
        }
        return contents;
    }

    /** Writes the files below a folder; the script may be executed. */
    Path unpack(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : contents().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        Files.setPosixFilePermissions(folder.resolve("device-kit.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
