package org.mindpress.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The one bucket that holds everything mindpress knows: byte strings by key, with a create-once write.
 *
 * <p>Keys follow {@link ObjectKeys}; a key outside the rules is an {@link IllegalArgumentException} before any call is
 * made. No key may be a prefix of another ({@code a} and {@code a/b}); that law is the caller's. Every write stores the
 * SHA-256 of its content beside the object and every read checks it; an object written by another tool has none, and is
 * then checked only where the caller says what to expect.
 *
 * <p>Each call ends within the store's limits. Faults: {@link StoreUnavailableException} when the server did not answer
 * although the call was retried (transient: try later), {@link CredentialsRefusedException}, {@link StoreFullException},
 * {@link MissingObjectException}, {@link CorruptObjectException}, and a plain {@link IOException} for the rest.
 * Implementations are thread-safe.
 */
public interface ArtifactStore extends AutoCloseable {

    /**
     * Writes an object if and only if its key is free: of any number of concurrent calls with one key, on any number of
     * machines, exactly one returns true. Atomic: nobody ever reads a part of the content.
     *
     * @return whether this call wrote the object; when false the object that was there is unchanged
     */
    boolean create(String key, byte[] content) throws IOException;

    /** Writes or replaces a small object, atomically; of concurrent writers the last one wins. */
    WrittenObject put(String key, byte[] content) throws IOException;

    /** Writes or replaces an object of any size from a file, which must not change meanwhile. */
    WrittenObject upload(String key, Path file) throws IOException;

    /**
     * Content of an object.
     *
     * @throws MissingObjectException when there is none
     * @throws CorruptObjectException when the content is not what was written
     */
    byte[] read(String key) throws IOException;

    /**
     * Content of an object of which the digest is known, usually from a manifest.
     *
     * @param sha256 expected SHA-256, 64 lower-case hex digits
     * @throws CorruptObjectException when the content has another digest
     */
    byte[] read(String key, String sha256) throws IOException;

    /** As {@link #read(String)}, empty when there is no such object. */
    Optional<byte[]> find(String key) throws IOException;

    /**
     * Copies an object into a file by way of a temporary file beside it, so that {@code target} is either untouched or
     * complete and verified. Missing parent folders are made.
     *
     * @return SHA-256 of the content, 64 lower-case hex digits
     */
    String download(String key, Path target) throws IOException;

    /** As {@link #download(String, Path)}, for an object of which the digest is known. */
    void download(String key, Path target, String sha256) throws IOException;

    /** Size, ETag and time of an object; empty when there is none. */
    Optional<StoredObject> stat(String key) throws IOException;

    /**
     * All objects whose key starts with the prefix, sorted by key (by Unicode code points, as S3 does); empty when there is
     * none.
     *
     * @param prefix any beginning of keys, usually with a slash at its end; empty for the whole bucket
     */
    List<StoredObject> list(String prefix) throws IOException;

    /**
     * Names of the "folders" directly under a prefix, without prefix and slash, sorted: for the keys {@code runs/a/1},
     * {@code runs/a/2} and {@code runs/b/1}, {@code folders("runs/")} is {@code [a, b]}. A server that keeps former versions may also name one whose
     * objects are all deleted.
     *
     * @param prefix empty, or ending in a slash
     */
    List<String> folders(String prefix) throws IOException;

    /** Removes the objects; a key without object is no error. Not atomic over several keys. */
    void delete(Collection<String> keys) throws IOException;

    /** The server's clock, to the second: the only clock that processes on several machines share. */
    Instant serverTime() throws IOException;

    /** Releases connections and threads; the objects stay. Later calls may fail. */
    @Override
    void close();
}
