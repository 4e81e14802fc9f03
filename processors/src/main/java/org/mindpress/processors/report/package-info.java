/** The report of a run: certificate, measurements and one self-contained HTML file. */
@NullMarked
package org.mindpress.processors.report;

import org.jspecify.annotations.NullMarked;
