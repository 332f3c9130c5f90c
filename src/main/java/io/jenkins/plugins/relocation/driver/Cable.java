// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * How a network namespace of a workload is connected: a pair of devices, one inside, the other on a bridge of the host.
 *
 * @param netns path of the network namespace
 * @param device the host's end
 * @param bridge the bridge that it is plugged into
 * @param inside name of the workload's end
 * @param mac hardware address of the workload's end
 * @param mtu largest packet, in bytes
 * @param addresses addresses of the workload's end, each with the length of its network
 * @param routes what was added to the routes that follow from the addresses, as the host shows them
 */
public record Cable(
        String netns,
        String device,
        String bridge,
        String inside,
        String mac,
        int mtu,
        List<String> addresses,
        List<String> routes) {
    public Cable {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** The first address without the length of its network. */
    public String address() {
        return addresses.get(0).split("/")[0];
    }

    /** What the host script has to know of it: lines KEY=VALUE of a plan. */
    public List<String> plan() {
        List<String> plan = new ArrayList<>(List.of(
                "netns=" + netns,
                "device=" + device,
                "bridge=" + bridge,
                "interface=" + inside,
                "mac=" + mac,
                "mtu=" + mtu));
        addresses.forEach(address -> plan.add("address=" + address));
        routes.forEach(route -> plan.add("route=" + route));
        return plan;
    }

    /** What a target is asked about it. */
    public List<String> needs() {
        List<String> needs = new ArrayList<>(List.of("netns " + netns, "bridge " + bridge));
        addresses.forEach(address -> needs.add("address " + address));
        return needs;
    }
}
