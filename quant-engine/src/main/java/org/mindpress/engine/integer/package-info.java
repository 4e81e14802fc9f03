/** Int8 execution of a deployment MindIR, bit for bit the arithmetic of MindSpore Lite's kernels. */
@NullMarked
package org.mindpress.engine.integer;

import org.jspecify.annotations.NullMarked;
