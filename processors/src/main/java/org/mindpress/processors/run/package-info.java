/** Runs: request, manifests, checkpoints, outcome, claims, stage keys and the cache. */
@NullMarked
package org.mindpress.processors.run;

import org.jspecify.annotations.NullMarked;
