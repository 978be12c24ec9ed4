/**
 * What Ferry's workflows share with whoever starts or serves them: the data converter, search attributes and failure
 * types. Nothing here or below may touch the network, the disk or the clock: workflow code is replayed.
 */
@NullMarked
package org.ferry.workflows;

import org.jspecify.annotations.NullMarked;
