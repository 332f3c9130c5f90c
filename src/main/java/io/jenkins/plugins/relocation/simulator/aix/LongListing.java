// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.List;
import java.util.stream.Collectors;

/** {@code lswpar -L}, laid out as it was captured from a real system. */
final class LongListing {
    private static final int CUT = 24;
    private static final String DOUBLE = "=".repeat(65) + "\n";
    private static final String SINGLE = "-".repeat(65) + "\n";

    private LongListing() {}

    static String of(AixMachine machine, List<Wpar> wpars) {
        return wpars.stream().map(LongListing::of).collect(Collectors.joining());
    }

    private static String of(Wpar wpar) {
        WparSpec spec = wpar.spec();
        StringBuilder text = new StringBuilder(DOUBLE)
                .append("%s - %s%n".formatted(spec.name(), wpar.state().word()))
                .append(DOUBLE)
                .append("GENERAL\n");
        line(text, 25, "Type", spec.kind().letter());
        line(text, 25, "RootVG WPAR", "no");
        line(text, 25, "Owner", "root");
        line(text, 25, "Hostname", spec.hostname());
        line(text, 25, "WPAR-Specific Routing", "no");
        line(text, 25, "Virtual IP WPAR", "");
        line(text, 25, "Directory", spec.directory());
        line(text, 25, "Start/Stop Script", "");
        line(text, 25, "Auto", SpecText.word(spec.auto()));
        line(text, 25, "Private /usr", "no");
        line(text, 25, "Checkpointable", SpecText.word(spec.checkpointable()));
        line(text, 25, "Application", spec.application());
        line(text, 25, "OStype", "0");
        line(text, 25, "UUID", spec.uuid());
        text.append("\nNETWORK\nInterface     Address(6)        Mask/Prefix       Broadcast\n")
                .append(SINGLE);
        spec.shownAddresses()
                .forEach(each -> text.append("%-13s %-17s %-17s %s%n"
                        .formatted(each.device(), each.address(), each.mask(), each.broadcast())));
        text.append("\nUSER-SPECIFIED ROUTES\nType    Destination          Gateway           Interface\n")
                .append(SINGLE);
        text.append("\nFILE SYSTEMS\nMountPoint               Device           Vfs     Nodename   Options\n")
                .append(SINGLE);
        spec.mounts()
                .forEach(each -> text.append("%-24s %-16s %-7s %-10s %s%n"
                        .formatted(
                                cut(WparColumns.mountPoint(spec, each)),
                                each.device(),
                                each.vfs(),
                                each.node(),
                                each.options())));
        resources(text, spec);
        text.append("\nOPERATION\n");
        line(text, 14, "Operation", wpar.operation());
        line(text, 14, "Process ID", "");
        line(text, 14, "Start Time", "");
        text.append("\nSECURITY SETTINGS\nPrivileges:   PV_AU_,PV_AU_ADD,PV_AU_ADMIN,PV_AU_PROC,PV_AU_READ,\n");
        text.append("              PV_NET_PORT,PV_PROC_CKPT,PV_PROC_CORE,PV_KER_LVM\n");
        text.append("\nDEVICE EXPORTS\nName               Type     Virtual Device     RootVG   Status\n")
                .append(SINGLE);
        text.append("/dev/null          pseudo                               EXPORTED\n");
        return text.append("/dev/xti/tcp       clone                                EXPORTED\n\n")
                .toString();
    }

    private static void resources(StringBuilder text, WparSpec spec) {
        text.append("\nRESOURCE CONTROLS\n");
        line(text, 36, "Active", spec.resources().getOrDefault("active", "yes"));
        line(text, 36, "Resource Set", "");
        line(text, 36, "CPU Shares", "unlimited");
        line(text, 36, "CPU Limits", spec.resources().getOrDefault("CPU", "0%-100%,100%"));
        line(text, 36, "Memory Shares", "unlimited");
        line(text, 36, "Memory Limits", spec.resources().getOrDefault("memory", "0%-100%,100%"));
        for (String limit : List.of(
                "Per-Process Virtual Memory Limit",
                "Total Virtual Memory Limit",
                "Total Processes",
                "Total Threads",
                "Total PTYs",
                "Total Large Pages")) {
            line(text, 36, limit, "unlimited");
        }
        for (String limit :
                List.of("Max Message Queue IDs", "Max Semaphore IDs", "Max Shared Memory IDs", "Max Pinned Memory")) {
            line(text, 36, limit, "100%");
        }
    }

    private static void line(StringBuilder text, int width, String name, String value) {
        text.append(("%-" + width + "s%s").formatted(name + ":", value).stripTrailing())
                .append('\n');
    }

    private static String cut(String path) {
        return path.length() <= CUT ? path : path.substring(0, CUT - 3) + "...";
    }
}
