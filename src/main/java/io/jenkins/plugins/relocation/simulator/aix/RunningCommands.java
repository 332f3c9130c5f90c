// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code startwpar}, {@code stopwpar}, {@code rebootwpar}, {@code wparexec} and {@code clogin}: what partitions run. */
final class RunningCommands {
    static final long START = 6_000;
    private static final long STOP = 4_000;
    private static final long EXEC = 3_000;

    private final AixMachine machine;
    private final Optional<Mishap> mishap;

    RunningCommands(AixMachine machine, Optional<Mishap> mishap) {
        this.machine = machine;
        this.mishap = mishap;
    }

    Errand begin(List<String> argv) {
        return switch (argv.get(0)) {
            case "startwpar" -> start(Flags.of(argv, "amv12e:IR"));
            case "stopwpar" -> stop(Flags.of(argv, "hFrt:Nv"));
            case "rebootwpar" -> reboot(Flags.of(argv, "FhNt:v"));
            case "wparexec" -> execute(argv);
            default -> Errand.now(login(argv));
        };
    }

    // ---- startwpar ----

    private Errand start(Flags flags) {
        Wpar wpar = DefiningCommands.named(machine, "startwpar", flags.operand("startwpar [-a] [-m] [-v] wparname"));
        if (Stream.of("1", "2", "e", "I", "R").anyMatch(flags::has)) {
            throw new Refused(
                    "startwpar: 0960-257 The lock of workload partition %s is needed for that.".formatted(wpar.name()));
        }
        DefiningCommands.requireQuiet("startwpar", wpar);
        if (!wpar.is(WparState.DEFINED)) {
            throw new Refused("startwpar: 0960-253 Workload partition %s is already active.".formatted(wpar.name()));
        }
        wpar.enter(WparState.TRANSITIONAL);
        WparState to = flags.has("m") ? WparState.MAINTENANCE : WparState.ACTIVE;
        return new Errand(START, () -> started(wpar, to, flags.has("v")));
    }

    Answer started(Wpar wpar, WparState to, boolean tells) {
        if (breaks()) {
            wpar.enter(WparState.BROKEN);
            throw new Refused("startwpar: 0960-239 Workload partition %s could not be started.".formatted(wpar.name()));
        }
        if (!machine.mountable(wpar.spec())) {
            wpar.enter(WparState.DEFINED);
            throw new Refused(
                    "mount: 1831-011 access denied, or no answer, for the file systems of %s".formatted(wpar.name()));
        }
        if (to == WparState.ACTIVE) {
            machine.load(wpar, machine.nfs().take(AixMachine.store(wpar.spec())));
        }
        wpar.enter(to);
        return Answer.ok(
                """
                Starting workload partition '%1$s'.
                Mounting all workload partition file systems.
                Loading workload partition.
                Exporting workload partition devices.
                Exporting workload partition kernel extensions.
                Starting workload partition subsystem 'cor_%1$s'.
                0513-059 The cor_%1$s Subsystem has been started. Subsystem PID is %2$d.
                Verifying workload partition startup.
                """
                                .formatted(wpar.name(), machine.nextPid())
                        + (tells ? "Return Status = SUCCESS.\n" : ""));
    }

    // ---- stopwpar ----

    private Errand stop(Flags flags) {
        Wpar wpar = DefiningCommands.named(
                machine, "stopwpar", flags.operand("stopwpar [-h | -F] [-r] [-t seconds | -N] [-v] wparname"));
        boolean force = flags.has("F");
        if (!force) {
            DefiningCommands.requireQuiet("stopwpar", wpar);
        }
        if (!wpar.is(WparState.ACTIVE) && !wpar.is(WparState.MAINTENANCE) && !force) {
            throw new Refused(
                    "stopwpar: 0960-254 Workload partition %s is not currently active.".formatted(wpar.name()));
        }
        if (flags.value("t").filter(seconds -> !seconds.matches("\\d+")).isPresent()) {
            throw new Refused(2, "usage: stopwpar [-h | -F] [-r] [-t seconds | -N] [-v] wparname");
        }
        boolean orderly = wpar.is(WparState.ACTIVE) && !force && !flags.has("h");
        boolean again = flags.has("r") && wpar.spec().isSystem();
        wpar.enter(WparState.TRANSITIONAL);
        return new Errand(STOP + (again ? START : 0), () -> {
            Answer stopped = stopped(wpar, orderly);
            return again ? stopped.and(started(wpar, WparState.ACTIVE, flags.has("v"))) : stopped;
        });
    }

