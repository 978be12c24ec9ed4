@NullMarked
package org.ferry.worker;

import org.jspecify.annotations.NullMarked;
