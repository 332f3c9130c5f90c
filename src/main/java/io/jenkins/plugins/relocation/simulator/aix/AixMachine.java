// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The state of one simulated AIX system, and what its commands do to it. Knows nothing of SSH or of shells. A command is begun, goes on
 * for a while, and ends; what it was about may have gone meanwhile. Thread-safe.
 */
public final class AixMachine {
    private final AixProfile profile;
    private final AixFiles files;
    private final NfsServer nfs;
    private final Map<String, Wpar> wpars = new TreeMap<>();
    private final Map<String, String> mounts = new TreeMap<>();
    private final List<Mishap> mishaps = new ArrayList<>();
    private final List<String> initTable = new ArrayList<>(List.of(
            "init:2:initdefault:",
            "brc::sysinit:/sbin/rc.boot 3 >/dev/console 2>&1",
            "rcwpars:2:once:/etc/rc.wpars > /dev/console 2>&1"));
    private final List<String> subsystems = new ArrayList<>();
    private final Set<String> dropped = new TreeSet<>();
    private boolean up = true;
    private boolean keepsAddresses;
    private long freeStateKb = 4_194_304;
    private int boots;
    private int lastPid = 4_000_000;

    public AixMachine(AixProfile profile, AixFiles files, NfsServer nfs) {
        this.profile = profile;
        this.files = files;
        this.nfs = nfs;
    }

    public AixProfile profile() {
        return profile;
    }

    AixFiles files() {
        return files;
    }

    NfsServer nfs() {
        return nfs;
    }

    // ---- what a test or a demonstration arranges ----

    /** Defines a partition as its owner has done long ago. */
    public synchronized void define(WparSpec spec) {
        wpars.put(spec.name(), new Wpar(spec));
    }

    /** Starts one as its owner has done long ago, with what users have counted so far. */
    public synchronized void start(String name, long count) {
        Wpar wpar = wpar(name);
        load(wpar, count);
        wpar.enter(WparState.ACTIVE);
    }

    /** Mounts an exported directory of the NFS server. */
    public synchronized void mount(String export, String directory) {
        mounts.put(directory, export);
    }

    public synchronized void unmount(String directory) {
        mounts.remove(directory);
    }

    /** Kilobytes that are free where state files go. */
    public synchronized void freeStateKb(long kilobytes) {
        freeStateKb = kilobytes;
    }

    /** Something goes wrong with the next call of a command. */
    public synchronized void mishap(Mishap mishap) {
        mishaps.add(mishap);
    }

    /** Puts a partition into a state, whatever led there. */
    public synchronized void force(String name, WparState state) {
        wpar(name).enter(state);
    }

    /** Somebody is logged in with clogin, or is not any more. */
    public synchronized void session(String name, boolean open) {
        wpar(name).session(open);
    }

    /** Whether the address of a paused partition stays up: what real systems do is not known. */
    public synchronized void keepsAddresses(boolean keeps) {
        keepsAddresses = keeps;
    }

    /** Adds a line to the init table, or a subsystem, that would start something. */
    public synchronized void addInitTable(String line) {
        initTable.add(line);
    }

    public synchronized void addSubsystem(String name) {
        subsystems.add(name);
    }

    // ---- what can be seen from outside ----

    public synchronized boolean isUp() {
        return up;
    }

    /** The state of a partition; empty: there is none. */
    public synchronized Optional<WparState> state(String name) {
        return Optional.ofNullable(wpars.get(name)).map(Wpar::state);
    }

    public synchronized Optional<WparSpec> spec(String name) {
        return Optional.ofNullable(wpars.get(name)).map(Wpar::spec);
    }

    /** Whether users reach a partition here: it runs, and its address is up. */
    public synchronized boolean isReached(String name) {
        return find(name)
                .filter(wpar -> wpar.is(WparState.ACTIVE))
                .filter(wpar -> wpar.spec().addresses().isEmpty()
                        || wpar.spec().addresses().stream()
                                .anyMatch(each -> addressesUp().contains(each.address())))
                .isPresent();
    }

    /** The application of a partition, when there are processes of it. */
    public synchronized Optional<Task> work(String name) {
        return Optional.ofNullable(wpars.get(name)).flatMap(Wpar::work);
    }

    /** All that there is of applications. */
    public synchronized List<Task> works() {
        return wpars.values().stream().flatMap(wpar -> wpar.work().stream()).toList();
    }

    /** Names of all partitions. */
    public synchronized List<String> names() {
        return List.copyOf(wpars.keySet());
    }

    // ---- the power ----

    /** The power goes: processes are lost; application partitions are gone with theirs. */
    public synchronized void crash() {
        up = false;
        dropped.clear();
        boots++;
        wpars.values().removeIf(wpar -> !wpar.spec().isSystem());
        wpars.values().forEach(wpar -> {
            wpar.unload();
            wpar.operation("none");
            if (!wpar.is(WparState.BROKEN)) {
                wpar.enter(WparState.DEFINED);
            }
        });
    }

    /** Starts again, and with it what is to start with it. */
    public synchronized void boot() {
        up = true;
        wpars.values().stream()
                .filter(wpar -> wpar.spec().auto() && wpar.is(WparState.DEFINED))
                .filter(wpar -> mountable(wpar.spec()))
                .forEach(wpar -> {
                    load(wpar, nfs.take(store(wpar.spec())));
                    wpar.enter(WparState.ACTIVE);
                });
    }

