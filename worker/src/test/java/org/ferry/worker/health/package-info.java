@NullMarked
package org.ferry.worker.health;

import org.jspecify.annotations.NullMarked;
