/**
 * Which instances to move so that hosts are used evenly: pure functions over records, without Temporal and without
 * OpenStack. {@link Balance} is the way in.
 */
@NullMarked
package org.ferry.workflows.balance;

import org.jspecify.annotations.NullMarked;
