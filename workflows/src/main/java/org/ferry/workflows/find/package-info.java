/** Finding an instance by its name: for starters, which reach Temporal but not the cloud. */
@NullMarked
package org.ferry.workflows.find;

import org.jspecify.annotations.NullMarked;
