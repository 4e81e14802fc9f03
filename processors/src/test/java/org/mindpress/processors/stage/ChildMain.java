package org.mindpress.processors.stage;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.mindpress.processors.child.StageChild;

/** Children for tests: a good one, one that prints between its messages, and one that never ends by itself. */
public final class ChildMain {
    private ChildMain() {}

    /** The argument says which. */
    public static void main(String... arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        switch (arguments[0]) {
            case "stubborn" -> new CountDownLatch(1).await();
            case "noisy" -> StageChild.run(System.in, new Noise(out), StopSignal.NEVER, Clock.systemUTC());
            default -> StageChild.run(System.in, out, StopSignal.NEVER, Clock.systemUTC());
        }
        System.exit(0);
    }

    /** A native library that prints whatever it likes, with and without an end of line. */
    private static final class Noise extends PrintStream {
        Noise(PrintStream out) {
            super(out, false, StandardCharsets.UTF_8);
        }

        @Override
        public void print(String text) {
            super.print("{\"mindpress\":\n\0\u00ff{\"mindpress\":\"done\"\n" + "x".repeat(3_000_000) + text
                    + "onednn_verbose,{");
        }
    }
}
