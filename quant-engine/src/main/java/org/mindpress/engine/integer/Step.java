package org.mindpress.engine.integer;

import java.util.List;

/**
 * One operation of the executable graph.
 *
 * @param layer what it computes
 * @param operation how
 * @param inputs slots it reads; slots 0 to inputs − 1 are the graph inputs, then one slot a step follows
 */
record Step(IntegerLayer layer, Operation operation, List<Integer> inputs) {}
