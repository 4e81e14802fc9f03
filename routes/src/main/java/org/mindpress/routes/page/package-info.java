/** The page for people: files of a small application in the browser, which asks the REST interface for everything that it shows. */
@NullMarked
package org.mindpress.routes.page;

import org.jspecify.annotations.NullMarked;
