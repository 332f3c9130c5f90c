// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Address;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Kind;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code mkwpar}, {@code chwpar} and {@code rmwpar}: what partitions are defined. */
final class DefiningCommands {
    private static final long POPULATE = 240_000;
    private static final long DEFINE = 2_000;
    private static final long REMOVE = 7_800;
    private static final long FORGET = 1_500;
    private static final String MKWPAR = "aAb:cCE:d:B:D=Fg:h:H:iI=klL=M=N=PrR=S=tT=su:X=U:n:p?e:Wf:o:w";
    private static final String CHWPAR = "KaAb:B=cd:D=Fh:HiI=n:M=N=PR=S=u:xU:vX=";
    private static final String MADE = "aAcdeFfhkMnNoPprRsuwW";
    private static final String CHANGED = "KaAcdFhMnNPRuv";
    private static final String NAME = "[A-Za-z1-9_@#$%?][A-Za-z0-9_@#$%?-]{0,24}";

    private final AixMachine machine;
    private final Optional<Mishap> mishap;

    DefiningCommands(AixMachine machine, Optional<Mishap> mishap) {
        this.machine = machine;
        this.mishap = mishap;
    }

    Errand begin(List<String> argv) {
        return switch (argv.get(0)) {
            case "mkwpar" -> make(Flags.of(argv, MKWPAR).simulating(MADE));
            case "chwpar" -> Errand.now(change(Flags.of(argv, CHWPAR).simulating(CHANGED)));
            default -> remove(Flags.of(argv, "Fpsv"));
        };
    }

    // ---- mkwpar ----

    private Errand make(Flags flags) {
        if (!flags.operands().isEmpty()) {
            throw new Refused(2, "usage: mkwpar [-aAcCFiklPrst] ... -n wparname");
        }
        if (flags.has("w")) {
            return Errand.now(export(flags));
        }
        WparSpec spec = wanted("mkwpar", flags, () -> plain(flags));
        if (!spec.isSystem()) {
            throw new Refused("mkwpar: 0960-310 %s is an application workload partition.".formatted(spec.name()));
        }
        requireFree("mkwpar", flags, spec);
        Wpar wpar = new Wpar(spec);
        wpar.enter(WparState.TRANSITIONAL);
        machine.add(wpar);
        boolean preserved = flags.has("p");
        boolean starts = flags.has("s");
        long millis = (preserved ? DEFINE : POPULATE) + (starts ? RunningCommands.START : 0);
        return new Errand(millis, () -> {
            Answer made = made(wpar, preserved);
            return starts
                    ? made.and(new RunningCommands(machine, mishap).started(wpar, WparState.ACTIVE, false))
                    : made;
        });
    }

    /** Whether a partition of that name, with those addresses, can be made here. */
    void requireFree(String command, Flags flags, WparSpec spec) {
        if (!spec.name().matches(NAME)) {
            throw new Refused("%s: 0960-204 %s is not a valid name.".formatted(command, spec.name()));
        }
        if (machine.find(spec.name()).isPresent()) {
            throw new Refused(
                    "%s: 0960-304 A workload partition called %s already exists.".formatted(command, spec.name()));
        }
        List<String> addresses = spec.addresses().stream().map(Address::address).toList();
        boolean taken = machine.wpars().stream()
                .flatMap(other -> other.spec().addresses().stream())
                .anyMatch(other -> addresses.contains(other.address()));
        if (taken && !flags.has("a")) {
            throw new Refused("%s: 0960-298 The address of %s is in use.".formatted(command, spec.name()));
        }
    }

