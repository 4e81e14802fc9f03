/**
 * Ways in: float models from the frameworks where users have them. {@link org.mindpress.engine.importer.ModelImport} knows a file's
 * format from its bytes; each format has one reader that translates the file into an ONNX graph in memory, so that one lowering
 * ({@code engine.onnx}) decides what the device form is and what is refused.
 */
@NullMarked
package org.mindpress.engine.importer;

import org.jspecify.annotations.NullMarked;
