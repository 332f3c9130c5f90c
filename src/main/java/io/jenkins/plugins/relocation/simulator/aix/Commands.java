// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which class does which command of a simulated system. */
final class Commands {
    /** Commands about partitions and the system, with the directory that each is in. */
    static final List<String> PATHS = List.of(
            "/usr/sbin/lswpar",
            "/usr/sbin/mkwpar",
            "/usr/sbin/chwpar",
            "/usr/sbin/startwpar",
            "/usr/sbin/stopwpar",
            "/usr/sbin/rmwpar",
            "/usr/sbin/rebootwpar",
            "/usr/sbin/wparexec",
            "/usr/sbin/clogin",
            "/opt/mcr/bin/chkptwpar",
            "/opt/mcr/bin/restartwpar",
            "/opt/mcr/bin/resumewpar",
            "/opt/mcr/bin/killwpar",
            "/usr/bin/lparstat",
            "/usr/sbin/skeyctl",
            "/usr/sbin/prtconf",
            "/usr/bin/oslevel",
            "/usr/bin/lslpp",
            "/usr/bin/ps",
            "/usr/bin/netstat",
            "/usr/bin/df",
            "/usr/sbin/mount",
            "/usr/bin/showmount",
            "/usr/bin/uname",
            "/usr/bin/lssrc",
            "/usr/sbin/lsitab",
            "/usr/bin/vmstat",
            "/usr/bin/who",
            "/etc/ifconfig");

    /** What ordinary users may call. */
    private static final Set<String> FOR_ALL = Set.of(
            "lswpar",
            "lparstat",
            "skeyctl",
            "prtconf",
            "oslevel",
            "lslpp",
            "ps",
            "netstat",
            "df",
            "mount",
            "showmount",
            "uname",
            "lssrc",
            "lsitab",
            "vmstat",
            "who");

    private final AixMachine machine;
    private final Optional<Mishap> mishap;
    private final boolean root;

    Commands(AixMachine machine, Optional<Mishap> mishap, boolean root) {
        this.machine = machine;
        this.mishap = mishap;
        this.root = root;
    }

    Errand begin(List<String> argv) {
        String command = argv.get(0);
        if (!root && !FOR_ALL.contains(command)) {
            throw new Refused("%s: 0960-001 You must be the root user, or have the authorization, to run this command."
                    .formatted(command));
        }
        return switch (command) {
            case "lswpar" -> Errand.now(new Lswpar(machine).answer(argv));
            case "mkwpar", "chwpar", "rmwpar" -> new DefiningCommands(machine, mishap).begin(argv);
            case "startwpar", "stopwpar", "rebootwpar", "wparexec", "clogin" ->
                new RunningCommands(machine, mishap).begin(argv);
            case "chkptwpar", "restartwpar", "resumewpar", "killwpar" ->
                new MobilityCommands(machine, mishap).begin(argv);
            case "vmstat" -> new Errand(measured(argv), () -> new SystemCommands(machine).answer(argv));
            default -> Errand.now(new SystemCommands(machine).answer(argv));
        };
    }

    /** Milliseconds for which it looks: an interval and a count. */
    private static long measured(List<String> argv) {
        boolean counted = argv.size() == 3
                && argv.get(1).matches("\\d{1,4}")
                && argv.get(2).matches("\\d");
        return counted ? 1000L * Long.parseLong(argv.get(1)) * (Long.parseLong(argv.get(2)) - 1) : 0;
    }
}
