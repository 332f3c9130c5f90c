// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sockets;
import io.jenkins.plugins.relocation.spi.Discovered;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes what runs under the runtimes of a host into workloads. */
final class ContainerDiscovery {
    private static final int NAME_LENGTH = 63;

    private ContainerDiscovery() {}

    /** Containers by "RUNTIME NAME"; one whose report is incomplete is left out. */
    static List<Discovered> of(Map<String, Report> reports) {
        List<Discovered> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        reports.forEach((id, report) -> {
            String[] words = id.split(" ", 2);
            ContainerOutput.container(report)
                    .filter(container -> words.length == 2)
                    .ifPresent(container -> found.add(discovered(words[0], words[1], container, report, names)));
        });
        return found;
    }

    private static Discovered discovered(
            String runtime, String name, Container container, Report report, Set<String> names) {
        long bytes = HostReadings.memoryBytes(report);
        List<Long> processes = ContainerOutput.processes(report);
        return new Discovered(
                name(runtime, name, names),
                ContainerDriverFactory.ID,
                settings(runtime, name, container.cable()),
                "%s container %s: %s, %d MiB".formatted(runtime, name, container.command(), bytes >> 20),
                bytes,
                processes,
                Sockets.listeningPorts(Sockets.internet(report).stream()));
    }

    private static Map<String, Object> settings(String runtime, String name, Optional<Cable> cable) {
        Map<String, Object> settings = new TreeMap<>(Map.of("runtime", runtime, "name", name));
        cable.ifPresent(found -> settings.put(
                "network",
                Map.of(
                        "bridge", found.bridge(),
                        "netns", found.netns(),
                        "device", found.device(),
                        "address", found.addresses().get(0),
                        "mac", found.mac())));
        return settings;
    }

    private static String name(String runtime, String name, Set<String> taken) {
        String base = name.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        base = base.isEmpty() ? runtime : base.substring(0, Math.min(base.length(), NAME_LENGTH));
        if (taken.add(base)) {
            return base;
        }
        String longer = runtime + "-" + base;
        taken.add(longer);
        return longer;
    }
}
