/** The service: routes, run queue, REST, events and pick-up over one bucket, in one process. */
@NullMarked
package org.mindpress.routes.service;

import org.jspecify.annotations.NullMarked;
