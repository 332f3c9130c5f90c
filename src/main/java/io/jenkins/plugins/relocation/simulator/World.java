// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Simulated Linux hosts, their time, and the network between them. A model of our own host script (resources/host), not of
 * Linux: what the script writes into its state directory, what it claims, what it lets run, and what hosts do without being
 * asked, each as a sequence of steps before which the host, or what is at work on it, may be made to die.
 *
 * <p>Left out: several processes of a workload, data files and their undoing, restore points, Podman and runc, networks of
 * containers, memory that is copied ahead, packed, or sent through the controller, plain connections, measuring of links, what
 * plans and prechecks are made of, sudo. A broken connection is noticed at once. CRIU that is killed takes along the copy that it was
 * restoring, and leaves frozen what it was saving. Removing a file is never undone by a power cut.
 *
 * <p>Thread-safe. Time passes only when somebody waits, or a command is run.
 */
public final class World {
    private static final long START = 1_000_000;

    private record Timer(long at, Runnable what) {}

    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final List<Job> jobs = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private long millis = START;
    private int ids = 100;
    private long cutUntil;
    private StepListener listener = (host, step) -> {};
    private Consumer<World> watcher = world -> {};

    /** Adds a host that is up. */
    public synchronized SimulatedHost addHost(String name, String address) {
        SimulatedHost host = new SimulatedHost(this, name, address);
        hosts.put(name, host);
        return host;
    }

    /** The host with that name. */
    public SimulatedHost host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no simulated host " + name));
    }

    public Collection<SimulatedHost> hosts() {
        return List.copyOf(hosts.values());
    }

    /** Who is asked before each step on a host. */
    public synchronized void onSteps(StepListener who) {
        listener = who;
    }

    /** Who looks at the world after each change of it. */
    public synchronized void onChanges(Consumer<World> who) {
        watcher = who;
    }

    /** Milliseconds on the clock of the world. */
    public synchronized long millis() {
        return millis;
    }

    /** Lets time pass, with all that happens by itself meanwhile. */
    public synchronized void advance(Duration time) {
        until(millis + time.toMillis(), () -> false);
    }

    /** Cuts the network between the hosts for so long. */
    public synchronized void cut(Duration time) {
        cutUntil = millis + time.toMillis();
        // Whoever waits for the network looks again then.
        after(time, () -> {});
    }

    /** Runs something later, whatever becomes of the hosts. */
    public synchronized void after(Duration time, Runnable what) {
        timers.add(new Timer(millis + time.toMillis(), what));
    }

    /** Something that all hosts share, made when it is asked for first. */
    public synchronized <T> T shared(Class<T> kind, Supplier<T> maker) {
        return kind.cast(shared.computeIfAbsent(kind, key -> maker.get()));
    }

    /** The clocks of the world, for an engine. */
    public Ticker ticker() {
        return new Ticker() {
            @Override
            public Instant now() {
                return Instant.parse("2026-01-01T00:00:00Z").plusMillis(millis());
            }

            @Override
            public long nanos() {
                return Duration.ofMillis(millis()).toNanos();
            }

            @Override
            public void pause(Duration duration) {
                advance(duration);
            }
        };
    }

    synchronized boolean linked(SimulatedHost from, SimulatedHost to) {
        return from.isUp() && to.isUp() && millis >= cutUntil;
    }

    Optional<SimulatedHost> byAddress(String address) {
        return hosts.values().stream()
                .filter(host -> host.address().equals(address))
                .findFirst();
    }

    public int nextId() {
        return ids++;
    }

    void add(Job job) {
        jobs.add(job);
    }

    List<Job> jobsOf(SimulatedHost host) {
        return jobs.stream().filter(job -> job.host() == host && job.alive()).toList();
    }

    Optional<Job> job(SimulatedHost host, String name) {
        return jobsOf(host).stream().filter(job -> job.name().equals(name)).findFirst();
    }

    void before(SimulatedHost host, String step) {
        listener.before(host.name(), step);
    }

    void changed() {
        watcher.accept(this);
    }

    /** Something that a host does by itself in a while. */
    void later(SimulatedHost host, String name, long in, Runnable what) {
        new Job(host, name).then(name, in, what).begin();
    }

    /** Lets time pass up to a moment, or until something has come about. Says whether it has. */
    synchronized boolean until(long end, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            jobs.removeIf(job -> !job.alive());
            Optional<Job> due = jobs.stream().filter(Job::isDue).findFirst();
            if (due.isPresent()) {
                due.get().step();
                changed();
                continue;
            }
            Optional<Timer> timer =
                    timers.stream().filter(each -> each.at() <= millis).findFirst();
            if (timer.isPresent()) {
                timers.remove(timer.get());
                timer.get().what().run();
                changed();
                continue;
            }
            long next = Math.min(
                    jobs.stream().mapToLong(Job::wakesAt).min().orElse(Long.MAX_VALUE),
                    timers.stream().mapToLong(Timer::at).min().orElse(Long.MAX_VALUE));
            if (next > end) {
                millis = Math.max(millis, end);
                return done.getAsBoolean();
            }
            millis = Math.max(millis, next);
        }
        return true;
    }
}