    private Answer made(Wpar wpar, boolean preserved) {
        if (fails(Mishap.Kind.BREAK)) {
            wpar.enter(WparState.BROKEN);
            throw new Refused("mkwpar: 0960-228 ATTENTION: Cleanup may not have completed successfully.");
        }
        // What is populated is mounted for that.
        if (!preserved && !machine.mountable(wpar.spec())) {
            machine.remove(wpar.name());
            throw new Refused("mount: 1831-011 access denied for the file systems of %s".formatted(wpar.name()));
        }
        wpar.enter(WparState.DEFINED);
        StringBuilder out = new StringBuilder("mkwpar: Creating file systems...\n");
        wpar.spec().mounts().forEach(mount -> out.append(" %s%n".formatted(mount.directory())));
        if (!preserved) {
            out.append("Mounting all workload partition file systems.\nsyncroot: Returns Status = SUCCESS\n");
        }
        out.append("Workload partition %s created successfully.%n".formatted(wpar.name()));
        return Answer.ok(out.append(
                        "mkwpar: 0960-390 To start the workload partition, execute the following as root: startwpar [-v] %s%n"
                                .formatted(wpar.name()))
                .toString());
    }

    /** {@code -w}: only writes the specification. */
    private Answer export(Flags flags) {
        String path = flags.value("o").orElseThrow(() -> new Refused(2, "mkwpar: -w needs -o"));
        WparSpec spec = wanted("mkwpar", flags, () -> plain(flags));
        if (!machine.files().write(path, SpecText.of(spec))) {
            throw new Refused("mkwpar: 0960-266 Cannot write to %s.".formatted(path));
        }
        return Answer.ok("");
    }

    /**
     * What a command line asks for: the specification of a file or of another partition, or a plain one, and what it changes of
     * that.
     */
    WparSpec wanted(String command, Flags flags, Supplier<WparSpec> plain) {
        Optional<WparSpec> given = flags.value("f").map(this::read).or(() -> flags.value("e")
                .map(name -> named(machine, command, name).spec()));
        WparSpec base = given.orElseGet(plain);
        return changed(flags, flags.value("n").map(base::withName).orElse(base));
    }

    private static WparSpec plain(Flags flags) {
        String name = flags.value("n").orElseThrow(() -> new Refused(2, "usage: mkwpar ... -n wparname"));
        return new WparSpec(
                name,
                Kind.SYSTEM,
                name,
                flags.value("d").orElse("/wpars/" + name),
                false,
                false,
                "",
                WparSpec.uuid(name),
                List.of(),
                List.of(),
                Map.of("active", "yes"));
    }

    private WparSpec read(String path) {
        String text =
                machine.files().read(path).orElseThrow(() -> new Refused("0960-265 Cannot open %s.".formatted(path)));
        return SpecText.parse(text);
    }

    private static WparSpec changed(Flags flags, WparSpec base) {
        WparSpec spec = base;
        if (flags.has("A")) {
            spec = spec.withAuto(true);
        }
        if (flags.has("c")) {
            spec = spec.withCheckpointable(true);
        }
        if (flags.value("h").isPresent()) {
            spec = spec.withHostname(flags.value("h").orElseThrow());
        }
        List<Address> addresses = new ArrayList<>(spec.addresses());
        flags.groups("N")
                .forEach(group -> addresses.add(new Address(
                        group.getOrDefault("interface", "en0"),
                        group.getOrDefault("address", ""),
                        group.getOrDefault("netmask", "255.255.255.0"),
                        group.getOrDefault("broadcast", ""))));
        List<Mount> mounts = new ArrayList<>(spec.mounts());
        flags.groups("M")
                .forEach(group -> mounts.add(new Mount(
                        group.getOrDefault("directory", ""),
                        group.getOrDefault("dev", ""),
                        group.getOrDefault("vfs", "jfs2"),
                        group.getOrDefault("host", ""),
                        group.getOrDefault("mountopts", ""))));
        Map<String, String> resources = new TreeMap<>(spec.resources());
        flags.groups("R").forEach(resources::putAll);
        return spec.withAddresses(addresses).withMounts(mounts).withResources(resources);
    }

    // ---- chwpar ----

