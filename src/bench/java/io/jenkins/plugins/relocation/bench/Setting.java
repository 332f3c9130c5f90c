// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is moved.
 *
 * @param id short name, also in file names
 * @param kind what runs
 * @param count number of processes
 * @param mib memory of each, in MiB
 * @param rate memory that each writes to, in MB a second
 * @param contenders who moves it
 */
record Setting(String id, Kind kind, int count, int mib, int rate, List<Contender> contenders) {
    /** What runs. */
    enum Kind {
        DIRTY,
        REDIS
    }

    private static final List<Contender> EVACUATION =
            List.of(Contender.SEQUENTIAL, Contender.XARGS, Contender.OURS, Contender.OURS_8);

    Setting {
        contenders = List.copyOf(contenders);
    }

    /** All rounds of a lower tier come before those of a higher one: when time is up, the most wanted are complete. */
    int tier() {
        if (isEvacuation()) {
            return 2;
        }
        return switch (rate) {
            case 0 -> 0;
            case 100 -> 1;
            default -> 3;
        };
    }

    boolean isEvacuation() {
        return count > 1;
    }

    String title() {
        String each = kind == Kind.REDIS
                ? "Redis, 100,000 keys of 900 bytes, a client counts every 3 ms"
                : "%d MiB%s".formatted(mib, rate == 0 ? "" : ", %d MB/s written to".formatted(rate));
        return isEvacuation() ? "evacuation of %d x %s".formatted(count, each) : each;
    }

    /** All of the full run, the most wanted first. */
    static List<Setting> full() {
        List<Setting> settings = new ArrayList<>(List.of(
                tiny(),
                dirty(64, 0),
                dirty(512, 0),
                redis(),
                new Setting("evacuation", Kind.DIRTY, 20, 64, 0, EVACUATION),
                dirty(1024, 0)));
        for (int rate : new int[] {100, 10}) {
            for (int mib : new int[] {64, 512, 1024}) {
                settings.add(dirty(mib, rate));
            }
        }
        return List.copyOf(settings);
    }

    /** The small ones. */
    static List<Setting> quick() {
        return List.of(tiny(), dirty(64, 0), redis());
    }

    private static Setting tiny() {
        return new Setting(
                "1m",
                Kind.DIRTY,
                1,
                1,
                0,
                List.of(Contender.RAW, Contender.TAR_SSH, Contender.TAR_PLAIN, Contender.OURS, Contender.OURS_PLAIN));
    }

    private static Setting redis() {
        return new Setting("redis", Kind.REDIS, 1, 112, 0, Contender.single());
    }

    private static Setting dirty(int mib, int rate) {
        return new Setting("%dm-%d".formatted(mib, rate), Kind.DIRTY, 1, mib, rate, Contender.dirty());
    }
}
