/** How many moves may go on at once: leases that every move takes before it begins. */
@NullMarked
package org.ferry.workflows.limits;

import org.jspecify.annotations.NullMarked;
