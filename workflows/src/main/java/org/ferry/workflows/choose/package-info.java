/**
 * Which method, which target: pure decisions over records of facts, without Temporal and without OpenStack. Facts in,
 * reasons out, in an operator's words.
 */
@NullMarked
package org.ferry.workflows.choose;

import org.jspecify.annotations.NullMarked;
