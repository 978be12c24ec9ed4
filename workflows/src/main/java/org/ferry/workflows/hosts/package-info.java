/** Compute hosts and what they have to give; changes nothing. */
@NullMarked
package org.ferry.workflows.hosts;

import org.jspecify.annotations.NullMarked;
