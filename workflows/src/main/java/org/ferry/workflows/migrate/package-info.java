/** Moving one instance: the public workflow {@code MigrateInstance}, its request, its checks and its methods. */
@NullMarked
package org.ferry.workflows.migrate;

import org.jspecify.annotations.NullMarked;
