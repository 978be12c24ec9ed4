@NullMarked
package org.ferry.worker.config;

import org.jspecify.annotations.NullMarked;
