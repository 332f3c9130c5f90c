// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.SettingValues;
import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Network;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Rootfs;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the settings of a container and collects everything that is wrong with them. */
final class ContainerSettingsReader {
    private static final List<String> KNOWN =
            List.of("runtime", "name", "bundle", "network", "tcp", "rootfs", "data", "unit", "fileLocks");
    private static final List<String> KNOWN_OF_NETWORK = List.of("bridge", "netns", "device", "address", "mac");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]{0,127}");
    private static final Pattern NETNS = Pattern.compile("(/var)?/run/netns/[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)/[0-9]{1,3}");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

    private final SettingValues values;

    ContainerSettingsReader(Map<String, Object> settings) {
        this.values = SettingValues.of(settings);
    }

    List<SettingProblem> problems() {
        return values.problems();
    }

    /** The settings as far as they make sense; look at {@link #problems} before using them. */
    ContainerSettings read() {
        values.known("containers", KNOWN);
        Runtime runtime = values.choice("runtime", Runtime.class).orElse(Runtime.CRUN);
        if (!values.has("runtime")) {
            values.problem("runtime", "is missing; write crun, runc or podman");
        }
        if (!values.has("name")) {
            values.problem("name", "is missing; write the name that %s shows".formatted(runtime.listing()));
        }
        if (runtime == Runtime.PODMAN) {
            for (String key : List.of("bundle", "rootfs", "unit")) {
                if (values.has(key)) {
                    values.problem(key, "is not for containers of Podman, which sees to that itself; leave it out");
                }
            }
        }
        return new ContainerSettings(
                runtime,
                values.text("name", NAME, "the name of a container"),
                values.path("bundle"),
                values.map("network", KNOWN_OF_NETWORK)
                        .map(ContainerSettingsReader::network)
                        .orElse(Network.AS_FOUND),
                values.choice("tcp", TcpPolicy.class),
                values.choice("rootfs", Rootfs.class).orElse(Rootfs.PRESENT),
                values.paths("data"),
                values.unit("unit"),
                values.flag("fileLocks"));
    }

    private static Network network(SettingValues values) {
        return new Network(
                values.text("bridge", DEVICE, "the name of a bridge"),
                values.text("netns", NETNS, "a path of the form /run/netns/NAME"),
                values.text("device", DEVICE, "the name of a network device"),
                values.text("address", ADDRESS, "an address with the length of its network, such as 10.77.0.50/24"),
                values.text("mac", MAC, "a hardware address in quotes, such as \"02:42:0a:4d:00:32\"")
                        .toLowerCase(Locale.ROOT));
    }
}
