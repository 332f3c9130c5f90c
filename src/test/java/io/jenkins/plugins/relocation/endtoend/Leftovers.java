// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

/** What the product leaves on a host, and what tests leave there. */
final class Leftovers {
    /** A line for each thing of a move. Control groups in which the restored workload itself runs are no leftover. */
    private static final String LOOK =
            """
            cd /
            for d in /var/lib/relocation/legs /var/lib/relocation/held /run/relocation; do
                for f in $(ls -A $d 2>/dev/null); do echo "$d/$f"; done
            done
            grep -l '^state=held' /var/lib/relocation/guards/* 2>/dev/null
            ls -d /var/lib/relocation/guards/*.lock* 2>/dev/null
            grep -hs 'relocation:' /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys
            ls -d /etc/systemd/system/*.d/*-relocation.conf /run/systemd/system/*.d/*-relocation.conf 2>/dev/null
            pgrep -ax criu
            pgrep -af '[r]elocation-host'
            nft list tables
            for g in $(find /sys/fs/cgroup -type d -name '*relocation-*'); do [ -n "$(cat $g/cgroup.procs)" ] || echo "cgroup $g"; done
            find / -xdev -name '.relocation*' 2>/dev/null
            systemctl list-units --failed --plain --no-legend 'relocation*'
            true
            """;

    private static final String SCRUB =
            """
            for u in $(cd /etc/systemd/system; ls -d e2e-*.service 2>/dev/null); do systemctl stop $u; systemctl disable -q $u; done
            for p in $(pgrep -x criu) $(pgrep -f '[/]usr/local/bin/tree.py|[r]edis-server|[/]srv/e2e/|[r]elocation-host'); do kill -9 $p; done
            mv -f /usr/sbin/criu.away /usr/sbin/criu
            rm -rf /var/lib/relocation/legs /var/lib/relocation/held /var/lib/relocation/guards /run/relocation/*
            rm -rf /etc/systemd/system/e2e-* /etc/systemd/system/*.d/*-relocation.conf /run/systemd/system/*.d/*-relocation.conf
            rmdir /etc/systemd/system/e2e-*.d /run/systemd/system/e2e-*.d
            sed -i '/ relocation:/d' /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys
            rm -rf /srv/e2e /run/e2e* /usr/local/sbin/criu
            systemctl daemon-reload; systemctl reset-failed
            mkdir -p /srv/e2e
            """;

    private Leftovers() {}

    /** Waits a moment for what is on its way out, and expects nothing of a move on any host. */
    static void expectNone(Machines machines) {
        for (String host : Machines.NAMES) {
            long end = System.nanoTime() + 3_000_000_000L;
            String left = machines.sh(host, LOOK);
            while (!left.isEmpty() && System.nanoTime() < end) {
                left = machines.sh(host, LOOK);
            }
            assertThat(left).as("left on " + host).isEmpty();
        }
    }

    /** Removes workloads and what moves that went wrong may have left. */
    static void scrub(Machines machines) {
        for (String host : Machines.NAMES) {
            machines.sh(host, "{ " + SCRUB + "} >/dev/null 2>&1; true");
        }
    }
}
