package org.mindpress.processors.pipeline;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads pipeline files and reports everything that is wrong with one at once, each with its place. Immutable and thread-safe. */
public final class PipelineParser {
    private static final int LONGEST_FILE = 1 << 20;

    private final UriRules uris;
    private final Optional<String> requiredName;

    public PipelineParser(UriRules uris) {
        this(uris, Optional.empty());
    }

    private PipelineParser(UriRules uris, Optional<String> requiredName) {
        this.uris = uris;
        this.requiredName = requiredName;
    }

    /** A parser that also refuses a file of another pipeline. */
    public PipelineParser named(String name) {
        return new PipelineParser(uris, Optional.of(name));
    }

    /**
     * Reads a pipeline.
     *
     * @param file name that messages begin with
     * @param text content of the file, UTF-8 YAML
     * @throws PipelineException with every problem as {@code file:line:column: message}
     */
    public Pipeline parse(String file, String text) throws PipelineException {
        MappingNode root = compose(file, text);
        FileCheck check = new FileCheck(uris);
        check.check(Section.ROOT, root);
        SectionNode top = SectionNode.of(Section.ROOT, root);
        CrossCheck cross = new CrossCheck(check::report);
        cross.check(top);
        requiredName.ifPresent(name -> top.value(Setting.PIPELINE)
                .filter(node ->
                        node instanceof ScalarNode scalar && !scalar.getValue().equals(name))
                .ifPresent(node -> check.report(
                        node, "this must be the file of pipeline '" + name + "'; write 'pipeline: " + name + "'")));
        List<PipelineProblem> problems = check.problems();
        if (!problems.isEmpty()) {
            throw new PipelineException(file, problems);
        }
        try {
            return new PipelineBuilder(uris).build(top);
        } catch (IllegalArgumentException | ArithmeticException e) {
            check.report(root, String.valueOf(e.getMessage()));
            throw new PipelineException(file, check.problems());
        }
    }

    /** The file as YAML, without a look at its keys. */
    static MappingNode compose(String file, String text) throws PipelineException {
        if (text.length() > LONGEST_FILE) {
            throw single(
                    file,
                    1,
                    1,
                    "a pipeline file has at most " + LONGEST_FILE + " characters, this one has " + text.length());
        }
        Node root;
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            root = new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            Optional<Mark> mark = Optional.ofNullable(e.getProblemMark());
            throw single(
                    file,
                    mark.map(Mark::getLine).orElse(0) + 1,
                    mark.map(Mark::getColumn).orElse(0) + 1,
                    "no valid YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw single(file, 1, 1, "no valid YAML: " + e.getMessage());
        }
        if (root instanceof MappingNode mapping) {
            return mapping;
        }
        throw single(file, 1, 1, "a pipeline file is a mapping that begins with 'pipeline: <name>'");
    }

    private static PipelineException single(String file, int line, int column, String message) {
        return new PipelineException(file, List.of(new PipelineProblem(line, column, message)));
    }
}
