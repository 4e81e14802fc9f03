package org.mindpress.routes.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line and the only {@code main} of mindpress. */
@Command(
        name = "mindpress",
        mixinStandardHelpOptions = true,
        version = "mindpress 0.1.0",
        scope = CommandLine.ScopeType.INHERIT,
        description = "presses trained float CNNs into int8 MindIR and proves what the result computes")
public final class MindpressCommand {

    private MindpressCommand() {}

    public static void main(String... arguments) {
        Terminal terminal = Terminal.ofProcess();
        int code = execute(terminal, Clock.systemUTC(), arguments);
        terminal.out().flush();
        terminal.err().flush();
        // libraries keep threads that are no daemons
        System.exit(code);
    }

    /** Runs one command to its exit code. */
    static int execute(Terminal terminal, Clock clock, String... arguments) {
        CommandLine line = new CommandLine(new MindpressCommand())
                .addSubcommand(new DemoCommand(terminal, clock))
                .addSubcommand(new ServeCommand(terminal, clock))
                .addSubcommand(new StageChildCommand(terminal, clock))
                .addSubcommand(new RunCommand(terminal, clock))
                .addSubcommand(new CheckCommand(terminal, clock))
                .addSubcommand(new InitCommand(terminal, clock, Questions.ofProcess(terminal)))
                .addSubcommand(new ApplyCommand(terminal, clock))
                .addSubcommand(PipelineCommand.of(terminal, clock))
                .addSubcommand(new StatusCommand(terminal, clock))
                .addSubcommand(new ReportCommand(terminal, clock))
                .addSubcommand(new CancelCommand(terminal, clock))
                .addSubcommand(new RetryCommand(terminal, clock))
                .addSubcommand(new PutCommand(terminal, clock))
                .addSubcommand(new GetCommand(terminal, clock))
                .addSubcommand(new DeviceKitCommand(terminal, clock))
                .addSubcommand(new DeviceResultCommand(terminal, clock))
                .addSubcommand(ReleaseCommand.of(terminal, clock))
                .addSubcommand(ScheduleCommand.of(terminal, clock))
                .addSubcommand(new CollectCommand(terminal, clock))
                .addSubcommand(new StoreInformationCommand(terminal, clock))
                .addSubcommand(TokenCommand.line(terminal, clock))
                .addSubcommand(new InspectCommand(terminal))
                .addSubcommand(new LintCommand(terminal))
                .addSubcommand(new DiffCommand(terminal))
                .addSubcommand(new VerifyCommand(terminal));
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return ExitCode.BAD_INPUT.code();
        }
        return line.execute(arguments);
    }
}
