package org.mindpress.processors.child;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a child is started.
 *
 * @param java the program
 * @param flags of the virtual machine, memory limits among them
 * @param classPath of the child
 * @param main class with {@code main}, and its arguments
 */
public record ChildJvm(Path java, List<String> flags, String classPath, List<String> main) {
    static final String STANDARD_ERROR = "stderr.txt";
    static final String LOG = "stage.log";

    private static final String CRASH = "crash.log";
    /** What the service is given and no stage needs. */
    private static final Set<String> SECRETS = Set.of(
            "MINDPRESS_TLS_PASSWORD",
            "MINDPRESS_EVENT_TOKEN",
            "MINDPRESS_TOKEN",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS");

    public ChildJvm {
        flags = List.copyOf(flags);
        main = List.copyOf(main);
        if (main.isEmpty()) {
            throw new IllegalArgumentException("a child needs a main class");
        }
    }

    /** The Java and the class path of this process. */
    public static ChildJvm likeThisProcess(List<String> flags, List<String> main) {
        return new ChildJvm(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                flags,
                System.getProperty("java.class.path"),
                main);
    }

    /** Starts a child whose files are all in a folder; its thread variables are set before its native libraries load. */
    Process start(Path folder) throws IOException {
        Path own = folder.toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(flags);
        command.add("-Dmindpress.log=" + own.resolve(LOG));
        command.add("-Dmindpress.log.format=json");
        // unpacked native libraries of a child that is killed go with its folder
        command.add("-Djava.io.tmpdir=" + own);
        command.add("-XX:ErrorFile=" + own.resolve(CRASH));
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-cp");
        command.add(classPath);
        command.addAll(main);
        ProcessBuilder builder = new ProcessBuilder(command);
        prepare(builder.environment());
        builder.redirectError(own.resolve(STANDARD_ERROR).toFile());
        return builder.start();
    }

    /** Takes out what a child must not know and puts in what its native libraries look for. */
    static void prepare(Map<String, String> environment) {
        environment.keySet().removeAll(SECRETS);
        environment.putIfAbsent(
                "OMP_NUM_THREADS", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
    }
}
