/** Other runs of Ferry, as Temporal has them. */
@NullMarked
package org.ferry.activities.temporal;

import org.jspecify.annotations.NullMarked;
