/** Reads and writes MindIR: the deployment file (dialect D1) and the verification file (dialect D2), and the export lint. */
@NullMarked
package org.mindpress.engine.mindir;

import org.jspecify.annotations.NullMarked;
