@NullMarked
package org.ferry.report;

import org.jspecify.annotations.NullMarked;
