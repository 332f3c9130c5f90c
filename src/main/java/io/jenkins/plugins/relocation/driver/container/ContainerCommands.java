// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Tcp;
import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.spi.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Builds what is asked of hosts; runs nothing. */
final class ContainerCommands {
    private static final Duration CLEAN = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(150);

    private ContainerCommands() {}

    static List<String> container(ContainerSettings settings) {
        return List.of("report_container", settings.runtime().program(), settings.name());
    }

    /** Opens a leg at the end that the container leaves. */
    static Call openSource(Leg leg, ContainerSettings settings, Container container) {
        List<String> plan = plan(settings, container);
        plan.add("root=" + container.identity());
        return open(leg, Leg.End.FROM, plan);
    }

    /** Opens a leg at the end that the container goes to. */
    static Call openTarget(Leg leg, ContainerSettings settings, Container container) {
        List<String> plan = plan(settings, container);
        if (leg.way() == Leg.Way.OUT) {
            plan.add("restore=at-once");
        }
        return open(leg, Leg.End.TO, plan);
    }

    private static Call open(Leg leg, Leg.End end, List<String> plan) {
        return Call.of("container-open", leg.id(), leg.host(end).imageDir()).reading(String.join("\n", plan) + "\n");
    }

    private static List<String> plan(ContainerSettings settings, Container container) {
        List<String> plan = new ArrayList<>();
        plan.add("runtime=" + settings.runtime().program());
        plan.add("name=" + settings.name());
        plan.add("bundle=" + container.bundle());
        plan.add("cgroup=" + container.cgroup());
        criu(settings, container).forEach(line -> plan.add("criu=" + line));
        if (tcp(settings, container) == Tcp.KEEP) {
            plan.add("option=--tcp-established");
        }
        if (settings.fileLocks()) {
            plan.add("option=--file-locks");
        }
        if (container.hiddenCgroups() && settings.runtime() == Runtime.CRUN) {
            plan.add("option=--manage-cgroups-mode=ignore");
            plan.add("place=yes");
        }
        settings.data().forEach(path -> plan.add("data=" + path));
        container.cable().ifPresent(cable -> network(cable, plan));
        return plan;
    }

    /** Lines of CRIU's configuration. */
    private static List<String> criu(ContainerSettings settings, Container container) {
        List<String> lines = new ArrayList<>(List.of("network-lock nftables", "ghost-limit 16777216"));
        if (tcp(settings, container) == Tcp.CLOSE) {
            lines.add("tcp-close");
            lines.add("skip-in-flight");
        }
        return lines;
    }

    private static void network(Cable cable, List<String> plan) {
        plan.add("netns=" + cable.netns());
        plan.add("device=" + cable.device());
        plan.add("bridge=" + cable.bridge());
        plan.add("interface=" + cable.inside());
        plan.add("mac=" + cable.mac());
        plan.add("mtu=" + cable.mtu());
        cable.addresses().forEach(address -> plan.add("address=" + address));
        cable.routes().forEach(route -> plan.add("route=" + route));
    }

    /** What becomes of connections: never {@link Tcp#DEFAULT}. */
    static Tcp tcp(ContainerSettings settings, Container container) {
        if (settings.tcp() != Tcp.DEFAULT) {
            return settings.tcp();
        }
        return container.cable().isPresent() ? Tcp.KEEP : Tcp.REFUSE;
    }

    /** Makes the network namespace on the target, locked and not plugged in. */
    static Call network(Leg leg) {
        return Call.of("container-network", leg.id()).within(CLEAN);
    }

    static Call observe(ContainerSettings settings) {
        return Call.of("container-observe", settings.runtime().program(), settings.name());
    }

    static Call permit(Leg leg) {
        return Call.of("permit", leg.id()).within(SETTLE);
    }

    static Call thaw(Leg leg) {
        return Call.of("container-thaw", leg.id()).within(SETTLE);
    }

    /** Destroys what there is of the container where it is at home; for ever: its address goes, too. */
    static Call discardAtHome(boolean forever) {
        return (forever ? Call.of("container-discard", "forget") : Call.of("container-discard")).within(SETTLE);
    }

    /** Destroys what there is of the container where it is a guest; its files and its network go, too. */
    static Call discardAway() {
        return Call.of("container-discard", "undo").within(SETTLE);
    }

    static Call clean(String legId) {
        return Call.of("container-clean", legId).within(CLEAN);
    }
}
