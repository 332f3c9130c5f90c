// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.driver.process.ProcessDriverFactory;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.DriverRegistry;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.engine.HostDirectory;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.engine.StopSignal;
import io.jenkins.plugins.relocation.engine.Surroundings;
import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.http.ApacheHttpCalls;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.ssh.SshHosts;
import java.io.PrintStream;
import java.util.List;

/** The engine as the command line uses it: over SSH, with its files in the home. */
final class Controller implements AutoCloseable {
    /** The drivers that there are. */
    static final DriverRegistry DRIVERS = new DriverRegistry(List.of(new ProcessDriverFactory()));

    private final Common common;
    private final PrintStream out;
    private final HostAccess hosts;
    private final ApacheHttpCalls http;
    private final Relocator relocator;
    private final StopSignal stop = new StopSignal();

    private Controller(Common common, PrintStream out) {
        this.common = common;
        this.out = out;
        RunStore store = new RunStore(common.home());
        HostDirectory directory = new HostDirectory();
        this.hosts = SshHosts.of(directory::find, new FileSecrets(common.credentials()), Ticker.SYSTEM);
        this.http = new ApacheHttpCalls();
        this.relocator = new Relocator(new Surroundings(
                store, directory, hosts, http, new HostGuards(hosts, Ticker.SYSTEM), DRIVERS, Ticker.SYSTEM, EngineSettings.DEFAULT));
    }

    static Controller open(Common common, PrintStream out) {
        return new Controller(common, out);
    }

    Relocator relocator() {
        return relocator;
    }

    HostAccess hosts() {
        return hosts;
    }

    /** Who asks, with a view that writes to standard output; an interrupt from the keyboard settles instead of killing. */
    Caller caller() {
        Interrupts.settle(stop, System.err);
        return new Caller(Common.who(), common.view(out), stop);
    }

    @Override
    public void close() {
        hosts.close();
        http.close();
    }
}
