/** The {@code ferry} command: starts migrations, follows them and tells what came of them. */
@NullMarked
package org.ferry.starter;

import org.jspecify.annotations.NullMarked;
