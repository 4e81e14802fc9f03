package org.mindpress.routes.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Asks somebody at a terminal; where nobody is, options and defaults answer. Not thread-safe. */
final class Questions {
    private final Terminal terminal;
    private final Optional<BufferedReader> answers;

    /**
     * Questions and where their answers come from.
     *
     * @param answers one a line; empty when nobody is there to answer
     */
    Questions(Terminal terminal, Optional<BufferedReader> answers) {
        this.terminal = terminal;
        this.answers = answers;
    }

    /** The process' own terminal; nobody answers unless both its input and its output are one. */
    static Questions ofProcess(Terminal terminal) {
        return new Questions(
                terminal,
                terminal.interactive() && Terminal.hasKeyboard()
                        ? Optional.of(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)))
                        : Optional.empty());
    }

    /**
     * One answer.
     *
     * @param option that answers it instead
     * @param given what that option said
     * @param question for people
     * @param choices what is known to be good; the only one of a list is the default
     */
    String ask(String option, Optional<String> given, String question, List<String> choices)
            throws IOException, CommandFault {
        if (given.isPresent()) {
            return given.get();
        }
        Optional<String> usual = choices.size() == 1 ? Optional.of(choices.get(0)) : Optional.empty();
        if (answers.isEmpty()) {
            return usual.orElseThrow(() -> new CommandFault(
                    ExitCode.BAD_INPUT,
                    question + "? Nobody is at a terminal to say so: give " + option + among(choices)));
        }
        while (true) {
            terminal.out().print(question + usual.map(text -> " [" + text + "]").orElse(among(choices)) + ": ");
            terminal.out().flush();
            String line = answers.get().readLine();
            if (line == null) {
                throw new CommandFault(ExitCode.BAD_INPUT, "no more answers: nothing was written");
            }
            Optional<String> answer =
                    Optional.of(line.strip()).filter(text -> !text.isEmpty()).or(() -> usual);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    private static String among(List<String> choices) {
        return choices.isEmpty() ? "" : " (" + String.join(", ", choices) + ")";
    }
}
