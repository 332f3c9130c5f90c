// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The commands of mcr.rte: all of their options and messages are reconstructions. */
final class MobilityCommands {
    private static final long QUIESCE = 700;
    private static final long RESTART = 900;
    private static final long RESUME = 200;
    private static final long KILL = 400;
    private static final String PARTS = "\n--\n";

    private final AixMachine machine;
    private final Optional<Mishap> mishap;

    MobilityCommands(AixMachine machine, Optional<Mishap> mishap) {
        this.machine = machine;
        this.mishap = mishap;
    }

    Errand begin(List<String> argv) {
        if (!machine.profile().filesets().containsKey("mcr.rte")) {
            throw new Refused(127, argv.get(0) + ": not found");
        }
        return switch (argv.get(0)) {
            case "chkptwpar" -> logged(checkpoint(flags(argv, "kpd:o:l:")), argv);
            case "restartwpar" -> logged(restart(flags(argv, "pd:o:l:")), argv);
            case "resumewpar" -> resume(flags(argv, "o:l:"));
            default -> kill(flags(argv, "o:l:"));
        };
    }

    private static Flags flags(List<String> argv, String known) {
        Flags flags = Flags.of(argv, known);
        boolean level =
                flags.value("l").filter(word -> !word.matches("debug|error")).isPresent();
        if (level || flags.has("k") && flags.has("p")) {
            throw new Refused(
                    2, "usage: %s [-k | -p] [-o logfile [-l debug|error]] ... wparname".formatted(argv.get(0)));
        }
        return flags;
    }

    /** Writes what it says into the file that -o names, too. */
    private Errand logged(Errand errand, List<String> argv) {
        int at = argv.indexOf("-o");
        return at < 0
                ? errand
                : new Errand(errand.millis(), () -> {
                    try {
                        Answer answer = errand.end().get();
                        machine.files().write(argv.get(at + 1), answer.out());
                        return answer;
                    } catch (Refused e) {
                        machine.files().write(argv.get(at + 1), e.getMessage() + "\n");
                        throw e;
                    }
                });
    }

    private static Refused failed(String command, String why) {
        return new Refused("%s\n1020-191 %s command failed".formatted(why, command));
    }

    private boolean goesWrong(Mishap.Kind kind) {
        return mishap.filter(each -> each.kind() == kind).isPresent();
    }

    // ---- chkptwpar ----

    private Errand checkpoint(Flags flags) {
        Wpar wpar = DefiningCommands.named(
                machine, "chkptwpar", flags.operand("chkptwpar [-k | -p] -d directory [-o logfile] wparname"));
        String directory = flags.value("d").orElseThrow(() -> new Refused(2, "chkptwpar: -d is needed"));
        if (!wpar.is(WparState.ACTIVE)) {
            throw failed("chkptwpar", "1020-101 WPAR %s is not active.".formatted(wpar.name()));
        }
        if (!wpar.spec().checkpointable()) {
            throw failed("chkptwpar", "1020-102 WPAR %s is not checkpointable.".formatted(wpar.name()));
        }
        if (goesWrong(Mishap.Kind.DENY)) {
            throw failed(
                    "chkptwpar",
                    "1020-103 The checkpoint was denied: "
                            + mishap.orElseThrow().detail());
        }
        if (wpar.hasSession()) {
            throw failed(
                    "chkptwpar",
                    "1020-104 A terminal of the global environment is open in WPAR %s.".formatted(wpar.name()));
        }
        if (!machine.files().isDirectory(directory)) {
            throw failed("chkptwpar", "1020-105 Directory %s cannot be used.".formatted(directory));
        }
        wpar.enter(WparState.FROZEN);
        wpar.operation("checkpoint");
        WparState then = flags.has("p") ? WparState.PAUSED : flags.has("k") ? WparState.DEFINED : WparState.ACTIVE;
        return new Errand(QUIESCE, () -> checkpointed(wpar, directory, then));
    }

    private Answer checkpointed(Wpar wpar, String directory, WparState then) {
        wpar.operation("none");
        if (goesWrong(Mishap.Kind.BREAK)) {
            wpar.enter(WparState.BROKEN);
            throw failed("chkptwpar", "1020-110 WPAR %s is broken.".formatted(wpar.name()));
        }
        long count = wpar.work().orElseThrow().count();
        if (!machine.files()
                .write(
                        stateFile(directory, wpar.name()),
                        "count=%d%s%s".formatted(count, PARTS, SpecText.of(wpar.spec())))) {
            wpar.enter(WparState.ACTIVE);
            throw failed("chkptwpar", "1020-106 Not enough space, or no answer, in %s.".formatted(directory));
        }
        if (then == WparState.DEFINED) {
            end(wpar);
        } else {
            wpar.enter(then);
        }
        return Answer.ok("1020-052 WPAR %s was checkpointed in %s.%n1020-187 chkptwpar command succeeded%n"
                .formatted(wpar.name(), directory));
    }

