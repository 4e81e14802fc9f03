package org.mindpress.engine.graph;

import java.util.List;
import java.util.stream.Collectors;

/** A model file that cannot be imported, with all that is wrong with it. */
public final class ModelImportException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 50;

    private final String fileName;
    private final transient List<ImportProblem> problems;

    /** A refusal of a file for at least one problem. */
    public ModelImportException(String fileName, List<ImportProblem> problems) {
        super(message(fileName, problems));
        this.fileName = fileName;
        this.problems = List.copyOf(problems);
    }

    /** The file as the caller named it. */
    public String fileName() {
        return fileName;
    }

    /** All problems found, in file order. */
    public List<ImportProblem> problems() {
        return problems;
    }

    private static String message(String fileName, List<ImportProblem> problems) {
        String head = fileName + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems");
        String shown =
                problems.stream().limit(SHOWN).map(problem -> "\n  " + problem).collect(Collectors.joining());
        return head + shown + (problems.size() > SHOWN ? "\n  and " + (problems.size() - SHOWN) + " more" : "");
    }
}
