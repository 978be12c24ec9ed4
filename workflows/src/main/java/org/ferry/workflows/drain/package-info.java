/** Emptying a compute host, and filling it again. */
@NullMarked
package org.ferry.workflows.drain;

import org.jspecify.annotations.NullMarked;