    private Answer change(Flags flags) {
        Wpar wpar = named(machine, "chwpar", flags.operand("chwpar [-K] [-aAcF] ... wparname"));
        requireQuiet("chwpar", wpar);
        if (!flags.has("K")) {
            if ((flags.has("n") || flags.has("d")) && !wpar.is(WparState.DEFINED)) {
                throw new Refused("chwpar: 0960-256 Workload partition %s is active: its name and its directory stay."
                        .formatted(wpar.name()));
            }
            flags.value("n")
                    .flatMap(machine::find)
                    .filter(other -> other != wpar)
                    .ifPresent(other -> {
                        throw new Refused("chwpar: 0960-304 A workload partition called %s already exists."
                                .formatted(other.name()));
                    });
            machine.remove(wpar.name());
            WparSpec renamed = flags.value("n").map(wpar.spec()::withName).orElse(wpar.spec());
            wpar.define(
                    changed(flags, flags.value("d").map(renamed::withDirectory).orElse(renamed)));
            machine.add(wpar);
            return Answer.ok("");
        }
        if (flags.has("A")) {
            wpar.define(wpar.spec().withAuto(false));
        }
        if (flags.has("c")) {
            wpar.define(wpar.spec().withCheckpointable(false));
        }
        flags.groups("N")
                .forEach(group -> wpar.define(wpar.spec()
                        .withAddresses(wpar.spec().addresses().stream()
                                .filter(each -> !each.address().equals(group.get("address")))
                                .toList())));
        return Answer.ok("");
    }

    // ---- rmwpar ----

    private Errand remove(Flags flags) {
        Wpar wpar = named(machine, "rmwpar", flags.operand("rmwpar [-F] [-p] [-s] [-v] wparname"));
        boolean force = flags.has("F");
        if (!force) {
            requireQuiet("rmwpar", wpar);
        }
        if (wpar.work().isPresent() && !force && !flags.has("s")) {
            throw new Refused("rmwpar: 0960-255 Workload partition %s is still active.".formatted(wpar.name()));
        }
        wpar.unload();
        wpar.enter(WparState.TRANSITIONAL);
        boolean preserve = flags.has("p");
        Supplier<Answer> end = () -> {
            if (fails(Mishap.Kind.BREAK)) {
                wpar.enter(WparState.BROKEN);
                throw new Refused("rmwpar: 0960-229 The workload partition could not be removed.");
            }
            machine.remove(wpar.name());
            StringBuilder out = new StringBuilder();
            if (!preserve) {
                wpar.spec().mounts().stream()
                        .filter(mount -> mount.vfs().equals("jfs2"))
                        .forEach(mount ->
                                out.append("rmwpar: Removing file system %s.%nrmlv: Logical volume %s is removed.%n"
                                        .formatted(
                                                WparColumns.mountPoint(wpar.spec(), mount),
                                                mount.device().replaceAll(".*/", ""))));
            }
            return Answer.ok(out.toString());
        };
        return new Errand(preserve ? FORGET : REMOVE, end);
    }

    private boolean fails(Mishap.Kind kind) {
        return mishap.filter(each -> each.kind() == kind).isPresent();
    }

    // ---- for all commands ----

    static Wpar named(AixMachine machine, String command, String name) {
        return machine.find(name)
                .orElseThrow(() -> new Refused(
                        "%s: 0960-419 Could not find a workload partition called %s.".formatted(command, name)));
    }

    /** Nobody else is doing something about it, and nothing went wrong with it. */
    static void requireQuiet(String command, Wpar wpar) {
        switch (wpar.state()) {
            case BROKEN ->
                throw new Refused("%s: 0960-214 Workload partition %s is broken.".formatted(command, wpar.name()));
            case TRANSITIONAL, FROZEN, LOADED, MOVING ->
                throw new Refused("%s: 0960-215 Workload partition %s is in use by another operation."
                        .formatted(command, wpar.name()));
            default -> {}
        }
    }
}
