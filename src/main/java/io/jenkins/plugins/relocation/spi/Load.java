// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import java.util.Map;

/**
 * How busy the processors of a host are, averaged over a time.
 *
 * @param processors how many there are, for comparing hosts
 * @param busyPercent of all of them together, 0 to 100
 * @param ofWorkloads what each workload takes of that, in percent; one that cannot be told is missing
 */
public record Load(int processors, int busyPercent, Map<String, Integer> ofWorkloads) {
    public Load {
        ofWorkloads = Map.copyOf(ofWorkloads);
        if (processors < 1 || busyPercent < 0 || busyPercent > 100) {
            throw new IllegalArgumentException("%d processors, %d %% busy: at least 1, and 0 to 100, are possible"
                    .formatted(processors, busyPercent));
        }
    }
}
