package org.mindpress.engine.quant;

/** Writes and reads {@code quantization.json}; every number survives bit for bit, and the same document gives the same bytes. */
public final class QuantizationDocumentCodec {
    private QuantizationDocumentCodec() {}

    /** The document as UTF-8 JSON. */
    public static byte[] toJson(QuantizationDocument document) {
        return java.util.Optional.<byte[]>empty().orElseThrow(() -> new UnsupportedOperationException(document.toString()));
    }

    /**
     * Reads strictly.
     *
     * @param fileName how messages call it
     * @throws IllegalArgumentException with every unknown or missing key and wrong value, each with its place
     */
    public static QuantizationDocument fromJson(String fileName, byte[] json) {
        return java.util.Optional.<QuantizationDocument>empty().orElseThrow(() -> new UnsupportedOperationException(fileName + json.length));
    }
}
