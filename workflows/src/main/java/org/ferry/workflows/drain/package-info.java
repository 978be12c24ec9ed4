/** Emptying a compute host. */
@NullMarked
package org.ferry.workflows.drain;

import org.jspecify.annotations.NullMarked;
