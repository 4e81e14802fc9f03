/** Accuracy, paired statistics, parity and per-layer error attribution. */
@NullMarked
package org.mindpress.engine.evaluate;

import org.jspecify.annotations.NullMarked;
