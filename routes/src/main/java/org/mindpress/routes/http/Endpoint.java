package org.mindpress.routes.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One row of the REST interface: everything that route, access and document need to know.
 *
 * @param verb of HTTP
 * @param path where
 * @param admission of callers
 * @param operation one camel-case word that is unique; also the name of the Camel route and so of its meters
 * @param summary one line for people
 * @param parameters of path, query and header; other query parameters are refused
 * @param takes form of the body; empty when the body is not looked at
 * @param answers success by status; problems are added by the document
 * @param problems statuses of the problems that are particular to it
 * @param handler that does it
 */
public record Endpoint(
        HttpVerb verb,
        PathTemplate path,
        Admission admission,
        String operation,
        String summary,
        List<Parameter> parameters,
        Optional<Content> takes,
        SortedMap<Integer, Answer> answers,
        Set<Integer> problems,
        Handler handler) {
    public Endpoint {
        parameters = List.copyOf(parameters);
        answers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        problems = Set.copyOf(problems);
        if (!operation.matches("[a-z][A-Za-z0-9]*") || summary.isBlank() || answers.isEmpty()) {
            throw new IllegalArgumentException(
                    "endpoint '" + operation + "' needs a camel-case name, a summary and an answer");
        }
        Set<String> named = new HashSet<>(path.names());
        for (Parameter parameter : parameters) {
            if (parameter.in() == Parameter.Place.PATH && !named.remove(parameter.name())) {
                throw new IllegalArgumentException(path.text() + " has no {" + parameter.name() + "}");
            }
        }
        if (!named.isEmpty()) {
            throw new IllegalArgumentException(path.text() + " does not describe " + named);
        }
    }

    /** Whether it answers with server-sent events, by {@link ApiAnswer#events}. */
    boolean streams() {
        return answers.values().stream()
                .flatMap(answer -> answer.content().stream())
                .anyMatch(content -> content.mediaTypes().contains(EventStreams.MEDIA_TYPE));
    }

    /** Whether it answers with a file or a range of it, by {@link ApiAnswer#file}. */
    boolean sendsFile() {
        return answers.containsKey(ApiAnswer.PARTIAL_CONTENT);
    }

    /**
     * One way to succeed.
     *
     * @param description for people
     * @param content form of the body; empty when there is none
     */
    public record Answer(String description, Optional<Content> content) {}

    public static Draft get(String path, String operation) {
        return new Draft(HttpVerb.GET, path, operation);
    }

    public static Draft put(String path, String operation) {
        return new Draft(HttpVerb.PUT, path, operation);
    }

    public static Draft post(String path, String operation) {
        return new Draft(HttpVerb.POST, path, operation);
    }

    public static Draft delete(String path, String operation) {
        return new Draft(HttpVerb.DELETE, path, operation);
    }

    /** A row in the making. Not thread-safe. */
    public static final class Draft {
        private final HttpVerb verb;
        private final PathTemplate path;
        private final String operation;
        private final List<Parameter> parameters = new ArrayList<>();
        private final SortedMap<Integer, Answer> answers = new TreeMap<>();
        private final Set<Integer> problems = new HashSet<>();
        private Admission admission = new Admission.Least(Role.APPROVER);
        private Optional<Content> takes = Optional.empty();
        private String summary = "";

        private Draft(HttpVerb verb, String path, String operation) {
            this.verb = verb;
            this.path = new PathTemplate(path);
            this.operation = operation;
        }

        /** The least role that a caller needs; without this call it is the highest. */
        public Draft role(Role least) {
            admission = new Admission.Least(least);
            return this;
        }

        /** The handler looks for a secret of its own instead of a role. */
        public Draft ownSecret() {
            admission = new Admission.OwnSecret();
            return this;
        }

        /** Everybody may call it. */
        public Draft open() {
            admission = new Admission.Open();
            return this;
        }

        public Draft summary(String line) {
            summary = line;
            return this;
        }

        public Draft path(String name, String description) {
            parameters.add(new Parameter(Parameter.Place.PATH, name, description, true));
            return this;
        }

        public Draft query(String name, String description) {
            parameters.add(new Parameter(Parameter.Place.QUERY, name, description, false));
            return this;
        }

        public Draft header(String name, String description) {
            parameters.add(new Parameter(Parameter.Place.HEADER, name, description, false));
            return this;
        }

        public Draft takes(Content content) {
            takes = Optional.of(content);
            return this;
        }

        public Draft answers(int status, String description, Content content) {
            answers.put(status, new Answer(description, Optional.of(content)));
            return this;
        }

        public Draft answersNothing(int status, String description) {
            answers.put(status, new Answer(description, Optional.empty()));
            return this;
        }

        /** Problems that only this endpoint has; those that all have are known. */
        public Draft problems(int... statuses) {
            for (int status : statuses) {
                problems.add(status);
            }
            return this;
        }

        public Endpoint by(Handler handler) {
            return new Endpoint(
                    verb, path, admission, operation, summary, parameters, takes, answers, problems, handler);
        }
    }
}
