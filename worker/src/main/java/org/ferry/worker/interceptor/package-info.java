/** What the worker adds around every workflow and activity. */
@NullMarked
package org.ferry.worker.interceptor;

import org.jspecify.annotations.NullMarked;
