// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import java.util.List;

/**
 * How a container's network namespace is connected: a pair of devices, one inside, the other on a bridge of the host.
 *
 * @param netns path of the network namespace
 * @param device the host's end
 * @param bridge the bridge that it is plugged into
 * @param inside name of the container's end
 * @param mac hardware address of the container's end
 * @param mtu largest packet, in bytes
 * @param addresses addresses of the container's end, each with the length of its network
 * @param routes what was added to the routes that follow from the addresses, as the host shows them
 */
record Cable(
        String netns,
        String device,
        String bridge,
        String inside,
        String mac,
        int mtu,
        List<String> addresses,
        List<String> routes) {
    Cable {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** The first address without the length of its network. */
    String address() {
        return addresses.get(0).split("/")[0];
    }
}
