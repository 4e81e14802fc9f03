/** Stages in a process of their own: both ends of the pipe, and what goes through it. */
@NullMarked
package org.mindpress.processors.child;

import org.jspecify.annotations.NullMarked;
