/** The command line: demo, serve, run, check and the other commands. */
@NullMarked
package org.mindpress.routes.cli;

import org.jspecify.annotations.NullMarked;
