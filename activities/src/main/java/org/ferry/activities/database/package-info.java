/**
 * Nova's cell databases, by JDBC: the one part of a manual move that no API offers. Works on every schema since
 * Icehouse; columns and tables are looked up, not assumed.
 */
@NullMarked
package org.ferry.activities.database;

import org.jspecify.annotations.NullMarked;
