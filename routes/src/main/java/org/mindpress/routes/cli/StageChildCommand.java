package org.mindpress.routes.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mindpress.processors.child.ChildJvm;
import org.mindpress.processors.child.StageChild;
import picocli.CommandLine.Command;

/** The child of {@code serve}: not for people. */
@Command(
        name = StageChildCommand.NAME,
        hidden = true,
        description = "computes one stage for the service that started it")
final class StageChildCommand implements Callable<Integer> {
    static final String NAME = "stage-child";

    /** Set by the launcher: flags of the virtual machine that a child gets, one a line. */
    static final String FLAGS = "MINDPRESS_STAGE_FLAGS";

    private final Terminal terminal;
    private final Clock clock;

    StageChildCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** How this process starts its children; without the launcher's word they get the flags that it has itself. */
    static ChildJvm children(Map<String, String> environment) {
        List<String> flags = Optional.ofNullable(environment.get(FLAGS))
                .map(text -> text.lines().filter(line -> !line.isBlank()).toList())
                .orElseGet(() -> ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-javaagent"))
                        .toList());
        return ChildJvm.likeThisProcess(flags, List.of(MindpressCommand.class.getName(), NAME));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream messages = terminal.out();
        // whatever a library prints is no message
        System.setOut(System.err);
        StopRequest stop = StopRequest.ofProcess();
        StageChild.run(System.in, messages, () -> stop.requested().isPresent(), clock);
        return ExitCode.PASSED.code();
    }
}
