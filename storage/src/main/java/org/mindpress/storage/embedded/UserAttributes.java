package org.mindpress.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/** The server keeps ETags and digests in {@code user.*} attributes; a file system without them would lose them silently. */
final class UserAttributes {
    private static final String NAME = "mindpress.check";

    private UserAttributes() {}

    /** Writes a file with an attribute and reads it back. */
    static void check(StoreFolder files) throws IOException {
        Path scratch;
        try {
            scratch = Files.createTempFile(files.objectsFolder(), ".attributes-", ".check");
        } catch (IOException e) {
            throw files.cannot("write in", files.objectsFolder(), e);
        }
        try {
            if (!keepsAttributes(scratch)) {
                throw new IOException("store folder " + files.objectsFolder()
                        + ": its file system (" + Files.getFileStore(scratch).type()
                        + ") keeps no user.* extended attributes, where digests are stored."
                        + " Remedy: choose a folder on ext4, xfs or btrfs, or name an external store");
            }
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    private static boolean keepsAttributes(Path file) {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        if (view == null) {
            return false;
        }
        try {
            byte[] written = "kept".getBytes(StandardCharsets.US_ASCII);
            view.write(NAME, ByteBuffer.wrap(written));
            ByteBuffer read = ByteBuffer.allocate(written.length);
            view.read(NAME, read);
            return ByteBuffer.wrap(written).equals(read.flip());
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
