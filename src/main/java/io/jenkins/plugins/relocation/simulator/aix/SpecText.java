// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Address;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Kind;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Mount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Specification files, as {@code mkwpar -o} writes and {@code mkwpar -f} reads them: stanzas of {@code name = "value"}. A reconstruction. */
final class SpecText {
    private SpecText() {}

    static String of(WparSpec spec) {
        StringBuilder text = new StringBuilder();
        Map<String, String> general = new LinkedHashMap<>();
        general.put("name", spec.name());
        general.put("type", spec.kind().letter());
        general.put("hostname", spec.hostname());
        general.put("directory", spec.directory());
        general.put("auto", word(spec.auto()));
        general.put("checkpointable", word(spec.checkpointable()));
        general.put("application", spec.application());
        general.put("uuid", spec.uuid());
        stanza(text, "general", general);
        spec.addresses().forEach(each -> {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("interface", each.device());
            values.put("address", each.address());
            values.put("netmask", each.mask());
            values.put("broadcast", each.broadcast());
            stanza(text, "network", values);
        });
        spec.mounts().forEach(each -> {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("directory", each.directory());
            values.put("dev", each.device());
            values.put("vfs", each.vfs());
            values.put("host", each.node());
            values.put("mountopts", each.options());
            stanza(text, "mount", values);
        });
        stanza(text, "resources", new TreeMap<>(spec.resources()));
        return text.toString();
    }

    private static void stanza(StringBuilder text, String name, Map<String, String> values) {
        text.append(name).append(":\n");
        values.forEach((key, value) -> text.append("\t%s = \"%s\"%n".formatted(key, value)));
        text.append('\n');
    }

    static String word(boolean value) {
        return value ? "yes" : "no";
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it is none
     */
    static WparSpec parse(String text) {
        Map<String, String> general = new TreeMap<>();
        Map<String, String> resources = new TreeMap<>();
        List<Address> addresses = new ArrayList<>();
        List<Mount> mounts = new ArrayList<>();
        for (String part : text.split("\n\n")) {
            Map<String, String> values = values(part);
            switch (part.strip().split(":", 2)[0]) {
                case "general" -> general.putAll(values);
                case "resources" -> resources.putAll(values);
                case "network" ->
                    addresses.add(new Address(
                            values.getOrDefault("interface", "en0"),
                            values.getOrDefault("address", ""),
                            values.getOrDefault("netmask", ""),
                            values.getOrDefault("broadcast", "")));
                case "mount" ->
                    mounts.add(new Mount(
                            values.getOrDefault("directory", ""),
                            values.getOrDefault("dev", ""),
                            values.getOrDefault("vfs", ""),
                            values.getOrDefault("host", ""),
                            values.getOrDefault("mountopts", "")));
                case "" -> {}
                default -> throw new IllegalArgumentException("not understood: " + part.strip());
            }
        }
        if (!general.containsKey("name")) {
            throw new IllegalArgumentException("the specification names no workload partition");
        }
        String name = general.get("name");
        return new WparSpec(
                name,
                general.getOrDefault("type", "S").equals("A") ? Kind.APPLICATION : Kind.SYSTEM,
                general.getOrDefault("hostname", name),
                general.getOrDefault("directory", "/wpars/" + name),
                general.getOrDefault("auto", "no").equals("yes"),
                general.getOrDefault("checkpointable", "no").equals("yes"),
                general.getOrDefault("application", ""),
                general.getOrDefault("uuid", WparSpec.uuid(name)),
                addresses,
                mounts,
                resources);
    }

    private static Map<String, String> values(String stanza) {
        Map<String, String> values = new TreeMap<>();
        stanza.lines().map(String::strip).filter(line -> line.contains(" = ")).forEach(line -> {
            String[] words = line.split(" = ", 2);
            values.put(words[0], words[1].replaceAll("^\"|\"$", ""));
        });
        return values;
    }
}
