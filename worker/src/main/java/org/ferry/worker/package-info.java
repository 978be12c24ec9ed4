/** The worker: a process that holds no state, takes work from Temporal and does it in the cloud. */
@NullMarked
package org.ferry.worker;

import org.jspecify.annotations.NullMarked;
