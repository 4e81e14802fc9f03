package org.mindpress.routes.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.Documents;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;

/** Tokens in the bucket: {@code access/tokens/<id>.json} and {@code access/revocations/<id>.json}, each written once. Thread-safe. */
public final class TokenStore {
    private static final String TOKENS = "access/tokens/";
    private static final String REVOCATIONS = "access/revocations/";
    private static final String JSON = ".json";

    private final ArtifactStore bucket;
    private final Clock clock;

    public TokenStore(ArtifactStore bucket, Clock clock) {
        this.bucket = bucket;
        this.clock = clock;
    }

    /**
     * A token and whether it is good.
     *
     * @param token as it was handed out
     * @param revocation its end; empty while it is good
     */
    public record Entry(TokenRecord token, Optional<RevocationRecord> revocation) {}

    /** Makes a token; what it returns is the only place where the secret stands. */
    public TokenText create(String name, Role role, String by) throws IOException {
        TokenText made = TokenText.random();
        TokenRecord record = new TokenRecord(
                TokenRecord.VERSION,
                made.id(),
                name,
                role,
                made.sha256(),
                by,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!bucket.create(TOKENS + made.id() + JSON, Documents.write(record))) {
            throw new IOException("token " + made.id() + " is there already; give the command again");
        }
        return made;
    }

    /** All tokens, oldest first. */
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (StoredObject object : bucket.list(TOKENS)) {
            String id = object.key().substring(TOKENS.length()).replaceFirst("\\.json$", "");
            Optional<TokenRecord> token = token(id);
            if (token.isPresent()) {
                entries.add(new Entry(token.get(), revocation(id)));
            }
        }
        entries.sort(Comparator.comparing((Entry entry) -> entry.token().createdAt())
                .thenComparing(entry -> entry.token().id()));
        return entries;
    }

    /**
     * Ends a token at once and for good.
     *
     * @return whether this call did; false when it had ended before or there is no such token
     */
    public boolean revoke(String id, String by) throws IOException {
        if (token(id).isEmpty()) {
            return false;
        }
        RevocationRecord end = new RevocationRecord(
                RevocationRecord.VERSION, id, by, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return bucket.create(REVOCATIONS + id + JSON, Documents.write(end));
    }

    /** The record of a token that somebody shows; empty when it is unknown, wrong or revoked. */
    Optional<TokenRecord> good(TokenText shown) throws IOException {
        Optional<TokenRecord> token = token(shown.id()).filter(record -> same(record.sha256(), shown.sha256()));
        return token.isPresent() && revocation(shown.id()).isEmpty() ? token : Optional.empty();
    }

    /** Whether the token of that id is there and not revoked, for those who have shown it before. */
    boolean isGood(String id) throws IOException {
        return token(id).isPresent() && revocation(id).isEmpty();
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private Optional<TokenRecord> token(String id) throws IOException {
        return read(TOKENS, id, TokenRecord.class);
    }

    private Optional<RevocationRecord> revocation(String id) throws IOException {
        return read(REVOCATIONS, id, RevocationRecord.class);
    }

    private <T extends Record> Optional<T> read(String prefix, String id, Class<T> type) throws IOException {
        if (!TokenText.isId(id)) {
            return Optional.empty();
        }
        String key = prefix + id + JSON;
        Optional<byte[]> bytes = bucket.find(key);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(Documents.read(key, bytes.get(), type));
    }
}
