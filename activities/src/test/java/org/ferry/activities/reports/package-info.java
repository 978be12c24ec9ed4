@NullMarked
package org.ferry.activities.reports;

import org.jspecify.annotations.NullMarked;
