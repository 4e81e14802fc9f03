/** New data: what the bucket's events say, what listings show, and when either is a reason for a run. */
@org.jspecify.annotations.NullMarked
package org.mindpress.routes.events;
