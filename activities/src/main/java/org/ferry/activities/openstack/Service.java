package org.ferry.activities.openstack;

import java.util.List;

/** The services used, as operators, headers and catalogues name them. */
public enum Service {
    COMPUTE("Nova", "compute"),
    VOLUME("Cinder", "volume"),
    NETWORK("Neutron", "network"),
    PLACEMENT("Placement", "placement");

    private final String title;
    private final String headerName;

    Service(String title, String headerName) {
        this.title = title;
        this.headerName = headerName;
    }

    /** The name that operators know it by. */
    public String title() {
        return title;
    }

    /** The service's name in the {@code OpenStack-API-Version} header. */
    String headerName() {
        return headerName;
    }

    /** The types that catalogues list it by, preferred first (service-types-authority). */
    List<String> types() {
        return this == VOLUME ? List.of("volumev3", "block-storage", "block-store") : List.of(headerName);
    }
}
