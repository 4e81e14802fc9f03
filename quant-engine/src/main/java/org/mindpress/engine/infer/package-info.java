/** Float inference with taps in ONNX Runtime: the only package that knows it. */
@NullMarked
package org.mindpress.engine.infer;

import org.jspecify.annotations.NullMarked;
