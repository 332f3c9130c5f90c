// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.simulator.aix.AixProfile;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import java.io.IOException;
import java.util.List;

/** Two simulated AIX systems, aix1 with four partitions and aix2 without, and the inventory that describes them. */
public final class AixStand {
    /** How many times as fast as real time simulated time passes, where nobody asks for anything else. */
    public static final int SPEED = 50;

    static final List<Actor> ACTORS = List.of(
            new Actor("billing", "192.0.2.31", 1536, true, true),
            new Actor("orders", "192.0.2.32", 768, true, true),
            new Actor("archive", "192.0.2.33", 512, true, false),
            new Actor("report", "192.0.2.34", 128, false, true));

    private AixStand() {}

    /** A partition of the demonstration. */
    record Actor(String name, String address, int memoryMb, boolean system, boolean checkpointable) {
        boolean isStatic() {
            return !checkpointable;
        }

        WparSpec spec() {
            WparSpec spec = system
                    ? WparSpec.mobile(name, address, "nfs1")
                    : WparSpec.application(name, address, "/opt/report/bin/report -d");
            return spec.withCheckpointable(checkpointable).using(memoryMb, 5).withAuto(system);
        }
    }

    /**
     * Starts the systems and their partitions, and writes the inventory into the folder. Who calls closes the site.
     *
     * @param speed how many times as fast as real time their commands are; at least 1
     */
    public static AixSite open(AixFolder folder, int speed) throws IOException {
        AixSite site = new AixSite(folder.systems(), 1.0 / speed);
        site.add(AixProfile.power9("aix1"));
        site.add(AixProfile.power9("aix2"));
        ACTORS.forEach(actor -> site.add("aix1", actor.spec(), 1000));
        folder.write(site, ACTORS);
        return site;
    }
}
