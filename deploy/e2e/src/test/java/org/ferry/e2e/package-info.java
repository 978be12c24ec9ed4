/**
 * End-to-end tests on the lab. They look at the world with eyes of their own (Nova's API as another user, {@code
 * virsh}, SQL as root, files, the guest's HTTP), never by what Ferry says of itself.
 */
@NullMarked
package org.ferry.e2e;

import org.jspecify.annotations.NullMarked;
