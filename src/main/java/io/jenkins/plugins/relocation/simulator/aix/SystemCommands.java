// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the system as a whole is asked: inventory, processes, network, file systems, subsystems. */
final class SystemCommands {
    private static final int PAGES_PER_MB = 256;
    private static final List<String> CLUSTER = List.of("clstrmgrES", "clcomd");

    private final AixMachine machine;

    SystemCommands(AixMachine machine) {
        this.machine = machine;
    }

    Answer answer(List<String> argv) {
        return switch (argv.get(0)) {
            case "lparstat" -> lparstat(argv);
            case "skeyctl" -> skeyctl(Flags.of(argv, "Dh:u:k:x:v:").simulating("v"));
            case "prtconf" -> prtconf(Flags.of(argv, "ckLmpsv").simulating("m"));
            case "oslevel" -> oslevel(Flags.of(argv, "fglmqrsu").simulating("rs"));
            case "lslpp" -> lslpp(Flags.of(argv, "aBcdefhiIJLlmOpqw").simulating("cLlq"));
            case "ps" -> ProcessListing.of(machine, argv);
            case "netstat" -> netstat(Flags.of(argv, "aAcCdDf:gI:imnoprsuvZ@").simulating("in"));
            case "df" -> df(Flags.of(argv, "gIikMmPsTtv").simulating("k"));
            case "mount" -> mount(argv);
            case "showmount" -> showmount(Flags.of(argv, "ade").simulating("e"));
            case "uname" -> uname(argv);
            case "lssrc" -> lssrc(Flags.of(argv, "as:g:h:lt:T:p:P:dSn:").simulating("as"));
            case "lsitab" -> lsitab(Flags.of(argv, "a"));
            case "vmstat" -> vmstat(Flags.of(argv, "fsiItvlwhp:").simulating(""));
            case "who" -> who(Flags.of(argv, "AabdHilmpqrstTuwX").simulating("b"));
            case "ifconfig" -> ifconfig(argv);
            default -> throw new Refused(127, argv.get(0) + ": not found");
        };
    }

    // ---- inventory ----

    private Answer lparstat(List<String> argv) {
        Flags flags = Flags.of(argv, "iWHhsmptedclxE").simulating("i");
        if (!flags.has("i")) {
            throw new Refused(2, "usage: lparstat -i");
        }
        AixProfile is = machine.profile();
        List<String[]> values = List.of(
                row("Node Name", is.hostname()),
                row("Partition Name", is.hostname().toUpperCase(Locale.ROOT)),
                row("Partition Number", "3"),
                row("Type", "Shared-SMT-4"),
                row("Mode", "Uncapped"),
                row("Entitled Capacity", "%d.00".formatted(is.hardware().processors() / 2)),
                row("Partition Group-ID", "32771"),
                row("Shared Pool ID", "0"),
                row("Online Virtual CPUs", Integer.toString(is.hardware().processors())),
                row("Maximum Virtual CPUs", "16"),
                row("Minimum Virtual CPUs", "1"),
                row("Online Memory", is.hardware().memoryMb() + " MB"),
                row("Maximum Memory", is.hardware().memoryMb() * 2 + " MB"),
                row("Minimum Memory", "2048 MB"),
                row("Variable Capacity Weight", "128"),
                row("Minimum Capacity", "0.10"),
                row("Maximum Capacity", "16.00"),
                row("Capacity Increment", "0.01"),
                row("Maximum Physical CPUs in system", "16"),
                row("Active Physical CPUs in system", "16"),
                row("Active CPUs in Pool", "16"),
                row("Shared Physical CPUs in system", "16"),
                row("Memory Mode", "Dedicated"),
                row("Desired Virtual CPUs", Integer.toString(is.hardware().processors())),
                row("Desired Memory", is.hardware().memoryMb() + " MB"),
                row("Power Saving Mode", "Disabled"));
        return Answer.ok(values.stream()
                .map(each -> "%-43s: %s%n".formatted(each[0], each[1]))
                .collect(Collectors.joining()));
    }

    /** Storage keys: POWER6 has 8, what came after it 32, and what was before none. */
    private Answer skeyctl(Flags flags) {
        if (!flags.value("v").orElse("").equals("now")) {
            throw new Refused("skeyctl: not simulated: without -v now");
        }
        int generation = Integer.parseInt(machine.profile().hardware().mode().replaceAll("\\D", ""));
        int keys = generation < 6 ? 0 : generation == 6 ? 8 : 32;
        return Answer.ok(
                """
                Storage Key attributes for current boot session:
                        Max. number of hardware keys = %1$d
                        Number of hardware keys enabled = %1$d
                        Number of user keys = %2$d
                        Kernel keys state = enabled
                        Exclusive kernel key value = disabled
                """
                        .formatted(keys, keys / 4));
    }

    private static String[] row(String key, String value) {
        return new String[] {key, value};
    }

