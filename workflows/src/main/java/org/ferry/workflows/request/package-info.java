/** Reading what people type: one JSON object, every bad field named at once. */
@NullMarked
package org.ferry.workflows.request;

import org.jspecify.annotations.NullMarked;
