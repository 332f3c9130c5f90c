// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A simulated Linux host: a disk that survives a reboot, and memory that does not. Guarded by the lock of its {@link World}. */
public final class SimulatedHost {
    private static final long RESTART = 100;

    final Disk disk = new Disk();
    private Optional<Guest> guest = Optional.empty();
    final TreeMap<Integer, Task> tasks = new TreeMap<>();
    /** By leg; in a file system that is in memory. */
    final TreeMap<String, Image> images = new TreeMap<>();
    /** Units whose next start restores; in memory. */
    final Set<String> arrivals = new TreeSet<>();

    private final World world;
    private final String name;
    private final String address;
    private final List<App> apps = new ArrayList<>();
    private boolean up = true;
    private boolean restoresFail;
    private boolean probesFail;
    private boolean ignoresGuards;
    private int boots = 1;
    private long bootedAt;

    SimulatedHost(World world, String name, String address) {
        this.world = world;
        this.name = name;
        this.address = address;
    }

    public String name() {
        return name;
    }

    public String address() {
        return address;
    }

    public boolean isUp() {
        return up;
    }

    public World world() {
        return world;
    }

    /** Makes it a host of another kind, before anything is known here. */
    public void become(Guest other) {
        guest = Optional.of(other);
    }

    /** Makes a workload known here, as its unit does; it is started at boot only where that is enabled. */
    public void install(App app, boolean enabled) {
        if (guest.isPresent()) {
            guest.get().install(app, enabled);
            return;
        }
        apps.add(app);
        disk.put(unitFile(app.unit()), enabled ? "enabled" : "disabled");
    }

    /** Starts a workload anew. */
    public Task start(App app) {
        if (guest.isPresent()) {
            return guest.get().start(app);
        }
        int pid = world.nextId();
        Task task = new Task(pid, world.nextId(), app, Task.State.RUNNING, 0);
        tasks.put(pid, task);
        return task;
    }

    /** All that there is of workloads. */
    public Collection<Task> tasks() {
        return guest.map(Guest::tasks).orElseGet(() -> List.copyOf(tasks.values()));
    }

    /** Whether CRIU fails here whenever it restores what came from another host. */
    public void failRestores(boolean fail) {
        restoresFail = fail;
    }

    public boolean restoresFail() {
        return restoresFail;
    }

    /** Whether probes do not pass here, although the workload runs. */
    public void failProbes(boolean fail) {
        probesFail = fail;
    }

    boolean probesFail() {
        return probesFail;
    }

    /** The states that complete images hold which could be restored here. */
    public List<Long> usableImages() {
        if (restoresFail) {
            return List.of();
        }
        if (guest.isPresent()) {
            return guest.get().usableImages();
        }
        return images.entrySet().stream()
                .filter(each -> disk.has("legs/%s/complete".formatted(each.getKey()))
                        || disk.has("legs/%s/held".formatted(each.getKey())))
                .map(each -> each.getValue().count())
                .toList();
    }

    /** Makes the host do what anybody asks: for showing what guards are good for. */
    public void ignoreGuards() {
        ignoresGuards = true;
    }

    public boolean ignoresGuards() {
        return ignoresGuards;
    }

    /** What there is on the host that a settled run must not leave: everything but running workloads and free guards. */
    public List<String> leftovers() {
        List<String> left = new ArrayList<>();
        disk.names("legs").forEach(leg -> left.add("leg " + leg));
        disk.names("held").forEach(workload -> left.add("held " + workload));
        disk.names("keys").forEach(leg -> left.add("key " + leg));
        disk.names("drop-ins").forEach(unit -> left.add("drop-in " + unit));
        images.keySet().forEach(leg -> left.add("image " + leg));
        arrivals.forEach(unit -> left.add("arrival " + unit));
        disk.names("guards").stream()
                .filter(workload -> disk.read("guards/" + workload).orElse("").contains("state=held"))
                .forEach(workload -> left.add("guard " + workload));
        tasks.values().stream()
                .filter(task -> !task.runs())
                .forEach(task -> left.add("%s process of %s".formatted(task.state, task.app.name())));
        guest.ifPresent(other -> left.addAll(other.leftovers()));
        return left;
    }

    /** What it is when it is not Linux. */
    public Optional<Guest> guest() {
        return guest;
    }

    /** Its files: they survive a reboot. */
    public Disk disk() {
        return disk;
    }

    /** Why the host has continued a workload by itself, or has not; empty: it has not had to. */
    public Optional<String> reason() {
        return disk.below("legs").stream()
                .filter(path -> path.endsWith("/reason"))
                .findFirst()
                .flatMap(disk::read);
    }

    /** Whether a unit is started at boot. */
    public boolean isEnabled(String unit) {
        return disk.read(unitFile(unit)).orElse("").equals("enabled");
    }

    /**
     * The power goes.
     *
     * @param lucky whether what was not flushed has reached the disk all the same
     */
    public void crash(boolean lucky) {
        up = false;
        // What a process does at its end is of no use here: its host is gone.
        world.jobsOf(this).forEach(Job::kill);
        tasks.clear();
        images.clear();
        arrivals.clear();
        disk.powerCut(lucky);
        guest.ifPresent(Guest::crash);
        world.changed();
    }

    /** Starts again, and starts what is to be started at boot. */
    public void boot() {
        if (up) {
            return;
        }
        up = true;
        boots++;
        bootedAt = world.millis();
        guest.ifPresent(Guest::boot);
        apps.stream().filter(app -> isEnabled(app.unit())).forEach(this::startUnit);
    }

    /** As systemd does it: not where a condition says otherwise. Says whether something was started. */
    boolean startUnit(App app) {
        boolean held = disk.has("drop-ins/" + app.unit()) && disk.has("held/" + app.name());
        if (held || unitRuns(app)) {
            return false;
        }
        start(app);
        return true;
    }

    void startUnit(String unit) {
        apps.stream().filter(app -> app.unit().equals(unit)).forEach(this::startUnit);
    }

    private boolean unitRuns(App app) {
        return tasks.values().stream().anyMatch(task -> task.app.equals(app));
    }

    /** Something is about to be done here. */
    public void step(String what) {
        world.before(this, what);
        if (!up) {
            throw new Interrupted("host %s died before '%s'".formatted(name, what));
        }
    }

    /** A process ends. Its unit starts another one, unless it was told not to. */
    void kill(Task task) {
        tasks.remove(task.pid);
        if (task.state == Task.State.HELD || disk.has("drop-ins/" + task.app.unit())) {
            return;
        }
        world.later(this, "systemd: restart " + task.app.unit(), RESTART, () -> startUnit(task.app));
    }

    Optional<Task> task(String identity) {
        return tasks.values().stream()
                .filter(task -> task.identity().equals(identity))
                .findFirst();
    }

    String bootId() {
        return "boot " + boots;
    }

    long uptime() {
        return world.millis() - bootedAt;
    }

    static String unitFile(String unit) {
        return "units/" + unit;
    }
}
