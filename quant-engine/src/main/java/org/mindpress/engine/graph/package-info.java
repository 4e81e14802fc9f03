/** Model graphs: nodes, the table of operators, constants, and the passes that lower an imported graph to the device form. */
@NullMarked
package org.mindpress.engine.graph;

import org.jspecify.annotations.NullMarked;
