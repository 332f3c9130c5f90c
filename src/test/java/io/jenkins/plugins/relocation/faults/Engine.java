// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.simulator.Interrupted;
import io.jenkins.plugins.relocation.simulator.World;
import io.jenkins.plugins.relocation.simulator.aix.AixGuest;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that one process of the engine has of the world: its clock and its connections. Here it is disturbed, and killed: then
 * nothing that it does has any effect any more.
 */
final class Engine implements HostAccess, Ticker {
    private static final Duration REBOOT = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofSeconds(30);
    private static final Duration MUCH_LATER = Duration.ofMinutes(3);
    private static final int SCRIPT = 7;
    private static final int MOST_COMMANDS = 20_000;

    private final World world;
    private final HostAccess hosts;
    private final Injector injector;
    private final Map<String, Long> unreachableUntil = new ConcurrentHashMap<>();
    private volatile boolean dead;
    private volatile boolean doomed;
    private volatile boolean tearsJournal;
    private volatile boolean gone;
    private final AtomicInteger commands = new AtomicInteger();

    Engine(World world, HostAccess hosts, Injector injector) {
        this.world = world;
        this.hosts = hosts;
        this.injector = injector;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether nobody is to come after it. */
    boolean isGoneForGood() {
        return gone;
    }

    boolean tearsJournal() {
        return tearsJournal;
    }

    private void live() {
        if (doomed) {
            dead = true;
        }
        if (dead) {
            throw new EngineDied();
        }
    }

    private EngineDied die() {
        dead = true;
        return new EngineDied();
    }

    // ---- the clock, which is asked before each write to the journal ----

    @Override
    public Instant now() {
        live();
        Optional<Fault> fault = injector.at(Point.Kind.JOURNAL, "controller", "journal");
        if (fault.isPresent()) {
            switch (fault.get()) {
                case ENGINE_KILLED_AFTER -> doomed = true;
                case JOURNAL_TORN -> {
                    doomed = true;
                    tearsJournal = true;
                }
                case CONTROLLER_GONE -> {
                    gone = true;
                    throw die();
                }
                default -> throw die();
            }
        }
        return world.ticker().now();
    }

    @Override
    public long nanos() {
        return world.ticker().nanos();
    }

    @Override
    public void pause(Duration duration) {
        live();
        world.advance(duration);
        live();
    }

    // ---- steps on hosts ----

    /** A step on a host, whether or not the engine is still there. */
    void onStep(String host, String step) {
        injector.at(Point.Kind.STEP, host, step).ifPresent(fault -> {
            switch (fault) {
                case ENGINE_KILLED_BEFORE -> dead = true;
                case CONTROLLER_GONE -> {
                    gone = true;
                    dead = true;
                }
                case NETWORK_CUT -> world.cut(OUTAGE);
                case WPAR_BREAKS -> aix(host).breaks(step.substring(step.indexOf(": ") + 2));
                case CHECKPOINT_DENIED -> aix(host).deniesCheckpoints(2);
                case NFS_LOST -> {
                    aix(host).nfsAnswers(false);
                    world.after(OUTAGE, () -> aix(host).nfsAnswers(true));
                }
                case PROCESS_KILLED -> throw new Interrupted("killed");
                case HOST_REBOOTS -> reboot(host, false);
                case HOST_REBOOTS_FLUSHED -> reboot(host, true);
                case HOST_DIES -> die(host);
                default -> throw new IllegalArgumentException(fault + " does not happen at a step");
            }
        });
    }

    private AixGuest aix(String host) {
        return (AixGuest) world.host(host).guest().orElseThrow();
    }

    private void reboot(String host, boolean lucky) {
        synchronized (world) {
            world.host(host).crash(lucky);
            world.after(REBOOT, () -> world.host(host).boot());
        }
    }

    private void die(String host) {
        synchronized (world) {
            world.host(host).crash(false);
        }
    }

    // ---- commands ----

    @Override
    public RemoteShell shell(Host host) {
        live();
        return new Shell(host, hosts.shell(host));
    }

    @Override
    public void close() {
        hosts.close();
    }

    /** "poll freeze", "leg-open back". */
    static String describe(Command command) {
        List<String> argv = command.argv();
        if (argv.size() <= SCRIPT || !argv.get(1).endsWith("relocation-host.sh")) {
            return switch (argv.get(1)) {
                case "-c" -> "digest";
                case "-s" -> argv.size() > 3 ? "look " + argv.get(3) : "install";
                default -> "probe";
            };
        }
        String name = argv.get(SCRIPT);
        boolean back = argv.size() > SCRIPT + 1 && argv.get(SCRIPT + 1).endsWith(".back");
        boolean operates = name.equals("start") || name.equals("poll") || name.equals("revoke");
        return name + (operates ? " " + argv.get(SCRIPT + 2) : "") + (back ? " back" : "");
    }

    private final class Shell implements RemoteShell {
        private final Host host;
        private final RemoteShell shell;

        Shell(Host host, RemoteShell shell) {
            this.host = host;
            this.shell = shell;
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public CommandResult run(Command command) {
            live();
            if (commands.incrementAndGet() > MOST_COMMANDS) {
                throw new AssertionError("the engine does not come to an end: " + describe(command));
            }
            if (unreachableUntil.getOrDefault(host.name(), 0L) > world.millis()) {
                world.advance(Duration.ofSeconds(10));
                throw unreachable("cannot be reached");
            }
            Optional<Fault> fault = injector.at(Point.Kind.COMMAND, host.name(), describe(command));
            CommandResult result = fault.map(f -> disturbed(f, command)).orElseGet(() -> shell.run(command));
            live();
            return result;
        }

        private CommandResult disturbed(Fault fault, Command command) {
            return switch (fault) {
                case ENGINE_KILLED_BEFORE -> throw die();
                case CONTROLLER_GONE -> {
                    gone = true;
                    throw die();
                }
                case ENGINE_KILLED_AFTER -> {
                    shell.run(command);
                    throw die();
                }
                case COMMAND_FAILS -> new CommandResult(1, "", "relocation: out of memory\n", false);
                case ANSWER_LOST -> {
                    shell.run(command);
                    throw unreachable("does not answer any more");
                }
                case CONNECTION_LOST -> {
                    unreachableUntil.put(host.name(), world.millis() + OUTAGE.toMillis());
                    throw unreachable("does not answer any more");
                }
                case TIME_OUT -> {
                    shell.run(command);
                    world.advance(command.deadline());
                    throw unreachable("has not answered in time");
                }
                case LATE -> {
                    world.after(command.deadline().plus(MUCH_LATER), () -> late(command));
                    world.advance(command.deadline());
                    throw unreachable("has not answered in time");
                }
                case HOST_REBOOTS -> {
                    reboot(host.name(), false);
                    yield shell.run(command);
                }
                case HOST_DIES -> {
                    die(host.name());
                    yield shell.run(command);
                }
                default -> throw new IllegalArgumentException(fault + " does not happen to a command");
            };
        }

        private void late(Command command) {
            try {
                shell.run(command);
            } catch (RelocationException e) {
                if (e.code() != ErrorCode.HOST_UNREACHABLE) {
                    throw e;
                }
            }
        }

        private RelocationException unreachable(String why) {
            return new RelocationException(ErrorCode.HOST_UNREACHABLE, "host %s %s".formatted(host.name(), why));
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            return shell.stream(command, source, sink);
        }

        @Override
        public boolean answers(Duration within) {
            return shell.answers(within);
        }

        @Override
        public void close() {
            shell.close();
        }
    }
}
