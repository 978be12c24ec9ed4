/** What people read of a run apart from Temporal: texts, JSON and pages, made from what the run tells. Pure. */
@NullMarked
package org.ferry.report;

import org.jspecify.annotations.NullMarked;
