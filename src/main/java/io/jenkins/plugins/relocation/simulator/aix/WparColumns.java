// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which fields the lists of {@code lswpar} have, in which order, and their values. */
final class WparColumns {
    private static final Map<String, List<String>> FIELDS = Map.of(
            "", words("name:state:type:hostname:directory:rootvgwpar"),
            "G",
                    words(
                            "name:state:type:rootvgwpar:hostname:routing:vipwpar:directory:owner:script:auto:privateusr:checkpointable"
                                    + ":application:ostype:xwparipc:architecture:uuid"),
            "N", words("name:interface:address:mask_prefix:broadcast"),
            "M", words("name:mountpoint:device:vfs:nodename:options"),
            "D", words("name:devname:devtype:vdevname:devstatus:devid:rootvg:adapter"),
            "R",
                    words(
                            "name:state:active:rset:shares_CPU:CPU:shares_memory:memory:procVirtMem:totalVirtMem:totalProcesses"
                                    + ":totalThreads:totalPTYs:totalLargePages:pct_msgIDs:pct_semIDs:pct_shmIDs:pct_pinMem"),
            "S", words("name:state:privs"));

    private WparColumns() {}

    private static List<String> words(String text) {
        return List.of(text.split(":"));
    }

    static String group(Flags flags) {
        return Stream.of("G", "N", "M", "D", "R", "S")
                .filter(flags::has)
                .findFirst()
                .orElse("");
    }

    static List<String> fields(String group) {
        return FIELDS.get(group);
    }

    /** One row for each partition, address, file system or device. */
    static List<Map<String, String>> rows(AixMachine machine, Wpar wpar, String group) {
        return switch (group) {
            case "N" ->
                wpar.spec().shownAddresses().stream()
                        .map(each ->
                                row(group, wpar.name(), each.device(), each.address(), each.mask(), each.broadcast()))
                        .toList();
            case "M" ->
                wpar.spec().mounts().stream()
                        .map(each -> row(
                                group,
                                wpar.name(),
                                mountPoint(wpar.spec(), each),
                                each.device(),
                                each.vfs(),
                                each.node(),
                                each.options()))
                        .toList();
            case "D" ->
                List.of(
                        row(group, wpar.name(), "/dev/null", "pseudo", "", "EXPORTED", "", "no", ""),
                        row(group, wpar.name(), "/dev/xti/tcp", "clone", "", "EXPORTED", "", "no", ""));
            case "R" -> List.of(resources(wpar));
            case "S" ->
                List.of(row(group, wpar.name(), wpar.state().letter(), "PV_AU_,PV_AU_ADD,PV_NET_PORT,PV_PROC_CKPT"));
            default -> List.of(general(wpar));
        };
    }

    static String mountPoint(WparSpec spec, WparSpec.Mount mount) {
        return mount.directory().equals("/") ? spec.directory() : spec.directory() + mount.directory();
    }

    private static Map<String, String> row(String group, String... values) {
        Map<String, String> row = new LinkedHashMap<>();
        List<String> fields = FIELDS.get(group);
        for (int i = 0; i < values.length; i++) {
            row.put(fields.get(i), values[i]);
        }
        return row;
    }

    private static Map<String, String> general(Wpar wpar) {
        WparSpec spec = wpar.spec();
        Map<String, String> row = new TreeMap<>();
        FIELDS.get("G").forEach(field -> row.put(field, ""));
        row.put("name", spec.name());
        row.put("state", wpar.state().letter());
        row.put("type", spec.kind().letter());
        row.put("rootvgwpar", "no");
        row.put("hostname", spec.hostname());
        row.put("routing", "no");
        row.put("directory", spec.directory());
        row.put("owner", "root");
        row.put("auto", SpecText.word(spec.auto()));
        row.put("privateusr", "no");
        row.put("checkpointable", SpecText.word(spec.checkpointable()));
        row.put("application", spec.application());
        row.put("ostype", "0");
        row.put("xwparipc", "no");
        row.put("uuid", spec.uuid());
        return row;
    }

    private static Map<String, String> resources(Wpar wpar) {
        Map<String, String> row = new TreeMap<>();
        FIELDS.get("R").forEach(field -> row.put(field, field.startsWith("pct_") ? "100%" : "unlimited"));
        row.put("name", wpar.name());
        row.put("state", wpar.state().letter());
        row.put("active", "yes");
        row.put("rset", "");
        wpar.spec().resources().forEach((key, value) -> row.computeIfPresent(key, (k, old) -> value));
        return row;
    }
}
