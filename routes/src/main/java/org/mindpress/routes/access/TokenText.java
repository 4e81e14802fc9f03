package org.mindpress.routes.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindpress.storage.Sha256;

/**
 * A token as its holder shows it: {@code mindpress_<id>_<secret>}, in hex digits: 48 random bits that name it and 256 that prove it. No text form of
 * this record shows the secret.
 *
 * @param id public part
 * @param text all of it
 */
public record TokenText(String id, String text) {
    private static final Pattern FORM = Pattern.compile("mindpress_([0-9a-f]{12})_[0-9a-f]{64}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** A fresh one. */
    public static TokenText random() {
        SecureRandom random = new SecureRandom();
        String id = hex(random, ID_BYTES);
        return new TokenText(id, "mindpress_" + id + "_" + hex(random, SECRET_BYTES));
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Empty when the text has another form. */
    static Optional<TokenText> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new TokenText(form.group(1), text)) : Optional.empty();
    }

    String sha256() {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "TokenText[id=" + id + ", secret hidden]";
    }
}