    private Answer prtconf(Flags flags) {
        AixProfile is = machine.profile();
        if (flags.has("m")) {
            return Answer.ok("Memory Size: %d MB%n".formatted(is.hardware().memoryMb()));
        }
        return Answer.ok(
                """
                System Model: %s
                Machine Serial Number: 7800ABC
                Processor Type: %s
                Processor Implementation Mode: %s
                Processor Version: PV_9_Compat
                Number Of Processors: %d
                Processor Clock Speed: %d MHz
                CPU Type: 64-bit
                Kernel Type: 64-bit
                LPAR Info: 3 %s
                Memory Size: %d MB
                Good Memory Size: %d MB
                Platform Firmware level: VL950_105
                Console Login: enable
                """
                        .formatted(
                                is.hardware().model(),
                                is.hardware().processor(),
                                is.hardware().mode(),
                                is.hardware().processors(),
                                is.hardware().clockMhz(),
                                is.hostname().toUpperCase(Locale.ROOT),
                                is.hardware().memoryMb(),
                                is.hardware().memoryMb()));
    }

    private Answer oslevel(Flags flags) {
        String level = machine.profile().osLevel();
        String plain = level.charAt(0) + "." + level.charAt(1) + ".0.0";
        return Answer.ok((flags.has("s") ? level : flags.has("r") ? level.substring(0, 7) : plain) + "\n");
    }

    private Answer lslpp(Flags flags) {
        if (!flags.has("c")) {
            throw new Refused("lslpp: not simulated: without -c");
        }
        List<String> wanted = flags.operands().isEmpty() || flags.operands().contains("all")
                ? machine.profile().filesets().keySet().stream().sorted().toList()
                : flags.operands();
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        boolean wide = flags.has("L");
        if (!flags.has("q")) {
            out.append(
                    wide
                            ? "#Package Name:Fileset:Level:State:PTF Id:Fix State:Type:Description:Destination Dir.:Uninstaller:Message Catalog:Message Set:Message Number:Parent:Automatic:EFIX Locked:Install Path:Build Date\n"
                            : "#Path:Fileset:Level:PTF Id:State:Type:Description:EFIX Locked\n");
        }
        for (String fileset : wanted) {
            String level = machine.profile().filesets().getOrDefault(fileset, "");
            if (level.isEmpty()) {
                err.append("lslpp: 0504-132  Fileset %s not installed.%n".formatted(fileset));
            } else {
                out.append((wide
                                ? "%1$s:%1$s:%2$s: : :C: :%3$s: : : : : : :0:0:/:2148%n"
                                : "/usr/lib/objrepos:%1$s:%2$s::COMMITTED:I:%3$s:%n")
                        .formatted(fileset, level, "Fileset " + fileset));
            }
        }
        return new Answer(err.isEmpty() ? 0 : 1, out.toString(), err.toString());
    }

    // ---- network and file systems ----

    private Answer netstat(Flags flags) {
        if (!flags.has("i")) {
            throw new Refused(2, "usage: netstat -in");
        }
        StringBuilder out = new StringBuilder(
                "Name   Mtu   Network     Address                 Ipkts     Ierrs        Opkts     Oerrs  Coll\n");
        List<String> addresses = new ArrayList<>(List.of(ownAddress()));
        addresses.addAll(machine.addressesUp());
        addresses.forEach(address -> out.append(
                "en0    1500  192.0.2       %-20s   1208331     0      1033417     0     0%n".formatted(address)));
        return Answer.ok(
                out.append("lo0    16896 127         127.0.0.1                  84213     0        84213     0     0\n")
                        .toString());
    }

    /** Takes an alias off an interface, or gives it one. */
    private Answer ifconfig(List<String> argv) {
        String change = argv.get(argv.size() - 1);
        boolean masked = argv.size() == 6 && argv.get(3).equals("netmask") && change.equals("alias");
        if (!masked && argv.size() != 4 || !change.matches("delete|alias")) {
            throw new Refused("ifconfig: not simulated: " + String.join(" ", argv.subList(1, argv.size())));
        }
        if (!machine.alias(argv.get(2), change.equals("alias"))) {
            throw new Refused("ifconfig: ioctl (SIOCDIFADDR): Can't assign requested address");
        }
        return Answer.ok("");
    }

    /** Of the global environment: made out of its name. */
    private String ownAddress() {
        return "192.0.2." + (1 + Math.floorMod(machine.profile().hostname().hashCode(), 20));
    }

    private Answer df(Flags flags) {
        if (!flags.has("k") || flags.operands().size() != 1) {
            throw new Refused("df: not simulated: without -k, or of other than one directory");
        }
        String path = flags.operands().get(0);
        Map<String, String> mounts = machine.mounts();
        String over = mounts.keySet().stream()
                .filter(dir -> path.equals(dir) || path.startsWith(dir + "/"))
                .findFirst()
                .orElse("/");
        if (!over.equals("/") && !machine.nfs().isUp()) {
            throw new Refused("df: NFS server %s not responding still trying"
                    .formatted(machine.nfs().name()));
        }
        String device = over.equals("/") ? "/dev/hd4" : machine.nfs().name() + ":" + mounts.get(over);
        long free = over.equals("/") ? 2_097_152 : machine.freeStateKb();
        long all = Math.max(free, 8_388_608);
        return Answer.ok(
                "Filesystem    1024-blocks      Free %%Used    Iused %%Iused Mounted on%n%-16s %10d %9d   %2d%%     1219     1%% %s%n"
                        .formatted(device, all, free, (all - free) * 100 / all, over));
    }

