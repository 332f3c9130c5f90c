// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.spi.Discovered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a draft of an inventory from what was found on hosts. The draft can be read back as it is; a person goes through
 * it, because what makes an application work cannot be seen from outside.
 */
public final class InventoryWriter {
    private static final int LONGEST_NAME = 63;
    private static final Map<Integer, String> QUESTIONS = Map.of(
            6379, "{type: line, port: 6379, send: \"PING\", expect: \"+PONG\"}",
            11211, "{type: line, port: 11211, send: \"version\", expect: \"VERSION\"}",
            80, "{type: http, url: \"http://{host}/\"}",
            443, "{type: http, url: \"https://{host}/\"}",
            8080, "{type: http, url: \"http://{host}:8080/\"}");

    private InventoryWriter() {}

    /**
     * Writes a draft.
     *
     * @param hosts the hosts that were looked at, and jump hosts on the way to them
     * @param found what was found, by the name of the host; hosts without an entry have no workloads
     * @return YAML with comments, lines ending in a line feed
     */
    public static String write(List<Host> hosts, Map<String, List<Discovered>> found) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# Draft: what was found running. Remove what is not to be moved, and say with probes how to tell that");
        lines.add("# the rest works: a workload without a probe cannot be planned.");
        lines.add("version: 1");
        lines.add("hosts:");
        hosts.forEach(host -> lines.addAll(host(host)));
        lines.add("workloads:");
        Set<String> taken = new HashSet<>();
        int before = lines.size();
        for (Host host : hosts) {
            for (Discovered workload : found.getOrDefault(host.name(), List.of())) {
                lines.addAll(workload(host, workload, unique(workload.suggestedName(), host.name(), taken)));
            }
        }
        if (lines.size() == before) {
            lines.set(before - 1, "workloads: []  # nothing was found that a driver knows how to move");
        }
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static List<String> host(Host host) {
        List<String> lines = new ArrayList<>();
        lines.add("  - name: " + YamlText.text(host.name()));
        lines.add("    address: " + YamlText.text(host.address()));
        addUnless(host.port() == 22, lines, "port: " + host.port());
        lines.add("    login: " + login(host.login()));
        lines.add("    hostKeys: " + quoted(host.hostKeys()));
        addUnless(host.jump().isEmpty(), lines, "jump: " + YamlText.text(host.jump()));
        addUnless(host.labels().isEmpty(), lines, "labels: " + YamlText.flow(host.labels()));
        addUnless(host.limits().equals(Limits.DEFAULT), lines, "limits: " + limits(host.limits()));
        addUnless(host.transfer().equals(Transfer.DEFAULT), lines, "transfer: " + transfer(host.transfer()));
        addUnless(host.stateDir().equals(Host.STATE_DIR), lines, "stateDir: " + YamlText.text(host.stateDir()));
        addUnless(host.imageDir().equals(Host.IMAGE_DIR), lines, "imageDir: " + YamlText.text(host.imageDir()));
        addUnless(host.algorithms().isEmpty(), lines, "algorithms: " + quoted(host.algorithms()));
        return lines;
    }

    private static List<String> workload(Host host, Discovered workload, String name) {
        List<String> lines = new ArrayList<>();
        lines.add("  # %s, %s of memory"
                .formatted(YamlText.comment(workload.description()), Units.size(workload.memoryBytes())));
        lines.add("  - name: " + YamlText.text(name));
        lines.add("    driver: " + YamlText.text(workload.driver()));
        lines.add("    host: " + YamlText.text(host.name()));
        lines.add("    settings: " + YamlText.flow(workload.settings()));
        Set<Integer> ports = new TreeSet<>(workload.listens());
        lines.add(ports.isEmpty() ? "    probes: []" : "    probes:");
        ports.forEach(port -> lines.add("      - {type: tcp, port: %d}".formatted(port)));
        if (ports.isEmpty()) {
            lines.add("    # It listens on no port: say how to tell that it works, and remove the [] above, such as");
            lines.add("    #  - {type: process}  # runs, but that alone says little");
            lines.add("    #  - {type: command, run: [\"/usr/local/bin/check\"], outputContains: \"ok\"}");
        }
        ports.stream().filter(QUESTIONS::containsKey).forEach(port -> {
            lines.add("      # An open port says little. If it speaks what usually is behind port %d:".formatted(port));
            lines.add("      # - " + QUESTIONS.get(port));
        });
        return lines;
    }

    private static String login(Login login) {
        String credentials =
                login.credentials().isEmpty() ? "" : ", credentials: " + YamlText.quoted(login.credentials());
        String become = login.become() == Login.Become.SUDO ? ", become: sudo" : "";
        return "{user: %s%s%s}".formatted(YamlText.text(login.user()), credentials, become);
    }

    private static String limits(Limits limits) {
        return "{movesIn: %d, movesOut: %d, memoryReserve: %s}"
                .formatted(limits.movesIn(), limits.movesOut(), Quantities.write(limits.memoryReserve()));
    }

    private static String transfer(Transfer transfer) {
        String path = transfer.path() == Transfer.Path.CONTROLLER ? "controller" : "one-off-key";
        String address = transfer.address().isEmpty() ? "" : ", address: " + YamlText.quoted(transfer.address());
        return "{path: %s%s}".formatted(path, address);
    }

    private static String quoted(Collection<String> values) {
        return values.stream().map(YamlText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static void addUnless(boolean usual, List<String> lines, String line) {
        if (!usual) {
            lines.add("    " + line);
        }
    }

    /** A name that is free: the suggested one, then with the host's name, then with a number. */
    private static String unique(String suggested, String host, Set<String> taken) {
        String name = suggested;
        for (int i = 1; !taken.add(name); i++) {
            String number = i == 1 ? "" : "-" + i;
            name = cut(cut(suggested, 31) + "-" + host, LONGEST_NAME - number.length()) + number;
        }
        return name;
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }
}
