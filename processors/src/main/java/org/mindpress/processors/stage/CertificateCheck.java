package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a certificate holds for the files around it.
 *
 * @param version of this document, {@value #VERSION}
 * @param certificate the file
 * @param holds whether there are no problems
 * @param problems file, place and what is wrong there
 * @param filesChecked files whose SHA-256 is the one that a manifest or the certificate names
 * @param imagesChecked images of the sample that were computed again
 * @param notHere what the certificate names and nobody could check, because it is not in the folder
 */
public record CertificateCheck(
        int version,
        String certificate,
        boolean holds,
        List<String> problems,
        int filesChecked,
        int imagesChecked,
        List<String> notHere) {
    public static final int VERSION = 1;

    /** Copies the lists. */
    public CertificateCheck {
        problems = List.copyOf(problems);
        notHere = List.copyOf(notHere);
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(problems);
        if (!notHere.isEmpty()) {
            lines.add("not in this folder, not checked: " + String.join(", ", notHere));
        }
        String counts = filesChecked + " files by SHA-256, " + imagesChecked + " images computed again";
        lines.add(
                holds
                        ? "the certificate holds: " + counts
                        : "the certificate does not hold: "
                                + problems.size()
                                + (problems.size() == 1 ? " problem; " : " problems; ")
                                + counts);
        return lines;
    }
}
