// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.controller;

import io.jenkins.plugins.relocation.driver.container.ContainerDriverFactory;
import io.jenkins.plugins.relocation.driver.process.ProcessDriverFactory;
import io.jenkins.plugins.relocation.driver.wpar.WparDriverFactory;
import io.jenkins.plugins.relocation.engine.DriverRegistry;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.engine.HostDirectory;
import io.jenkins.plugins.relocation.engine.Janitor;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.engine.Surroundings;
import io.jenkins.plugins.relocation.engine.TakeOver;
import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.host.HostLeftovers;
import io.jenkins.plugins.relocation.http.ApacheHttpCalls;
import io.jenkins.plugins.relocation.inventory.InventoryReader;
import io.jenkins.plugins.relocation.spi.Dialer;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.Secrets;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.ssh.SshHosts;
import java.nio.file.Path;
import java.util.List;

/** An engine over SSH, with its plans and journals in a home directory. Thread-safe; closing it closes its connections. */
public final class Controller implements AutoCloseable {
    private static final DriverRegistry DRIVERS = new DriverRegistry(
            List.of(new ProcessDriverFactory(), new ContainerDriverFactory(), new WparDriverFactory()));

    private final HostAccess hosts;
    private final HttpCalls http;
    private final Relocator relocator;
    private final TakeOver takeOver;
    private final Janitor janitor;

    private Controller(Path home, Secrets secrets, EngineSettings settings, Dialer dialer) {
        HostDirectory directory = new HostDirectory();
        this.hosts = SshHosts.of(directory::find, secrets, Ticker.SYSTEM, dialer);
        this.http = new ApacheHttpCalls();
        HostGuards guards = new HostGuards(hosts);
        Surroundings surroundings =
                new Surroundings(new RunStore(home), directory, hosts, http, guards, DRIVERS, Ticker.SYSTEM, settings);
        this.relocator = new Relocator(surroundings);
        this.takeOver = new TakeOver(surroundings, guards);
        this.janitor = new Janitor(surroundings, new HostLeftovers(hosts));
    }

    /**
     * Opens an engine.
     *
     * @param home where plans and journals are kept; made when it is not there
     * @param secrets what the credentials ids of inventories mean
     */
    public static Controller open(Path home, Secrets secrets) {
        return open(home, secrets, EngineSettings.DEFAULT);
    }

    /** As {@link #open(Path, Secrets)}, with settings of one's own. */
    public static Controller open(Path home, Secrets secrets, EngineSettings settings) {
        return open(home, secrets, settings, Dialer.DIRECT);
    }

    /** As {@link #open(Path, Secrets)}, with settings of one's own and connections that {@code dialer} makes. */
    public static Controller open(Path home, Secrets secrets, EngineSettings settings, Dialer dialer) {
        return new Controller(home, secrets, settings, dialer);
    }

    /** Reads inventories for the drivers that there are; contacts no host. */
    public static InventoryReader inventoryReader() {
        return new InventoryReader(DRIVERS.ids(), DRIVERS::check);
    }

    public Relocator relocator() {
        return relocator;
    }

    /** Takes workloads from controllers that are lost. */
    public TakeOver takeOver() {
        return takeOver;
    }

    /** What finds and removes leftovers. */
    public Janitor janitor() {
        return janitor;
    }

    @Override
    public void close() {
        hosts.close();
        http.close();
    }
}
