package org.mindpress.engine.onnx;

import java.util.List;
import java.util.stream.Collectors;

/** An ONNX file that cannot be imported, with all that is wrong with it. */
public final class OnnxImportException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 50;

    private final String fileName;
    private final transient List<OnnxProblem> problems;

    /** A refusal of a file for at least one problem. */
    public OnnxImportException(String fileName, List<OnnxProblem> problems) {
        super(message(fileName, problems));
        this.fileName = fileName;
        this.problems = List.copyOf(problems);
    }

    /** The file as the caller named it. */
    public String fileName() {
        return fileName;
    }

    /** All problems found, in file order. */
    public List<OnnxProblem> problems() {
        return problems;
    }

    private static String message(String fileName, List<OnnxProblem> problems) {
        String head = fileName + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems");
        String shown =
                problems.stream().limit(SHOWN).map(problem -> "\n  " + problem).collect(Collectors.joining());
        return head + shown + (problems.size() > SHOWN ? "\n  and " + (problems.size() - SHOWN) + " more" : "");
    }
}
