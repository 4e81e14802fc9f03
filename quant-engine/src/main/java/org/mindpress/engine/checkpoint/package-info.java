/**
 * MindSpore checkpoints ({@code .ckpt}): parameters by name without a graph, read and written, and the named architectures that make
 * a network of them.
 */
@NullMarked
package org.mindpress.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
