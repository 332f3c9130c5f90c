// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.simulator.aix.AixMachine;
import io.jenkins.plugins.relocation.simulator.aix.Answer;
import io.jenkins.plugins.relocation.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;

/** What the functions of relocation-aix-look.sh say on a simulated system, asked without a shell. */
final class Looked {
    static final String IMAGES = "/nfs/relocation";

    private final AixMachine machine;
    private final StringBuilder said = new StringBuilder();

    private Looked(AixMachine machine) {
        this.machine = machine;
    }

    /** As report_host, on a system whose directories can be written. */
    static Report host(AixMachine machine) {
        Looked looked = new Looked(machine)
                .text("uid", "0")
                .text("tools", "looked")
                .text("writable", "images\nstate")
                .text("checksum", "openssl")
                .ask("uname", "uname", "-n")
                .ask("oslevel", "oslevel", "-s")
                .ask(
                        "filesets",
                        "lslpp",
                        "-L",
                        "-c",
                        "bos.rte",
                        "bos.rte.libc",
                        "bos.rte.libpthreads",
                        "bos.wpars",
                        "mcr.rte",
                        "xlC.rte")
                .ask("prtconf", "prtconf")
                .ask("lparstat", "lparstat", "-i")
                .ask("keys", "skeyctl", "-v", "now")
                .ask("vmstat", "vmstat", "1", "1")
                .ask("time", "lssrc", "-s", "xntpd")
                .ask("subsystems", "lssrc", "-a")
                .ask("inittab", "lsitab", "-a")
                .ask("netstat", "netstat", "-in")
                .ask("images", "df", "-k", IMAGES)
                .ask("general", "lswpar", "-d", "|", "-G")
                .ask("network", "lswpar", "-d", "|", "-N")
                .ask("mounts", "lswpar", "-d", "|", "-M")
                .ask("resources", "lswpar", "-d", "|", "-R");
        return looked.report();
    }

    /** As report_wpar. */
    static Report closer(AixMachine machine, String wpar) {
        return new Looked(machine)
                .ask("long", "lswpar", "-L", wpar)
                .ask("processes", "ps", "-e", "-@", wpar, "-o", "pid,ppid,vsz,pcpu,args")
                .ask("sessions", "ps", "-ef")
                .report();
    }

    /** As report_exports. */
    static Report exports(AixMachine machine, List<String> servers) {
        Looked looked = new Looked(machine);
        servers.forEach(server -> looked.ask("exports." + server, "showmount", "-e", server));
        return looked.report();
    }

    /** An answer as a host gives it. */
    static Report of(String text) {
        return Report.of(new CommandResult(0, text, "", false));
    }

    private Looked ask(String name, String... argv) {
        Answer answer =
                machine.begin(new ArrayList<>(List.of(argv)), true).end().get();
        said.append("\n@@%s\n%s%s\n\n@@%s.status\n%d\n"
                .formatted(name, answer.out(), answer.out().isEmpty() ? answer.err() : "", name, answer.status()));
        return this;
    }

    private Looked text(String name, String text) {
        said.append("\n@@%s\n%s\n\n@@%s.status\n0\n".formatted(name, text, name));
        return this;
    }

    private Report report() {
        return of(said.toString());
    }
}
