package org.mindpress.engine.inspect;

import org.mindpress.engine.data.Sha256;

/**
 * Which bytes a document speaks of.
 *
 * @param file name, without folders
 * @param bytes size
 * @param sha256 of the content
 */
public record FileIdentity(String file, long bytes, String sha256) {

    /** The identity of a content. */
    public static FileIdentity of(String file, byte[] content) {
        return new FileIdentity(file, content.length, Sha256.hex(content));
    }
}
