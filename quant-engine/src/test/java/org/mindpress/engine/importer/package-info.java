@NullMarked
package org.mindpress.engine.importer;

import org.jspecify.annotations.NullMarked;
