// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a simulated system is like. Names and values are ours, in the formats of real ones.
 *
 * @param hostname its name
 * @param osLevel as oslevel -s prints it
 * @param hardware what it has of the machine that it runs on
 * @param freeMb memory that is not used when no partition runs
 * @param busyPercent how busy its processors are, beside what partitions use
 * @param timeService whether xntpd is active
 * @param filesets what is installed, with its level
 */
public record AixProfile(
        String hostname,
        String osLevel,
        Hardware hardware,
        int freeMb,
        int busyPercent,
        boolean timeService,
        Map<String, String> filesets) {
    /**
     * What a system has of its machine.
     *
     * @param model as prtconf prints it
     * @param processor processor type
     * @param mode processor implementation mode
     * @param clockMhz processor clock
     * @param processors virtual processors
     * @param memoryMb memory
     */
    public record Hardware(String model, String processor, String mode, int clockMhz, int processors, int memoryMb) {}

    /** POWER9, AIX 7.2. */
    public static AixProfile power9(String hostname) {
        return new AixProfile(
                hostname,
                "7200-05-03-2148",
                new Hardware("IBM,9009-42A", "PowerPC_POWER9", "POWER 9", 3800, 4, 16_384),
                9_216,
                5,
                true,
                Map.of(
                        "bos.rte", "7.2.5.101",
                        "bos.rte.libc", "7.2.5.102",
                        "bos.rte.libpthreads", "7.2.5.100",
                        "bos.wpars", "7.2.5.100",
                        "mcr.rte", "7.2.5.0",
                        "xlC.rte", "16.1.0.9",
                        "openssl.base", "1.1.2.1200"));
    }

    public AixProfile {
        filesets = Map.copyOf(new TreeMap<>(filesets));
    }

    public AixProfile withOsLevel(String level) {
        return new AixProfile(hostname, level, hardware, freeMb, busyPercent, timeService, filesets);
    }

    public AixProfile withProcessor(String type, String implementation, int mhz) {
        Hardware other =
                new Hardware(hardware.model, type, implementation, mhz, hardware.processors, hardware.memoryMb);
        return new AixProfile(hostname, osLevel, other, freeMb, busyPercent, timeService, filesets);
    }

    public AixProfile withMemory(int all, int free) {
        Hardware other = new Hardware(
                hardware.model, hardware.processor, hardware.mode, hardware.clockMhz, hardware.processors, all);
        return new AixProfile(hostname, osLevel, other, free, busyPercent, timeService, filesets);
    }

    public AixProfile withBusy(int percent) {
        return new AixProfile(hostname, osLevel, hardware, freeMb, percent, timeService, filesets);
    }

    public AixProfile withTimeService(boolean active) {
        return new AixProfile(hostname, osLevel, hardware, freeMb, busyPercent, active, filesets);
    }

    /** The same with another level of a fileset; an empty level: without it. */
    public AixProfile withFileset(String name, String level) {
        Map<String, String> changed = new TreeMap<>(filesets);
        changed.put(name, level);
        changed.values().removeIf(String::isEmpty);
        return new AixProfile(hostname, osLevel, hardware, freeMb, busyPercent, timeService, changed);
    }
}
