// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Simulated AIX systems that share an NFS server, and the ports of their applications. Closing it ends all of them. */
public final class AixSite implements AutoCloseable {
    /** The account that may do everything, and its password. */
    public static final String USER = "root";

    public static final String PASSWORD = "simulated";

    private static final String EXPORT = "/export/relocation";

    private final Path root;
    private final double scale;
    private final NfsServer nfs = new NfsServer("nfs1");
    private final LocalFiles files = new LocalFiles();
    private final Map<String, AixHost> hosts = new LinkedHashMap<>();
    private final Map<String, CounterPort> ports = new TreeMap<>();

    /**
     * Makes a site without hosts.
     *
     * @param root a directory of its own
     * @param scale real time for simulated time
     */
    public AixSite(Path root, double scale) {
        this.root = root;
        this.scale = scale;
        try {
            Files.createDirectories(shared());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nfs.export(EXPORT, NfsServer.EVERYONE);
    }

    /** Where the file system that all hosts share is mounted: imageDir of an inventory. */
    public Path shared() {
        return root.resolve("shared");
    }

    public NfsServer nfs() {
        return nfs;
    }

    /** The file system of the images. */
    public LocalFiles files() {
        return files;
    }

    /** Adds a system that is up, with an account for {@link #USER}. */
    public AixHost add(AixProfile profile) {
        return prepare(profile).boot();
    }

    /** The same, before it is started for the first time. */
    public AixHost prepare(AixProfile profile) {
        try {
            Path own = Files.createDirectories(root.resolve(profile.hostname()));
            AixMachine machine = new AixMachine(profile, files, nfs);
            machine.mount(EXPORT, shared().toString());
            AixHost host = new AixHost(machine, own, scale).user(USER, PASSWORD, AixHost.Rights.ROOT);
            hosts.put(profile.hostname(), host);
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public AixHost host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no simulated system " + name));
    }

    /** Defines a partition on a host, starts it there, and exports its file systems to all hosts. */
    public CounterPort add(String host, WparSpec spec, long count) {
        String[] names = hosts.keySet().toArray(String[]::new);
        nfs.export("/export/" + spec.name(), names);
        host(host).machine().define(spec);
        host(host).machine().start(spec.name(), count);
        CounterPort port = new CounterPort(
                spec.name(), hosts.values().stream().map(AixHost::machine).toList());
        ports.put(spec.name(), port);
        return port;
    }

    public CounterPort port(String wpar) {
        return ports.get(wpar);
    }

    /** The server with the file systems goes away, or comes back. */
    public void nfsAnswers(boolean answers) {
        try {
            Path away = root.resolve("shared.away");
            if (nfs.isUp() && !answers) {
                Files.move(shared(), away);
            } else if (!nfs.isUp() && answers) {
                Files.move(away, shared());
            }
            nfs.setUp(answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the systems that run a partition: one, unless something went wrong. */
    public List<String> whereRuns(String wpar) {
        return hosts.entrySet().stream()
                .filter(each -> each.getValue()
                        .machine()
                        .state(wpar)
                        .filter(WparState.ACTIVE::equals)
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        ports.values().forEach(CounterPort::close);
        hosts.values().forEach(AixHost::close);
    }
}