    static String stateFile(String directory, String name) {
        return directory + "/" + name + ".state";
    }

    // ---- restartwpar ----

    private Errand restart(Flags flags) {
        String name = flags.operand("restartwpar [-p] -d directory [-o logfile] wparname");
        String directory = flags.value("d").orElseThrow(() -> new Refused(2, "restartwpar: -d is needed"));
        String text = machine.files()
                .read(stateFile(directory, name))
                .orElseThrow(() -> failed(
                        "restartwpar", "1020-121 There is no state of WPAR %s in %s.".formatted(name, directory)));
        String[] parts = text.split(PARTS, 2);
        Map<String, String> facts = new TreeMap<>();
        parts[0].lines().map(line -> line.split("=", 2)).forEach(words -> facts.put(words[0], words[1]));
        WparSpec saved = SpecText.parse(parts[1]);
        Wpar wpar = machine.find(name).orElseGet(() -> recreated(name, saved));
        if (!wpar.is(WparState.DEFINED)) {
            throw failed("restartwpar", "1020-122 WPAR %s is not in the state Defined.".formatted(name));
        }
        wpar.enter(WparState.TRANSITIONAL);
        WparState then = flags.has("p") ? WparState.PAUSED : WparState.ACTIVE;
        return new Errand(RESTART, () -> restarted(wpar, Long.parseLong(facts.get("count")), then));
    }

    /** A system partition has to be defined before; an application partition is made out of its state. */
    private Wpar recreated(String name, WparSpec saved) {
        if (saved.isSystem()) {
            throw failed("restartwpar", "1020-120 WPAR %s does not exist.".formatted(name));
        }
        Wpar made = new Wpar(saved);
        machine.add(made);
        return made;
    }

    private Answer restarted(Wpar wpar, long count, WparState then) {
        if (goesWrong(Mishap.Kind.BREAK)) {
            wpar.enter(WparState.BROKEN);
            throw failed("restartwpar", "1020-130 WPAR %s is broken.".formatted(wpar.name()));
        }
        if (!machine.mountable(wpar.spec()) || goesWrong(Mishap.Kind.DENY)) {
            end(wpar);
            throw failed(
                    "restartwpar", "1020-123 The file systems of WPAR %s cannot be mounted.".formatted(wpar.name()));
        }
        machine.load(wpar, count);
        wpar.enter(then);
        return Answer.ok("1020-187 restartwpar command succeeded\n");
    }

    // ---- resumewpar, killwpar ----

    private Errand resume(Flags flags) {
        Wpar wpar = DefiningCommands.named(machine, "resumewpar", flags.operand("resumewpar [-o logfile] wparname"));
        if (!wpar.is(WparState.PAUSED)) {
            throw failed("resumewpar", "1020-141 WPAR %s is not paused.".formatted(wpar.name()));
        }
        return new Errand(RESUME, () -> {
            if (goesWrong(Mishap.Kind.BREAK)) {
                wpar.enter(WparState.BROKEN);
                throw failed("resumewpar", "1020-142 WPAR %s is broken.".formatted(wpar.name()));
            }
            wpar.enter(WparState.ACTIVE);
            return Answer.ok("1020-187 resumewpar command succeeded\n");
        });
    }

    private Errand kill(Flags flags) {
        Wpar wpar = DefiningCommands.named(machine, "killwpar", flags.operand("killwpar [-o logfile] wparname"));
        if (!wpar.is(WparState.PAUSED) && !wpar.is(WparState.FROZEN)) {
            throw failed("killwpar", "1020-151 WPAR %s is neither paused nor frozen.".formatted(wpar.name()));
        }
        return new Errand(KILL, () -> {
            if (goesWrong(Mishap.Kind.BREAK)) {
                wpar.unload();
                wpar.enter(WparState.BROKEN);
                throw failed("killwpar", "1020-152 WPAR %s is broken.".formatted(wpar.name()));
            }
            end(wpar);
            return Answer.ok("1020-187 killwpar command succeeded\n");
        });
    }

    /** Its processes are gone; of an application partition everything is. */
    private void end(Wpar wpar) {
        wpar.unload();
        if (wpar.spec().isSystem()) {
            wpar.enter(WparState.DEFINED);
        } else {
            machine.remove(wpar.name());
        }
    }
}
