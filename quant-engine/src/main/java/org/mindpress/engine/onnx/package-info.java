/** Reads and writes ONNX: float models, device form between stages, and QDQ models. */
@NullMarked
package org.mindpress.engine.onnx;

import org.jspecify.annotations.NullMarked;