    /** Tells one start of the system from the next. */
    synchronized int boots() {
        return boots;
    }

    // ---- commands ----

    /**
     * Begins a command.
     *
     * @param argv its name and arguments
     * @param root whether it is called with root's rights
     */
    public synchronized Errand begin(List<String> argv, boolean root) {
        String command = argv.get(0).substring(argv.get(0).lastIndexOf('/') + 1);
        List<String> words = new ArrayList<>(argv);
        words.set(0, command);
        Optional<Mishap> mishap = takeMishap(command);
        if (mishap.filter(each -> each.kind() == Mishap.Kind.REFUSE).isPresent()) {
            return Errand.now(Answer.failed(1, command + ": 0960-240 The operation is refused."));
        }
        try {
            Errand errand = new Commands(this, mishap, root).begin(words);
            long delay = mishap.filter(each -> each.kind() == Mishap.Kind.DELAY)
                    .map(each -> Long.parseLong(each.detail()))
                    .orElse(0L);
            return new Errand(errand.millis() + delay, guarded(errand.end()));
        } catch (Refused e) {
            return Errand.now(e.answer());
        } catch (IllegalArgumentException e) {
            return Errand.now(Answer.failed(1, command + ": " + e.getMessage()));
        }
    }

    /** What ends later ends under the lock, and not at all when the system went down meanwhile. */
    private Supplier<Answer> guarded(Supplier<Answer> end) {
        int begun = boots;
        return () -> {
            synchronized (this) {
                if (boots != begun || !up) {
                    return new Answer(255, "", "");
                }
                try {
                    return end.get();
                } catch (Refused e) {
                    return e.answer();
                }
            }
        };
    }

    /** What goes wrong with the connection that this command was called over; empty: nothing. */
    public synchronized Optional<Mishap> connectionMishap(String command) {
        return take(each ->
                each.command().equals(command) && (each.kind() == Mishap.Kind.DIE || each.kind() == Mishap.Kind.CUT));
    }

    private Optional<Mishap> takeMishap(String command) {
        return take(each ->
                each.command().equals(command) && each.kind() != Mishap.Kind.DIE && each.kind() != Mishap.Kind.CUT);
    }

    private Optional<Mishap> take(java.util.function.Predicate<Mishap> wanted) {
        for (Iterator<Mishap> each = mishaps.iterator(); each.hasNext(); ) {
            Mishap mishap = each.next();
            if (wanted.test(mishap)) {
                each.remove();
                return Optional.of(mishap);
            }
        }
        return Optional.empty();
    }

    // ---- for the commands ----

    Collection<Wpar> wpars() {
        return wpars.values();
    }

    Wpar wpar(String name) {
        return Optional.ofNullable(wpars.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no partition " + name));
    }

    Optional<Wpar> find(String name) {
        return Optional.ofNullable(wpars.get(name));
    }

    void add(Wpar wpar) {
        wpars.put(wpar.name(), wpar);
    }

    /** Gives a partition its processes and its addresses. */
    void load(Wpar wpar, long count) {
        wpar.spec().addresses().forEach(each -> dropped.remove(each.address()));
        wpar.load(nextPid(), count);
    }

    void remove(String name) {
        wpars.remove(name);
    }

    int nextPid() {
        return lastPid += 262;
    }

    Map<String, String> mounts() {
        return mounts;
    }

    long freeStateKb() {
        return freeStateKb;
    }

    List<String> initTable() {
        return initTable;
    }

    List<String> subsystems() {
        return subsystems;
    }

    /** Addresses of partitions that are up on this system. */
    List<String> addressesUp() {
        return wpars.values().stream()
                .filter(wpar -> wpar.is(WparState.ACTIVE) || keepsAddresses && wpar.is(WparState.PAUSED))
                .flatMap(wpar -> wpar.spec().addresses().stream())
                .map(WparSpec.Address::address)
                .filter(address -> !dropped.contains(address))
                .toList();
    }

    /** Gives an address to an interface, or takes it off; says whether that could be. */
    boolean alias(String address, boolean up) {
        return up ? dropped.remove(address) : addressesUp().contains(address) && dropped.add(address);
    }

    /** Whether every NFS mount of a partition can be made from here. */
    boolean mountable(WparSpec spec) {
        return spec.mounts().stream()
                .filter(mount -> mount.vfs().equals("nfs"))
                .allMatch(mount -> nfs.allows(mount.device(), profile.hostname()));
    }

    /** Where the application of a partition leaves its state when it is ended in order. */
    static String store(WparSpec spec) {
        return spec.mounts().stream()
                .filter(mount -> mount.vfs().equals("nfs"))
                .map(WparSpec.Mount::device)
                .findFirst()
                .orElse("/export/applications/" + spec.name().toLowerCase(Locale.ROOT));
    }

    int memoryInUseMb() {
        return wpars.values().stream()
                .filter(wpar -> wpar.work().isPresent())
                .mapToInt(wpar -> number(wpar.spec(), "sim.memory"))
                .sum();
    }

    int busyPercent() {
        int used = wpars.values().stream()
                .filter(wpar -> wpar.is(WparState.ACTIVE))
                .mapToInt(wpar -> number(wpar.spec(), "sim.cpu"))
                .sum();
        return Math.min(100, profile.busyPercent() + used);
    }

    static int number(WparSpec spec, String key) {
        return Integer.parseInt(spec.resources().getOrDefault(key, "0"));
    }
}
