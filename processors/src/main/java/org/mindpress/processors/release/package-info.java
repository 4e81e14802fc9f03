/** What is handed out: a verified run becomes candidate, goes to staging and to production, and is taken back, by records that are only ever appended. */
@NullMarked
package org.mindpress.processors.release;

import org.jspecify.annotations.NullMarked;
