// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory on its ways between two hosts of a running laboratory: plain, packed, measured, and broken. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class WireLabIT extends LabTest {
    private static final Map<String, Object> TREE = Map.of("pidFile", "/run/tree.pid", "tcp", "close");
    private static final TransferPlan PLAIN = TransferPlan.over(Transport.PLAIN, "migration");
    private static final TransferPlan PACKED = TransferPlan.DEFAULT.packed(Compression.ZSTD, 1, 50);
    private static final TransferPlan AHEAD = TransferPlan.DEFAULT.copiedAhead();

    /** What the memory of the tree adds up to. */
    private String sum;

    @ParameterizedTest
    @CsvSource({"PLAIN, NONE", "PLAIN, LZ4", "SSH, ZSTD"})
    void movesATreeAndBringsItBackLive(Transport transport, Compression compression) {
        Leg leg = started(transfer(transport, compression));
        requirePassed(driver.precheck(leg));
        long wire = received();

        forward(leg);

        assertRunsOn(b);
        if (compression == Compression.NONE) {
            assertThat(received() - wire).isGreaterThan(64L << 20);
        }
        Leg back = leg.reversed();
        driver.freeze(back, Progress.NONE);
        driver.discard(back, Leg.End.TO);
        driver.restore(back, Progress.NONE);
        driver.resume(back);
        assertThat(driver.observe(back).shows(State.FROZEN, State.RUNNING)).isTrue();
        assertRunsOn(a);
        driver.discard(back, Leg.End.FROM);
        settle(leg);
        assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"SSH, NONE", "PLAIN, NONE", "SSH, ZSTD"})
    void sendsInTheFreezeOnlyWhatDiffersFromWhatWasCopiedAhead(Transport transport, Compression compression) {
        Leg leg = started(transfer(transport, compression).copiedAhead());
        requirePassed(driver.precheck(leg));
        driver.prepare(leg, Progress.NONE);
        assertThat(lab.sh(b, "ls /run/relocation/*/warm/seal")).isNotEmpty();
        long wire = received();

        driver.freeze(leg, new Printing());

        // Two times eight megabytes warm the connections up.
        assertThat(received() - wire).isLessThan(40L << 20);
        driver.restore(leg, Progress.NONE);
        driver.resume(leg);
        assertRunsOn(b);
        commit(leg);
    }

    @Test
    void sendsEverythingWhenThereIsNoCopyAnyMore() {
        Leg leg = prepared(AHEAD);
        lab.sh(a, "rm -rf /run/relocation/*/warm");

        forward(leg);

        assertRunsOn(b);
        commit(leg);
    }

    @Test
    void keepsNoCopyThatLeavesTheImagesNoRoom() {
        Leg leg = started(AHEAD);
        lab.sh(a, "mount -o remount,size=120m /run/relocation");
        try {
            driver.prepare(leg, Progress.NONE);
            assertThat(lab.sh(a, "ls -d /run/relocation/*/warm || true")).isEmpty();

            forward(leg);

            assertRunsOn(b);
        } finally {
            lab.sh(a, "mount -o remount,size=3g /run/relocation");
        }
        commit(leg);
    }

    @Test
    void freezesNothingWhenTheCopyOnTheTargetWasChanged() {
        Leg leg = prepared(AHEAD);
        lab.sh(b, "for f in /run/relocation/*/warm/*.pages; do printf x | dd of=$f conv=notrunc status=none; done");

        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE)).isInstanceOf(RelocationException.class);

        assertGoesOnAtTheSource(leg);
    }

    @Test
    void plainMemoryIsReadableOnTheNetworkAndNothingElseIs() {
        startRedis();
        lab.sh(a, "redis-cli -p 7002 set secret hidden-in-memory");
        Leg leg = over(PLAIN, leg("redis", a, REDIS));
        take(leg);
        driver.prepare(leg, Progress.NONE);

        driver.freeze(leg, Progress.NONE);
        driver.restore(leg, Progress.NONE);
        driver.resume(leg);

        assertThat(lab.sh(b, "redis-cli -p 7002 get secret")).isEqualTo("hidden-in-memory");
        assertThat(lab.sh(b, "ss -tlnpH | grep ':49[12][0-9][0-9] .*receive-pages' || true"))
                .isEmpty();
        commit(leg);
    }

    @Test
    void zeroesTakeNoMemoryOnTheTarget() {
        startZeroes();
        Leg leg = over(PACKED, leg("zero", a, Map.of("pidFile", "/run/tree.pid")));
        take(leg);
        driver.prepare(leg, Progress.NONE);
        long wire = received();

        driver.freeze(leg, Progress.NONE);

        assertThat(received() - wire).isLessThan(32L << 20);
        String sizes = lab.sh(
                b,
                "stat -c '%s %b' /run/relocation/*/img/pages-*.img | awk '{ s += $1; b += $2 } END { print s, b * 512 }'");
        long size = Long.parseLong(sizes.split(" ")[0]);
        long taken = Long.parseLong(sizes.split(" ")[1]);
        assertThat(size).isGreaterThan(200L << 20);
        assertThat(taken).isLessThan(32L << 20);
        driver.restore(leg, Progress.NONE);
        driver.resume(leg);
        commit(leg);
    }

    @Test
    void aBrokenPlainConnectionLeavesTheSourceToBeContinued() {
        Leg leg = prepared(PLAIN);
        CompletableFuture<String> cut = CompletableFuture.supplyAsync(() -> lab.sh(
                b,
                "for i in $(seq 3000); do s=$(stat -c %s /run/relocation/*/img/pages-1.img 2>/dev/null); [ ${s:-0} -gt 1000000 ] && break; done;"
                        + " kill -9 $(pgrep -f 'receive-pages')"));

        assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("plain connection");

        cut.join();
        assertGoesOnAtTheSource(leg);
    }

    @Test
    void aTargetThatIsNotReachedPlainlyIsAFindingAndNothingIsFrozen() {
        Leg leg = started(PLAIN);
        lab.sh(
                b,
                "nft add table inet wiretest && nft add chain inet wiretest in '{ type filter hook input priority 0; }'"
                        + " && nft add rule inet wiretest in tcp dport 49152-49215 reject with tcp reset");
        try {
            Finding finding = driver.precheck(leg).stream()
                    .filter(each -> each.check().equals("transfer.plain"))
                    .findFirst()
                    .orElseThrow();

            assertThat(finding.blocks()).isTrue();
            assertThat(finding.message())
                    .contains("no plain connection to " + leg.to().transferAddress());
            assertThat(finding.remedy()).contains("49152 to 49215");
            driver.prepare(leg, Progress.NONE);
            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE)).hasMessageContaining("cannot connect");
            assertThat(lab.sh(a, "cut -d' ' -f3 /proc/$(cat /run/tree.pid)/stat"))
                    .isNotEqualTo("T");
        } finally {
            lab.sh(b, "nft delete table inet wiretest");
        }
        assertGoesOnAtTheSource(leg);
    }

    @Test
    void measuresBothTransportsAndLeavesNothing() {
        lab.sh(a, START_TREE);

        long ssh = driver.linkBytesPerSecond(a, b, TransferPlan.DEFAULT);
        long plain = driver.linkBytesPerSecond(a, b, PLAIN);

        assertThat(ssh).isGreaterThan(1_000_000);
        assertThat(plain).isGreaterThan(1_000_000);
        assertNothingLeft();
        assertThat(lab.sh(a, "ls /var/lib/relocation/links 2>/dev/null; true")).isEmpty();
        assertThat(
                        lab.sh(
                                b,
                                "for i in $(seq 150); do pgrep -f '[r]elocation-wire' || break; sleep 0.1; done >/dev/null; pgrep -f '[r]elocation-wire' || true"))
                .isEmpty();
    }

    @Test
    void packsForASlowLinkWhatGetsSmaller() {
        TransferPlan slow = TransferPlan.DEFAULT.measured(1_000_000);
        lab.sh(a, START_TREE);
        TransferPlan noise = driver.pack(tree(PLAIN).workload(), a, b, slow);
        lab.sh(a, "kill -9 $(cat /run/tree.pid)");
        startZeroes();
        TransferPlan zeroes = driver.pack(tree(PLAIN).workload(), a, b, slow);

        assertThat(noise).isEqualTo(slow.copiedAhead());
        assertThat(zeroes.compression()).isNotEqualTo(Compression.NONE);
        assertThat(zeroes.packedPercent()).isLessThan(5);
        assertThat(zeroes.linkBytesPerSecond()).isEqualTo(1_000_000);
        assertThat(driver.pack(tree(PLAIN).workload(), a, b, TransferPlan.DEFAULT))
                .isEqualTo(TransferPlan.DEFAULT.copiedAhead());
    }

    /** A process that has written 200 MiB, all of which are zero now. */
    private void startZeroes() {
        lab.sh(
                a,
                """
                cat >/usr/local/bin/tree.py.zero <<'E'
                import time
                held = bytearray(b"x") * (200 << 20)
                for at in range(0, len(held), 1 << 20): held[at:at + (1 << 20)] = bytes(1 << 20)
                open("/run/tree.ready", "w").close()
                while True: time.sleep(1)
                E
                rm -f /run/tree.ready
                setsid python3 /usr/local/bin/tree.py.zero tree.py 64 </dev/null >/dev/null 2>&1 & echo $! >/run/tree.pid
                for i in $(seq 300); do [ -e /run/tree.ready ] && break; sleep 0.1; done""");
    }

    /** A tree runs on the first host, and a leg that takes it to the second one has both guards. */
    private Leg started(TransferPlan transfer) {
        lab.sh(a, START_TREE);
        sum = ask(a, 7001, "SUM");
        Leg leg = tree(transfer);
        take(leg);
        return leg;
    }

    /** The same, and all that comes before the freeze is done. */
    private Leg prepared(TransferPlan transfer) {
        Leg leg = started(transfer);
        driver.prepare(leg, Progress.NONE);
        return leg;
    }

    private void assertRunsOn(Host host) {
        assertThat(ask(host, 7001, "SUM")).isEqualTo(sum);
        assertNoBeatIsMissing(host);
    }

    /** The move is given up, and nothing of it stays anywhere. */
    private void assertGoesOnAtTheSource(Leg leg) {
        driver.discard(leg, Leg.End.TO);
        driver.thaw(leg);
        assertThat(driver.observe(leg).shows(State.RUNNING, State.ABSENT)).isTrue();
        assertThat(ask(a, 7001, "SUM")).isEqualTo(sum);
        settle(leg);
        assertNothingLeft();
    }

    private Leg tree(TransferPlan transfer) {
        return over(transfer, leg("tree", a, TREE));
    }

    private static TransferPlan transfer(Transport transport, Compression compression) {
        TransferPlan plan = TransferPlan.over(transport, transport == Transport.PLAIN ? "migration" : "");
        return compression == Compression.NONE ? plan : plan.packed(compression, 1, 50);
    }

    private static Leg over(TransferPlan transfer, Leg leg) {
        return new Leg(
                leg.run(), leg.attempt(), leg.epoch(), leg.workload(), leg.from(), leg.to(), transfer, leg.way());
    }

    /** Bytes that the target has received since it was started. */
    private long received() {
        List<String> lines =
                lab.sh(b, "cat /sys/class/net/e*/statistics/rx_bytes").lines().toList();
        return lines.stream().mapToLong(line -> Long.parseLong(line.strip())).sum();
    }
}
