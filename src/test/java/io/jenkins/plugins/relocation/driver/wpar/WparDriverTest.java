// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.host.LocalHosts;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WparDriverTest {
    @TempDir
    private Path directory;

    /** Every driver is asked what it finds, also on hosts of the others; this machine is no AIX system. */
    @Test
    void findsNothingWhereThereIsNoLswpar() {
        LocalHosts hosts = new LocalHosts(directory, List.of("/bin/sh"));

        assertThat(new WparDriver(hosts, Ticker.SYSTEM).discover(hosts.host("a")))
                .isEmpty();
    }
}
