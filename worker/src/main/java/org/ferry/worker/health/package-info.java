/** What the worker tells of itself: health, metrics. */
@NullMarked
package org.ferry.worker.health;

import org.jspecify.annotations.NullMarked;
