package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.processors.pipeline.PipelineSchema;
import org.mindpress.processors.run.PipelineVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands on registered pipelines, under one name. */
@Command(name = "pipeline", description = "look at registered pipelines: what apply and run have put into the bucket")
final class PipelineCommand {
    private static final String NAME = "name of the pipeline";

    private PipelineCommand() {}

    static CommandLine of(Terminal terminal, Clock clock) {
        return new CommandLine(new PipelineCommand())
                .addSubcommand(new Listing(terminal, clock))
                .addSubcommand(new Show(terminal, clock))
                .addSubcommand(new Versions(terminal, clock))
                .addSubcommand(new Difference(terminal, clock))
                .addSubcommand(new Schema(terminal));
    }

    private static String text(PipelineRegistry pipelines, String name, Optional<Integer> version) throws Exception {
        return pipelines
                .text(PipelineLines.name(name), version)
                .orElseThrow(() -> version.isEmpty()
                        ? PipelineLines.unknown(name)
                        : new CommandFault(
                                ExitCode.BAD_INPUT,
                                "pipeline '" + name + "' has no version " + version.get()
                                        + "; mindpress pipeline versions " + name + " shows all"));
    }

    @Command(name = "list", description = "all pipelines with version, author, data set and schedule")
    private static final class Listing extends RegistryCommand<PipelineRegistry> {
        Listing(Terminal terminal, Clock clock) {
            super(terminal, clock, PipelineRegistry.WAYS);
        }

        @Override
        ExitCode execute(PipelineRegistry pipelines) throws Exception {
            List<String> lines = new ArrayList<>();
            for (PipelineRegistry.Summary each : pipelines.list()) {
                lines.add(each.name() + "  version " + each.version() + "  by " + each.changedBy() + "  "
                        + each.changedAt() + "  " + each.contents());
            }
            if (lines.isEmpty()) {
                terminal().say("no pipelines yet; register one with: mindpress apply PIPELINE.yaml");
            }
            Columns.aligned(lines).forEach(terminal()::say);
            return ExitCode.PASSED;
        }
    }

    @Command(name = "show", description = "print the text of a pipeline, as it was applied")
    private static final class Show extends RegistryCommand<PipelineRegistry> {
        @Parameters(paramLabel = "PIPELINE", description = NAME)
        private String name = "";

        @Option(names = "--number", paramLabel = "N", description = "an earlier version (default: the newest)")
        private Optional<Integer> number = Optional.empty();

        Show(Terminal terminal, Clock clock) {
            super(terminal, clock, PipelineRegistry.WAYS);
        }

        @Override
        ExitCode execute(PipelineRegistry pipelines) throws Exception {
            terminal().out().print(text(pipelines, name, number));
            terminal().out().flush();
            return ExitCode.PASSED;
        }
    }

    @Command(name = "versions", description = "all versions of a pipeline, newest first: who and when")
    private static final class Versions extends RegistryCommand<PipelineRegistry> {
        @Parameters(paramLabel = "PIPELINE", description = NAME)
        private String name = "";

        Versions(Terminal terminal, Clock clock) {
            super(terminal, clock, PipelineRegistry.WAYS);
        }

        @Override
        ExitCode execute(PipelineRegistry pipelines) throws Exception {
            List<PipelineVersion> versions = pipelines.versions(PipelineLines.name(name));
            if (versions.isEmpty()) {
                throw PipelineLines.unknown(name);
            }
            List<String> lines = new ArrayList<>();
            for (PipelineVersion version : versions) {
                lines.add(
                        0,
                        version.number() + "  " + version.changedAt() + "  by " + version.changedBy() + "  sha256 "
                                + version.sha256());
            }
            Columns.aligned(lines).forEach(terminal()::say);
            return ExitCode.PASSED;
        }
    }

    @Command(
            name = "diff",
            description = "keys that say something else in another version; comments and layout do not count",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:the same", "1:different", "2:there is no such pipeline or version"})
    private static final class Difference extends RegistryCommand<PipelineRegistry> {
        @Parameters(index = "0", paramLabel = "PIPELINE", description = NAME)
        private String name = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "A", description = "version (default: the one before B)")
        private Optional<Integer> from = Optional.empty();

        @Parameters(index = "2", arity = "0..1", paramLabel = "B", description = "version (default: the newest)")
        private Optional<Integer> to = Optional.empty();

        Difference(Terminal terminal, Clock clock) {
            super(terminal, clock, PipelineRegistry.WAYS);
        }

        @Override
        ExitCode execute(PipelineRegistry pipelines) throws Exception {
            List<PipelineVersion> versions = pipelines.versions(PipelineLines.name(name));
            if (versions.isEmpty()) {
                throw PipelineLines.unknown(name);
            }
            int newest = versions.get(versions.size() - 1).number();
            int after = to.orElse(newest);
            int before = from.orElse(Math.max(1, after - 1));
            List<PipelineChange> changes = PipelineChange.between(
                    text(pipelines, name, Optional.of(before)), text(pipelines, name, Optional.of(after)));
            changes.stream().map(PipelineChange::line).forEach(terminal()::say);
            return changes.isEmpty() ? ExitCode.PASSED : ExitCode.REFUTED;
        }
    }

    @Command(
            name = "schema",
            description = "print the JSON Schema of pipeline files; an editor completes keys by it when the first line"
                    + " of a file is '# yaml-language-server: $schema=<file>'")
    private static final class Schema implements Callable<Integer> {
        private final Terminal terminal;

        Schema(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.say(PipelineSchema.json().stripTrailing());
            return ExitCode.PASSED.code();
        }
    }
}
