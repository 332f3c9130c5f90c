// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Rootfs;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds what is asked of hosts; runs nothing. */
final class ContainerCommands {
    private static final String NOTHING = "-";

    private ContainerCommands() {}

    static List<String> container(ContainerSettings settings) {
        return List.of("report_container", settings.runtime().program(), settings.name());
    }

    static List<String> host(Host host) {
        return List.of("report_host", host.imageDir(), host.stateDir());
    }

    static List<String> size(Container container) {
        return List.of("report_container_size", Long.toString(container.pid()));
    }

    static List<String> data(ContainerSettings settings) {
        return settings.data().stream().map(path -> "data " + path).toList();
    }

    /** All that the source is asked before a move. */
    static List<String> source(Leg leg, ContainerSettings settings, Optional<Container> container) {
        boolean direct =
                Stream.of(leg.from(), leg.to()).allMatch(host -> host.transfer().path() == Transfer.Path.ONE_OFF_KEY);
        return List.of(
                "report_container_source",
                settings.runtime().program(),
                settings.name(),
                leg.from().imageDir(),
                leg.from().stateDir(),
                direct ? leg.to().transferAddress() : NOTHING,
                Integer.toString(leg.to().port()),
                settings.unit().isEmpty() ? NOTHING : settings.unit(),
                withBundle(container).map(Container::rootfs).orElse(NOTHING));
    }

    /** All that the target is asked before a move. */
    static List<String> target(Leg leg, ContainerSettings settings, Optional<Container> container) {
        Optional<Container> own = withBundle(container);
        return List.of(
                "report_container_target",
                settings.runtime().program(),
                settings.name(),
                leg.to().imageDir(),
                leg.to().stateDir(),
                settings.unit().isEmpty() ? NOTHING : settings.unit(),
                own.map(Container::bundle).orElse(NOTHING),
                own.map(Container::rootfs).orElse(NOTHING));
    }

    /** Podman makes bundles and root file systems itself: they are not compared. */
    private static Optional<Container> withBundle(Optional<Container> container) {
        return container.filter(found -> found.podman().isEmpty());
    }

    /** What these questions are about. */
    static List<String> needs(ContainerSettings settings, Optional<Container> container) {
        List<String> needs = new ArrayList<>();
        settings.data().forEach(path -> needs.add("data " + path));
        container.ifPresent(found -> RootfsChecks.binds(found).forEach(path -> needs.add("volume " + path)));
        container.flatMap(Container::podman).ifPresent(podman -> needs.add("image " + podman.image()));
        container.flatMap(Container::cable).ifPresent(cable -> needs.addAll(cable.needs()));
        return needs;
    }

    /** What both ends have to know about the container: lines KEY=VALUE. */
    static List<String> plan(ContainerSettings settings, Container container) {
        List<String> plan = new ArrayList<>();
        plan.add("runtime=" + settings.runtime().program());
        plan.add("name=" + settings.name());
        plan.add("bundle=" + container.bundle());
        plan.add("cgroup=" + container.cgroup());
        criu(settings, container).forEach(line -> plan.add("criu=" + line));
        if (settings.tcp(container) == TcpPolicy.KEEP) {
            plan.add("option=--tcp-established");
        }
        if (settings.fileLocks()) {
            plan.add("option=--file-locks");
        }
        if (container.hiddenCgroups() && settings.oci(container).equals(Runtime.CRUN.program())) {
            plan.add("option=--manage-cgroups-mode=ignore");
            plan.add("place=yes");
        }
        data(settings, container).forEach(path -> plan.add("data=" + path));
        if (!settings.unit().isEmpty()) {
            plan.add("unit=" + settings.unit());
        }
        container.podman().ifPresent(podman -> plan.addAll(podman.plan()));
        container.cable().ifPresent(cable -> plan.addAll(cable.plan()));
        return plan;
    }

    /** Lines of CRIU's configuration. */
    private static List<String> criu(ContainerSettings settings, Container container) {
        List<String> lines = new ArrayList<>(List.of("network-lock nftables", "ghost-limit 16777216"));
        if (settings.tcp(container) == TcpPolicy.CLOSE) {
            lines.add("tcp-close");
            lines.add("skip-in-flight");
        }
        return lines;
    }

    /** What is copied. A root file system that is, is copied with its configuration. */
    private static List<String> data(ContainerSettings settings, Container container) {
        if (settings.rootfs() == Rootfs.PRESENT) {
            return settings.data();
        }
        return Stream.concat(
                        Stream.of(container.bundle() + "/config.json", container.rootfs()), settings.data().stream())
                .toList();
    }

    static Call observe(ContainerSettings settings) {
        return Call.of("container-observe", settings.runtime().program(), settings.name());
    }
}
