@NullMarked
package org.ferry.activities.database;

import org.jspecify.annotations.NullMarked;
