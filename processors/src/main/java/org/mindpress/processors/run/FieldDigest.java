package org.mindpress.processors.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import org.mindpress.storage.Sha256;

/** SHA-256 over named texts, each with its length in front, so that no two lists of fields feed the same bytes. Used once; not thread-safe. */
final class FieldDigest {
    private final MessageDigest digest = Sha256.newDigest();

    /** The purpose comes first: digests of different purposes never meet. */
    FieldDigest(String purpose) {
        text(purpose);
    }

    FieldDigest field(String name, String value) {
        text(name);
        text(value);
        return this;
    }

    FieldDigest field(String name, long value) {
        return field(name, Long.toString(value));
    }

    FieldDigest fields(String name, SortedMap<String, String> values) {
        field(name, values.size());
        for (Map.Entry<String, String> entry : values.entrySet()) {
            field(entry.getKey(), entry.getValue());
        }
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
