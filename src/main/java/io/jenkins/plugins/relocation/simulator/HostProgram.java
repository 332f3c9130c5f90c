// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the commands that controllers send to hosts: the host script, its installation, questions, and probes. */
final class HostProgram {
    private static final Pattern INSTALLED = Pattern.compile("mv -T \"\\$new\" (\\S+) ");
    private static final int MAIN = 6;

    private final SimulatedHost host;

    HostProgram(SimulatedHost host) {
        this.host = host;
    }

    CommandResult run(Command command) {
        try {
            Optional<String> other = host.guest().flatMap(guest -> guest.answer(command));
            return done(0, other.isPresent() ? other.get() : answer(command), "");
        } catch (Failed e) {
            return done(e.status(), "", "relocation: " + e.getMessage() + "\n");
        }
    }

    private static CommandResult done(int status, String out, String err) {
        return new CommandResult(status, out, err, false);
    }

    private String answer(Command command) {
        List<String> argv = command.argv();
        String input = new String(command.input(), StandardCharsets.UTF_8);
        if (argv.size() > MAIN && argv.get(1).endsWith("/relocation-host.sh")) {
            if (!host.disk.has("bin" + parent(argv.get(1)))) {
                throw new Failed(127, "there is no " + argv.get(1));
            }
            return script(argv, input);
        }
        if (argv.size() > 3 && argv.get(1).equals("-c")) {
            return digest(argv.get(3));
        }
        if (argv.size() > 3 && argv.get(1).equals("-s")) {
            return LookAnswers.of(host, argv.subList(3, argv.size()))
                    .orElseThrow(() -> new Failed(127, "not modelled: " + argv));
        }
        if (argv.equals(List.of("/bin/sh", "-s"))) {
            return install(input);
        }
        return probe(argv);
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private String digest(String directory) {
        boolean there = host.disk.has("bin" + directory);
        return (there ? directory.substring(directory.lastIndexOf('/') + 1) : "nothing") + "  -\n";
    }

    private String install(String program) {
        Matcher target = INSTALLED.matcher(program);
        if (!target.find()) {
            throw new Failed(127, "not modelled: a program on standard input");
        }
        host.step("install the host script");
        host.disk.put("bin" + target.group(1), "installed");
        return "";
    }

    /** "/usr/bin/check NAME": whether a workload answers here. */
    private String probe(List<String> argv) {
        if (argv.size() != 2 || !argv.get(0).equals("/usr/bin/check")) {
            throw new Failed(127, "not modelled: " + argv);
        }
        boolean runs = host.tasks().stream().anyMatch(task -> task.app.name().equals(argv.get(1)) && task.runs());
        if (!runs || host.probesFail()) {
            throw new Failed(1, argv.get(1) + " does not answer");
        }
        return "ok\n";
    }

    private String script(List<String> argv, String input) {
        Script script = new Script(host, argv.get(3), argv.get(4), argv.get(5), Long.parseLong(argv.get(6)));
        String command = argv.get(7);
        Arguments args = new Arguments(argv.subList(8, argv.size()));
        LegCommands legs = new LegCommands(script);
        TaskCommands tasks = new TaskCommands(script);
        UnitCommands units = new UnitCommands(script);
        return switch (command) {
            case "guard-read" -> script.guardText();
            case "guard-take" -> script.takeGuard(args.get(0));
            case "guard-release" -> script.releaseGuard();
            case "leg-open", "container-open" -> legs.open(args.get(0), input);
            case "leg-read" -> legs.read(args.get(0), args.get(1));
            case "received" -> "received=%s\n".formatted(script.leg(args.get(0)).hasReceived() ? "yes" : "no");
            case "leg-clean", "container-clean" -> legs.clean(args.get(0));
            case "clean" -> clean(legs, args);
            case "start" -> start(script, args);
            case "poll" -> new Operations(script.openLeg(args.get(0))).report(args.get(1), args.number(2));
            case "permit" -> {
                script.needGuard();
                yield new PermitCommands(script.openLeg(args.get(0))).permit();
            }
            case "revoke" -> {
                script.needGuard();
                yield new PermitCommands(script.leg(args.get(0))).revoke(args.get(1));
            }
            case "observe" -> tasks.observe(args.all());
            case "thaw" -> tasks.thaw(script.openLeg(args.get(0)));
            case "discard" -> tasks.discard();
            case "hang-up" -> tasks.hangUp(script.openLeg(args.get(0)));
            case "key-make" -> legs.makeKey(args.get(0));
            case "key-allow" -> legs.allowKey(args.get(0), input);
            case "key-drop" -> legs.dropKey(args.get(0));
            case "link" -> legs.link(args.get(0), args.get(1));
            case "unit-hold" -> units.hold(script.openLeg(args.get(0)), args.get(1));
            case "unit-before" -> units.before(script.leg(args.get(0)));
            case "unit-arrive" -> units.arrive(args.get(1));
            case "unit-free" -> units.free(script.leg(args.get(0)), args.get(1), args.get(2));
            case "container-network", "container-adopt" -> {
                script.needGuard();
                yield "";
            }
            case "container-thaw" -> tasks.thawContainer(script.openLeg(args.get(0)));
            case "container-observe" -> tasks.observeContainer();
            case "container-discard" -> tasks.discardContainer();
            default -> throw new Failed(64, "'%s' is no command of the model".formatted(command));
        };
    }

    private static String start(Script script, Arguments args) {
        script.needGuard();
        Operations operations = new Operations(script.openLeg(args.get(0)));
        operations.start(args.get(1));
        return operations.report(args.get(1), args.number(2));
    }

    private static String clean(LegCommands legs, Arguments args) {
        for (String leg : args.all().subList(1, args.all().size())) {
            legs.dropKey(leg);
            legs.clean(leg);
        }
        return "";
    }

    private record Arguments(List<String> all) {
        String get(int index) {
            return index < all.size() ? all.get(index) : "";
        }

        long number(int index) {
            return get(index).isEmpty() ? 0 : Long.parseLong(get(index));
        }
    }
}
