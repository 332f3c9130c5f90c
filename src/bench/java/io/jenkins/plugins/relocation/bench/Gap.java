// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

/**
 * The longest distance of two heartbeats of a log with lines "COUNTER NANOSECONDS".
 *
 * @param beginMs when it began, in ms since the epoch
 * @param ms how long it was
 * @param wrong what is wrong with the log: a beat that is missing or that came twice; empty: nothing
 */
record Gap(double beginMs, double ms, String wrong) {
    static Gap of(String log) {
        long lastCount = -1;
        long last = 0;
        long begin = 0;
        long longest = -1;
        for (String line : log.split("\n")) {
            String[] words = line.split(" ");
            if (words.length != 2) {
                return new Gap(0, -1, "line '%s' of its log is no heartbeat".formatted(line));
            }
            long count = Long.parseLong(words[0]);
            long now = Long.parseLong(words[1]);
            if (lastCount >= 0 && count != lastCount + 1) {
                return new Gap(0, -1, "heartbeat %d follows %d".formatted(count, lastCount));
            }
            if (lastCount >= 0 && now - last > longest) {
                longest = now - last;
                begin = last;
            }
            lastCount = count;
            last = now;
        }
        return new Gap(begin / 1e6, longest / 1e6, "");
    }
}
