/** Quantisation-aware training and distillation in Deeplearning4j: the only package that knows it. */
@NullMarked
package org.mindpress.engine.train;

import org.jspecify.annotations.NullMarked;
