/** Post-training quantisation: streaming statistics, range search and sequential bias correction. */
@NullMarked
package org.mindpress.engine.calibrate;

import org.jspecify.annotations.NullMarked;
