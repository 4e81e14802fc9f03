package org.mindpress.storage.s3;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.MinioAsyncClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.TransferListener;

/** Checked reads: each one compares the digest of what came with what was written, and with what the caller expects. */
final class S3Reading {
    private static final int BUFFER_BYTES = 1 << 16;

    private final MinioAsyncClient client;
    private final String bucket;
    private final CallLimits limits;
    private final Attempts attempts;
    private final TransferListener listener;

    S3Reading(MinioAsyncClient client, String bucket, CallLimits limits, Attempts attempts, TransferListener listener) {
        this.client = client;
        this.bucket = bucket;
        this.limits = limits;
        this.attempts = attempts;
        this.listener = listener;
    }

    byte[] read(String key, Optional<String> expected) throws IOException {
        return attempts.retry("read " + key, () -> {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            fetch(key, content, expected);
            return content.toByteArray();
        });
    }

    String download(String key, Path target, Optional<String> expected) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("not a file: " + target);
        }
        Files.createDirectories(folder);
        Path half = Files.createTempFile(folder, "." + target.getFileName() + "-", ".part");
        try {
            String sha256 = attempts.retry("download " + key, () -> {
                try (OutputStream out = Files.newOutputStream(half)) {
                    return fetch(key, out, expected);
                }
            });
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return sha256;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** One try: writes the content out and returns its digest. */
    private String fetch(String key, OutputStream out, Optional<String> expected) throws IOException {
        GetObjectArgs arguments =
                GetObjectArgs.builder().bucket(bucket).object(key).build();
        MessageDigest digest = Sha256.newDigest();
        long count = 0;
        try (GetObjectResponse in = attempts.await(key, limits.smallCall(), () -> client.getObject(arguments))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = receive(in, buffer); length >= 0; length = receive(in, buffer)) {
                digest.update(buffer, 0, length);
                out.write(buffer, 0, length);
                count += length;
            }
            listener.bytesRead(count);
            String found = HexFormat.of().formatHex(digest.digest());
            compare(key, Optional.ofNullable(in.headers().get("x-amz-meta-" + S3ArtifactStore.SHA256_KEY)), found);
            compare(key, expected, found);
            return found;
        }
    }

    /** A fault of the line is worth another try; one of the local file, which the caller writes, is not. */
    private static int receive(GetObjectResponse in, byte[] buffer) throws TransientFault {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new TransientFault("the answer broke off: " + e.getMessage(), e);
        }
    }

    private static void compare(String key, Optional<String> expected, String found) throws CorruptObjectException {
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw new CorruptObjectException(key, expected.get(), found);
        }
    }
}
