package org.ferry.worker;

import java.time.ZoneId;
import java.util.List;
import org.ferry.activities.database.CellDatabases;
import org.ferry.activities.database.NovaDatabaseActivities;
import org.ferry.activities.hosts.SshHostActivities;
import org.ferry.activities.hosts.SshHosts;
import org.ferry.activities.openstack.ApiClient;
import org.ferry.activities.openstack.CinderVolumeActivities;
import org.ferry.activities.openstack.CloudSession;
import org.ferry.activities.openstack.NeutronNetworkActivities;
import org.ferry.activities.openstack.NovaComputeActivities;
import org.ferry.activities.openstack.NovaMoveApiActivities;
import org.ferry.activities.openstack.NovaServiceActivities;
import org.ferry.activities.openstack.PlacementApiActivities;
import org.ferry.activities.reports.FileReportActivities;
import org.ferry.activities.temporal.TemporalRunActivities;
import org.ferry.worker.config.WorkerSettings;

/**
 * The worker's ways to the world outside Temporal, shared by all activities. None of them connects before it is used.
 *
 * @param cloud OpenStack's APIs
 * @param databases Nova's cell databases
 * @param hosts compute hosts
 * @param activities all implementations of activities
 */
record Clients(ApiClient cloud, CellDatabases databases, SshHosts hosts, List<Object> activities)
        implements AutoCloseable {

    static Clients of(WorkerSettings settings) {
        ApiClient cloud = new ApiClient(new CloudSession(settings.cloud()));
        CellDatabases databases = new CellDatabases(settings.database());
        SshHosts hosts = new SshHosts(settings.hosts());
        return new Clients(
                cloud,
                databases,
                hosts,
                List.of(
                        new NovaComputeActivities(cloud),
                        new NovaMoveApiActivities(cloud),
                        new NovaServiceActivities(cloud),
                        new CinderVolumeActivities(cloud),
                        new NeutronNetworkActivities(cloud),
                        new PlacementApiActivities(cloud),
                        new NovaDatabaseActivities(databases),
                        new SshHostActivities(hosts, settings.hosts()),
                        new TemporalRunActivities(),
                        new FileReportActivities(settings.reportFolder(), ZoneId.systemDefault())));
    }

    @Override
    public void close() {
        hosts.close();
        databases.close();
    }
}
