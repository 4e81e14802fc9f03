/** An interpreter of the ordinary operators of a verification MindIR; knows nothing of quantisation and shares no arithmetic with the integer package. */
@NullMarked
package org.mindpress.engine.reference;

import org.jspecify.annotations.NullMarked;
