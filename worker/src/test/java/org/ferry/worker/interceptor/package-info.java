@NullMarked
package org.ferry.worker.interceptor;

import org.jspecify.annotations.NullMarked;
