/** What is quantised, where and how: schemes, parameters, rounding, range estimators, layer policy and the quantisation plan. Plain Java, the truth for all other packages. */
@NullMarked
package org.mindpress.engine.quant;

import org.jspecify.annotations.NullMarked;
