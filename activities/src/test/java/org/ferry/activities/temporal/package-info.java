@NullMarked
package org.ferry.activities.temporal;

import org.jspecify.annotations.NullMarked;
