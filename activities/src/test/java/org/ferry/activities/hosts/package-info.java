@NullMarked
package org.ferry.activities.hosts;

import org.jspecify.annotations.NullMarked;
