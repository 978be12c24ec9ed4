/** What Temporal tells of a run, going on or ended, put into words of migrations and drains; nothing here prints. */
@NullMarked
package org.ferry.starter.run;

import org.jspecify.annotations.NullMarked;
