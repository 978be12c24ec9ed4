/** The worker's configuration: one YAML file, secrets from files or the environment, every problem told at once. */
@NullMarked
package org.ferry.worker.config;

import org.jspecify.annotations.NullMarked;
