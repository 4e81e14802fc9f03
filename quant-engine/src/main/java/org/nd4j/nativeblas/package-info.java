/** One class under a name that Deeplearning4j 1.0.0-M2.1 looks up by reflection; nothing else belongs here. */
@NullMarked
package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;
