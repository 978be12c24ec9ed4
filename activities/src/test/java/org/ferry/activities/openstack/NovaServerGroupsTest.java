package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ferry.activities.openstack.MovingCloud.look;
import static org.ferry.activities.openstack.Replies.OTHER_VM;
import static org.ferry.activities.openstack.Replies.VM;
import static org.ferry.activities.openstack.Replies.migration;
import static org.ferry.activities.openstack.Replies.noServer;

import java.util.List;
import org.ferry.activities.openstack.MovingCloud.Look;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServerGroup.Member;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Server groups, and the instances of a host: what a target must suit. */
class NovaServerGroupsTest {
    private static final String ID = "0fd1c9a6-5c1f-4f0e-8f6c-1b3a9d0b7e11";
    private static final String GROUP = FakeCloud.COMPUTE + "/os-server-groups/" + ID;

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private NovaComputeActivities compute;

    @BeforeEach
    void createActivities() {
        compute = new NovaComputeActivities(cloud.client(), FakeCloud.QUICK);
        cloud.server.stubFor(get(GROUP).willReturn(okJson("""
                        {"server_group": {"id": "%s", "name": "web", "policy": "anti-affinity",
                          "rules": {"max_server_per_host": 2}, "members": ["%s", "%s"], "project_id": "p",
                          "user_id": "u"}}""".formatted(ID, VM, OTHER_VM))));
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/servers/" + OTHER_VM).willReturn(noServer()));
    }

    @Test
    void describesAGroupWithWhereItsMembersAre() {
        shows(look("compute-1", "active", null));

        assertThat(compute.describeServerGroups(List.of(ID)))
                .containsExactly(
                        new ServerGroup(ID, "web", "anti-affinity", 2, List.of(new Member(VM, "compute-1", ""))));
        cloud.server.verify(
                getRequestedFor(urlEqualTo(GROUP)).withHeader("OpenStack-API-Version", equalTo("compute 2.64")));
    }

    @Test
    void tellsWhereAMoveInFlightTakesAMember() {
        shows(look("compute-1", "active", "resize_prep", migration(5, "migration", "migrating", "compute-2")));
        assertThat(movingTo()).isEqualTo("compute-2");

        shows(look("compute-2", "resized", "resize_reverting", migration(5, "migration", "reverting", "compute-2")));
        assertThat(movingTo()).isEqualTo("compute-1");

        shows(look("compute-2", "active", "resize_finish", migration(5, "migration", "post-migrating", "compute-2")));
        assertThat(movingTo()).as("arrived").isEmpty();

        shows(look("compute-1", "active", "image_snapshot", migration(5, "live-migration", "failed", "compute-2")));
        assertThat(movingTo()).as("over").isEmpty();
    }

    @Test
    void readsThePoliciesOfAnOldNova() {
        cloud.versions("2.60", "3.0", "1.0");
        cloud.server.stubFor(get(GROUP).willReturn(okJson("""
                        {"server_group": {"id": "%s", "name": "web", "policies": ["soft-affinity"], "metadata": {},
                          "members": []}}""".formatted(ID))));

        assertThat(compute.describeServerGroups(List.of(ID)))
                .containsExactly(new ServerGroup(ID, "web", "soft-affinity", 1, List.of()));
    }

    @Test
    void leavesOutAGroupThatIsGone() {
        cloud.server.stubFor(get(GROUP).willReturn(aResponse().withStatus(404)));

        assertThat(compute.describeServerGroups(List.of(ID))).isEmpty();
    }

    @Test
    void listsTheInstancesOfAHostPageByPage() {
        String query =
                FakeCloud.COMPUTE + "/servers/detail?all_tenants=1&sort_key=created_at&sort_dir=asc&host=compute-1";
        cloud.server.stubFor(get(query).willReturn(okJson("""
                        {"servers": [{"id": "1", "OS-EXT-SRV-ATTR:host": "compute-1", "config_drive": "",
                            "flavor": {"original_name": "m1", "vcpus": 2, "extra_specs": {}}}],
                         "servers_links": [{"rel": "next", "href": "http://10.77.0.1:8774/v2.1/servers/detail?marker=1"}]}""")));
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/servers/detail?marker=1").willReturn(okJson("""
                        {"servers": [{"id": "2", "config_drive": "True", "metadata": {"ferry:priority": "9"},
                            "flavor": {"original_name": "m1", "vcpus": 2, "extra_specs": {}}}]}""")));

        List<Instance> instances = compute.listInstances("compute-1");

        assertThat(instances).extracting(Instance::id).containsExactly("1", "2");
        assertThat(instances).extracting(Instance::configDrive).containsExactly(false, true);
        assertThat(instances.get(1).metadata()).containsEntry("ferry:priority", "9");
    }

    @Test
    void tellsWhatThePlanOfAHostNeedsOfEachInstanceCountedAsNovaDoes() {
        String query =
                FakeCloud.COMPUTE + "/servers/detail?all_tenants=1&sort_key=created_at&sort_dir=asc&host=compute-1";
        String flavor = """
                "flavor": {"original_name": "m1", "vcpus": 2, "ram": 512, "disk": 10, "ephemeral": 5, "swap": 1025,
                           "extra_specs": {}}""";
        cloud.server.stubFor(get(query).willReturn(okJson("""
                        {"servers": [{"id": "1", "name": "web", "image": {"id": "i"},
                                      "metadata": {"ferry:priority": "9"}, %s},
                                     {"id": "2", "name": "db", "image": "", %s}]}""".formatted(flavor, flavor))));

        assertThat(compute.summarizeInstances("compute-1"))
                .containsExactly(
                        new InstanceSummary("1", "web", "9", 2, 512, 17, List.of()),
                        new InstanceSummary("2", "db", null, 2, 512, 7, List.of()));
    }

    private void shows(Look look) {
        new MovingCloud(cloud).shows(look);
    }

    private String movingTo() {
        return compute.describeServerGroups(List.of(ID)).get(0).members().get(0).movingTo();
    }
}
