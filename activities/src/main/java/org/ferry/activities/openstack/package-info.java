/**
 * The OpenStack side: Nova, Cinder, Neutron and Placement through their APIs. {@link
 * org.ferry.activities.openstack.CloudSession} holds the token, {@link org.ferry.activities.openstack.ApiClient} speaks
 * JSON with a microversion for each request, openstack4j is used through {@link
 * org.ferry.activities.openstack.JdkConnector} where it is right.
 */
@NullMarked
package org.ferry.activities.openstack;

import org.jspecify.annotations.NullMarked;
