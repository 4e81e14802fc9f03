package org.mindpress.engine.inspect;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A model file taken apart, of whatever format. */
public interface InspectedModel {

    /** Takes a file apart, by the ending of its name.
     *
     * @param fileName how messages call it
     * @param content the whole file
     * @throws IllegalArgumentException naming the file when it is of another format or damaged
     */
    static InspectedModel read(String fileName, byte[] content) {
        String ending = fileName.toLowerCase(Locale.ROOT);
        if (ending.endsWith(".mindir")) {
            return new InspectedMindir(fileName, content);
        }
        if (ending.endsWith(".onnx")) {
            return new InspectedOnnx(fileName, content);
        }
        throw new IllegalArgumentException(fileName + " is neither .onnx nor .mindir");
    }

    /** What is in it. */
    ModelContents contents();

    /** The numbers of a stored tensor; empty for types without numbers and for data in other files. */
    Optional<double[]> numbers(String tensor);

    /** Weights and biases by layer, in file order. */
    Map<String, LayerNumbers> layers();
}
