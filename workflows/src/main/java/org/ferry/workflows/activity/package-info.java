/**
 * The activities as the workflows see them, cut by capability, and the records that travel between the two. Every
 * activity looks before it acts: done already is success, a world that is not as expected is a {@link
 * org.ferry.workflows.Failures failure} that says what was found. Retries are therefore free.
 */
@NullMarked
package org.ferry.workflows.activity;

import org.jspecify.annotations.NullMarked;