    private Answer stopped(Wpar wpar, boolean orderly) {
        if (breaks()) {
            wpar.unload();
            wpar.enter(WparState.BROKEN);
            throw new Refused(
                    "stopwpar: 0960-264 A process could not be killed; the workload partition cannot be restarted.");
        }
        if (orderly) {
            wpar.work().ifPresent(work -> machine.nfs().save(AixMachine.store(wpar.spec()), work.count()));
        }
        wpar.unload();
        if (wpar.spec().isSystem()) {
            wpar.enter(WparState.DEFINED);
        } else {
            machine.remove(wpar.name());
        }
        return Answer.ok(
                """
                Stopping workload partition '%1$s'.
                Stopping workload partition subsystem 'cor_%1$s'.
                0513-044 The cor_%1$s Subsystem was requested to stop.
                stopwpar: 0960-261 Waiting up to 600 seconds for workload partition to halt.
                Shutting down all workload partition processes.
                Unmounting all workload partition file systems.
                """
                        .formatted(wpar.name()));
    }

    private Errand reboot(Flags flags) {
        Wpar wpar = DefiningCommands.named(
                machine, "rebootwpar", flags.operand("rebootwpar [-F|-h] [-N|-t seconds] [-v] wparname"));
        if (!wpar.spec().isSystem()) {
            throw new Refused("rebootwpar: 0960-258 %s is an application workload partition.".formatted(wpar.name()));
        }
        if (!wpar.is(WparState.ACTIVE)) {
            throw new Refused(
                    "rebootwpar: 0960-254 Workload partition %s is not currently active.".formatted(wpar.name()));
        }
        wpar.enter(WparState.TRANSITIONAL);
        return new Errand(STOP + START, () -> {
            wpar.work().ifPresent(work -> machine.nfs().save(AixMachine.store(wpar.spec()), work.count()));
            return started(wpar, WparState.ACTIVE, flags.has("v"));
        });
    }

    // ---- wparexec ----

    private Errand execute(List<String> argv) {
        Flags flags = Flags.of(argv, "ac1Fh:H:iI=M=N=R=S=u:vxn:e:f:o:w").simulating("acFhMNRuvnefow");
        if (flags.has("w")) {
            return Errand.now(export(flags));
        }
        DefiningCommands defining = new DefiningCommands(machine, mishap);
        WparSpec spec = defining.wanted("wparexec", flags, () -> WparSpec.application(
                        flags.value("n").orElseThrow(() -> new Refused(2, "usage: wparexec -n wparname /path/command")),
                        "",
                        String.join(" ", flags.operands()))
                .withCheckpointable(false)
                .withAddresses(List.of()));
        if (spec.isSystem()) {
            throw new Refused("wparexec: 0960-311 %s is a system workload partition.".formatted(spec.name()));
        }
        defining.requireFree("wparexec", flags, spec);
        Wpar wpar = new Wpar(spec);
        wpar.enter(WparState.TRANSITIONAL);
        machine.add(wpar);
        return new Errand(EXEC, () -> {
            if (breaks() || !machine.mountable(spec)) {
                machine.remove(spec.name());
                throw new Refused(
                        "wparexec: 0960-239 Workload partition %s could not be started.".formatted(spec.name()));
            }
            machine.load(wpar, machine.nfs().take(AixMachine.store(spec)));
            wpar.enter(WparState.ACTIVE);
            return Answer.ok(
                    """
                    wparexec: Verifying file systems...
                    Workload partition %1$s created successfully.
                    Starting workload partition '%1$s'.
                    Mounting all workload partition file systems.
                    Loading workload partition.
                    """
                            .formatted(spec.name()));
        });
    }

    private Answer export(Flags flags) {
        String name = flags.value("e").orElseThrow(() -> new Refused(2, "wparexec: -w needs -e"));
        Wpar wpar = DefiningCommands.named(machine, "wparexec", name);
        String path = flags.value("o").orElseThrow(() -> new Refused(2, "wparexec: -w needs -o"));
        if (!machine.files().write(path, SpecText.of(wpar.spec()))) {
            throw new Refused("wparexec: 0960-266 Cannot write to %s.".formatted(path));
        }
        return Answer.ok("");
    }

    // ---- clogin ----

    /** Runs nothing in truth: what matters is whether one can get in. */
    private Answer login(List<String> argv) {
        if (argv.size() < 2) {
            throw new Refused(2, "usage: clogin wparname [-l user] [command [args]]");
        }
        Wpar wpar = DefiningCommands.named(machine, "clogin", argv.get(1));
        if (!wpar.is(WparState.ACTIVE)) {
            throw new Refused("clogin: 0960-254 Workload partition %s is not currently active.".formatted(wpar.name()));
        }
        return Answer.ok("");
    }

    private boolean breaks() {
        return mishap.filter(each -> each.kind() == Mishap.Kind.BREAK).isPresent();
    }
}
