/** The exported files against the programs that they are written for: a real MindSpore and a real MindSpore Lite. Only in profile conformance. */
@NullMarked
package org.mindpress.engine.conformance;

import org.jspecify.annotations.NullMarked;
