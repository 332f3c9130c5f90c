// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Network;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Rootfs;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Tcp;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Nearest;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the settings of a container and collects everything that is wrong with them. */
final class ContainerSettingsReader {
    private static final List<String> KNOWN =
            List.of("runtime", "name", "bundle", "network", "tcp", "rootfs", "data", "unit", "fileLocks");
    private static final List<String> KNOWN_OF_NETWORK = List.of("bridge", "netns", "device", "address", "mac");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]{0,127}");
    private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:_.@\\\\-]{0,200}\\.service");
    private static final Pattern NETNS = Pattern.compile("(/var)?/run/netns/[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)/[0-9]{1,3}");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

    private final Map<String, Object> settings;
    private final List<SettingProblem> problems = new ArrayList<>();

    ContainerSettingsReader(Map<String, Object> settings) {
        this.settings = settings;
    }

    List<SettingProblem> problems() {
        return List.copyOf(problems);
    }

    /** The settings as far as they make sense; look at {@link #problems} before using them. */
    ContainerSettings read() {
        new TreeSet<>(settings.keySet()).forEach(key -> checkKnown("", key, KNOWN));
        Runtime runtime = choice("runtime", Runtime.class, Runtime.CRUN, List.of(Runtime.values()));
        if (!settings.containsKey("runtime")) {
            problem("runtime", "is missing; write crun, runc or podman");
        }
        if (!settings.containsKey("name")) {
            problem("name", "is missing; write the name that %s list shows".formatted(runtime.program()));
        }
        return new ContainerSettings(
                runtime,
                text(settings, "", "name", NAME, "the name of a container"),
                text(settings, "", "bundle", PATH, "an absolute path"),
                network(),
                choice("tcp", Tcp.class, Tcp.DEFAULT, List.of(Tcp.KEEP, Tcp.CLOSE, Tcp.REFUSE)),
                choice("rootfs", Rootfs.class, Rootfs.PRESENT, List.of(Rootfs.values())),
                paths(),
                text(settings, "", "unit", UNIT, "the name of a service unit, such as \"redis1.service\""),
                flag());
    }

    private void checkKnown(String where, String key, List<String> known) {
        if (!known.contains(key)) {
            problem(where + key, "is not a setting of containers; " + Nearest.hint(key, known));
        }
    }

    private Network network() {
        Object value = settings.get("network");
        if (value == null) {
            return Network.AS_FOUND;
        }
        if (!(value instanceof Map<?, ?> map)) {
            problem("network", "must be a map of %s".formatted(String.join(", ", KNOWN_OF_NETWORK)));
            return Network.AS_FOUND;
        }
        Map<String, Object> given = new TreeMap<>();
        map.forEach((key, each) -> given.put(String.valueOf(key), each));
        given.keySet().forEach(key -> checkKnown("network.", key, KNOWN_OF_NETWORK));
        return new Network(
                text(given, "network.", "bridge", DEVICE, "the name of a bridge"),
                text(given, "network.", "netns", NETNS, "a path of the form /run/netns/NAME"),
                text(given, "network.", "device", DEVICE, "the name of a network device"),
                text(
                        given,
                        "network.",
                        "address",
                        ADDRESS,
                        "an address with the length of its network, such as 10.77.0.50/24"),
                text(given, "network.", "mac", MAC, "a hardware address in quotes, such as \"02:42:0a:4d:00:32\"")
                        .toLowerCase(Locale.ROOT));
    }

    private String text(Map<String, Object> from, String where, String key, Pattern pattern, String what) {
        Object value = from.get(key);
        if (value == null) {
            return "";
        }
        if (value instanceof String text && pattern.matcher(text).matches() && !(text + "/").contains("/../")) {
            return text;
        }
        problem(where + key, "%s is not %s".formatted(Names.quote(String.valueOf(value)), what));
        return "";
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise, List<E> allowed) {
        Object value = settings.get(key);
        if (value == null) {
            return otherwise;
        }
        for (E each : allowed) {
            if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                return each;
            }
        }
        List<String> words = allowed.stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        problem(
                key,
                "%s is not known; %s"
                        .formatted(Names.quote(String.valueOf(value)), Nearest.hint(String.valueOf(value), words)));
        return otherwise;
    }

    private boolean flag() {
        Object value = settings.getOrDefault("fileLocks", false);
        if (!(value instanceof Boolean)) {
            problem("fileLocks", "%s is neither true nor false".formatted(Names.quote(String.valueOf(value))));
        }
        return Boolean.TRUE.equals(value);
    }

    private List<String> paths() {
        Object value = settings.getOrDefault("data", List.of());
        if (!(value instanceof List<?> list)) {
            problem("data", "must be a list of paths");
            return List.of();
        }
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String key = "data[%d]".formatted(i);
            paths.add(text(Map.of(key, list.get(i)), "", key, PATH, "an absolute path without '..'"));
        }
        return paths;
    }

    private void problem(String setting, String message) {
        problems.add(new SettingProblem(setting, message));
    }
}