    private Answer mount(List<String> argv) {
        if (argv.size() > 1) {
            throw new Refused(1, "mount: not simulated: " + String.join(" ", argv));
        }
        StringBuilder out =
                new StringBuilder("  node       mounted        mounted over    vfs       date        options\n"
                        + "-------- ---------------  ---------------  ------ ------------ ---------------\n"
                        + "         /dev/hd4         /                jfs2   Nov 20 08:11 rw,log=/dev/hd8\n");
        machine.mounts()
                .forEach((over, export) -> out.append("%-8s %-16s %-16s nfs3   Nov 20 08:12 bg,hard,intr,sec=sys%n"
                        .formatted(machine.nfs().name(), export, over)));
        return Answer.ok(out.toString());
    }

    private Answer showmount(Flags flags) {
        String server = flags.operand("showmount -e host");
        if (!flags.has("e")) {
            throw new Refused("showmount: not simulated: without -e");
        }
        if (!server.equals(machine.nfs().name()) || !machine.nfs().isUp()) {
            throw new Refused(
                    "showmount: 1832-011 rpc: Port mapper failure - RPC: Timed out: host %s".formatted(server));
        }
        return Answer.ok(machine.nfs().exportList());
    }

    private Answer uname(List<String> argv) {
        Flags flags = Flags.of(argv, "aFfLlMmnprSsTuVvWx").simulating("nsW");
        if (flags.has("W")) {
            return Answer.ok("0\n");
        }
        if (flags.has("n")) {
            return Answer.ok(machine.profile().hostname() + "\n");
        }
        return Answer.ok("AIX\n");
    }

    // ---- subsystems, init table, load ----

    private Answer lssrc(Flags flags) {
        String header = "Subsystem         Group            PID          Status \n";
        List<String> lines = new ArrayList<>();
        lines.add(line("xntpd", "tcpip", machine.profile().timeService()));
        machine.wpars().stream()
                .filter(wpar -> wpar.is(WparState.ACTIVE) && wpar.spec().isSystem())
                .forEach(wpar -> lines.add(line("cor_" + wpar.name(), "", true)));
        machine.subsystems().forEach(name -> lines.add(line(name, CLUSTER.contains(name) ? "cluster" : "", true)));
        if (flags.has("a")) {
            return Answer.ok(header + String.join("", lines));
        }
        String name = flags.value("s").orElseThrow(() -> new Refused(2, "usage: lssrc -a | -s subsystem"));
        List<String> found = lines.stream()
                .filter(line -> line.strip().startsWith(name + " "))
                .toList();
        if (found.isEmpty()) {
            throw new Refused("0513-085 The %s Subsystem is not on file.".formatted(name));
        }
        return Answer.ok(header + String.join("", found));
    }

    private static String line(String name, String group, boolean active) {
        return " %-16s %-16s %-12s %s%n"
                .formatted(name, group, active ? "6947194" : "", active ? "active" : "inoperative");
    }

    private Answer lsitab(Flags flags) {
        List<String> wanted = machine.initTable().stream()
                .filter(line -> flags.has("a") || flags.operands().contains(line.split(":")[0]))
                .toList();
        String out = wanted.stream().map(line -> line + "\n").collect(Collectors.joining());
        return new Answer(wanted.isEmpty() ? 1 : 0, out, "");
    }

    private Answer who(Flags flags) {
        return Answer.ok(
                flags.has("b") ? "   .        system boot Nov 20 08:%02d     %n".formatted(10 + machine.boots()) : "");
    }

    /** With an interval and a count of 2, a first row tells of the time before. */
    private Answer vmstat(Flags flags) {
        AixProfile is = machine.profile();
        String rows = vmstatRow(machine.busyPercent());
        if (flags.operands().size() == 2 && flags.operands().get(1).equals("2")) {
            rows = vmstatRow(is.busyPercent()) + rows;
        }
        return Answer.ok(
                """

                System configuration: lcpu=%d mem=%dMB ent=%d.00

                kthr    memory              page              faults              cpu
                ----- ----------- ------------------------ ------------ -----------------------
                 r  b   avm   fre  re  pi  po  fr   sr  cy  in   sy  cs us sy id wa    pc    ec
                """
                                .formatted(
                                        is.hardware().processors() * 4,
                                        is.hardware().memoryMb(),
                                        is.hardware().processors() / 2)
                        + rows);
    }

    private String vmstatRow(int busy) {
        AixProfile is = machine.profile();
        long free = (long) Math.max(0, is.freeMb() - machine.memoryInUseMb()) * PAGES_PER_MB;
        long used = (long) is.hardware().memoryMb() * PAGES_PER_MB - free;
        return " 1  0 %d %d   0   0   0   0    0   0   8  421 190 %2d  1 %2d  0  0.02   1.0%n"
                .formatted(used, free, Math.max(0, busy - 1), 100 - Math.max(1, busy));
    }
}
