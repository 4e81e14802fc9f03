package org.mindpress.engine.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The processor of this host, which every latency names. */
public final class HostProcessor {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL_NAME = "model name";

    private HostProcessor() {}

    /** Name of the processor as Linux gives it; when Linux gives none, the architecture, marked as such. */
    public static String name() {
        return name(CPU_INFO).orElse("unnamed " + System.getProperty("os.arch") + " processor");
    }

    static Optional<String> name(Path cpuInfo) {
        try (Stream<String> lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith(MODEL_NAME) && line.indexOf(':') >= 0)
                    .map(line -> line.substring(line.indexOf(':') + 1).strip().replaceAll("\\s+", " "))
                    .filter(name -> !name.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
