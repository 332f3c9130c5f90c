// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.simulator.Task;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AixMachineTest {
    private static final String WPAR = "billing";

    @TempDir
    private Path directory;

    private final NfsServer nfs = new NfsServer("nfs1");
    private final LocalFiles files = new LocalFiles();
    private final AixMachine machine = new AixMachine(AixProfile.power9("aix1"), files, nfs);

    @BeforeEach
    void start() {
        nfs.export("/export", "aix1");
        machine.define(WparSpec.mobile(WPAR, "192.0.2.31", "nfs1"));
        machine.start(WPAR, 7);
    }

    // ---- what was captured from real systems ----

    @Test
    void printsTheTable() {
        assertThat(run("lswpar").out())
                .isEqualTo(
                        """
                        Name     State  Type  Hostname  Directory       RootVG WPAR
                        -----------------------------------------------------------
                        billing  A      S     billing   /wpars/billing  no
                        """);
    }

    @Test
    void printsDelimitedLists() {
        assertThat(run("lswpar", "-c").out())
                .isEqualTo("#name:state:type:hostname:directory:rootvgwpar\nbilling:A:S:billing:/wpars/billing:no\n");
        assertThat(run("lswpar", "-q", "-c", "-a", "state", WPAR).out()).isEqualTo("A\n");
        assertThat(run("lswpar", "-Ncq", WPAR).out())
                .isEqualTo(
                        """
                        billing:en0:192.0.2.31:255.255.255.0:192.0.2.255
                        billing:lo0:127.0.0.1:255.0.0.0:127.255.255.255
                        """);
        assertThat(run("lswpar", "-d", "UCMDB", "-a", "name,state").out())
                .isEqualTo("#nameUCMDBstate\nbillingUCMDBA\n");
        assertThat(run("lswpar", "-q", "-s", "D", "-a", "name").out()).isEmpty();
    }

    @Test
    void printsTheLongForm() {
        String[] lines = run("lswpar", "-L", WPAR).out().split("\n");

        assertThat(lines[0]).isEqualTo("=".repeat(65));
        assertThat(lines[1]).isEqualTo("billing - Active");
        assertThat(lines)
                .contains("GENERAL", "Type:                    S", "NETWORK", "OPERATION", "Operation:    none");
        assertThat(lines).contains("/wpars/billing/proc      /proc            namefs             rw");
    }

    @Test
    void saysThatThereIsNoSuchPartition() {
        Answer answer = run("lswpar", "wpar1");

        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).isEqualTo("lswpar: 0960-419 Could not find a workload partition called wpar1.\n");
    }

    @Test
    void printsNothingWithoutPartitions() {
        run("rmwpar", "-p", "-s", WPAR);

        assertThat(run("lswpar").out()).isEmpty();
        assertThat(run("lswpar").succeeded()).isTrue();
    }

    @Test
    void tellsItsLevel() {
        assertThat(run("oslevel", "-s").out()).isEqualTo("7200-05-03-2148\n");
        assertThat(run("lparstat", "-i").out())
                .startsWith("Node Name                                  : aix1\n")
                .contains("Online Memory                              : 16384 MB\n");
        assertThat(run("lslpp", "-lcq", "bos.wpars").out().split(":")).hasSize(8);
        assertThat(run("lslpp", "-Lc", "nothing").err()).isEqualTo("lslpp: 0504-132  Fileset nothing not installed.\n");
    }

    @Test
    void printsProcesses() {
        machine.session(WPAR, true);

        assertThat(run("ps", "-e", "-@", WPAR, "-o", "pid,vsz,args").out().lines())
                .containsExactly(
                        "     PID      VSZ COMMAND", " 4000262      512 /usr/local/bin/counter -d /var/counter");
        assertThat(run("ps", "-ef").out().lines())
                .first()
                .isEqualTo("     UID     PID    PPID   C    STIME    TTY  TIME CMD");
        assertThat(run("ps", "-ef").out()).contains("pts/1  0:07 clogin billing\n");
    }

    @ParameterizedTest
    @CsvSource({
        "lswpar,-I",
        "lswpar,-X",
        "mkwpar,-B",
        "chwpar,-x",
        "prtconf,-v",
        "lslpp,-l",
        "netstat,-r",
        "df,-g",
        "vmstat,-s",
        "ps,-l"
    })
    void saysWhatItCannotDo(String command, String flag) {
        Answer answer = run(command, flag, WPAR);

        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("not simulated");
    }

    @ParameterizedTest
    @CsvSource({"lswpar,-Z", "mkwpar,-Y", "chkptwpar,-x", "df,-h", "lssrc,-z"})
    void refusesAFlagThatItDoesNotKnow(String command, String flag) {
        Answer answer = run(command, flag, WPAR);

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("Not a recognized flag: " + flag.substring(1));
    }

    // ---- states ----

    @Test
    void goesThroughTheStatesOfAMove() {
        String state = directory.toString();
        Errand checkpoint = machine.begin(List.of("chkptwpar", "-p", "-d", state, WPAR), true);
        assertThat(machine.state(WPAR)).contains(WparState.FROZEN);
        assertThat(checkpoint.end().get().succeeded()).isTrue();
        assertThat(machine.state(WPAR)).contains(WparState.PAUSED);
        run("resumewpar", WPAR);
        assertThat(machine.state(WPAR)).contains(WparState.ACTIVE);
        run("chkptwpar", "-k", "-d", state, WPAR);
        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
        run("restartwpar", "-p", "-d", state, WPAR);
        assertThat(machine.state(WPAR)).contains(WparState.PAUSED);
        assertThat(machine.work(WPAR).map(Task::count)).contains(7L);
        run("killwpar", WPAR);

        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void loosesAnApplicationPartitionThatIsStopped() {
        machine.define(WparSpec.application("report", "192.0.2.34", "/bin/report"));
        machine.start("report", 0);

        assertThat(run("rebootwpar", "report").succeeded()).isFalse();
        assertThat(run("stopwpar", "report").succeeded()).isTrue();

        assertThat(machine.state("report")).isEmpty();
    }

    @Test
    void startsOnlyWhatIsAutoWhenThePowerComesBack() {
        machine.define(WparSpec.mobile("orders", "192.0.2.32", "nfs1").withAuto(true));
        machine.crash();
        machine.boot();

        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
        assertThat(machine.state("orders")).contains(WparState.ACTIVE);
    }

    @Test
    void mountsOnlyWhatIsExportedToIt() {
        run("stopwpar", WPAR);
        nfs.export("/export", "another");

        assertThat(run("startwpar", WPAR).succeeded()).isFalse();
        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void goesOnWhenACheckpointIsDenied() {
        machine.mishap(new Mishap("chkptwpar", Mishap.Kind.DENY, "a device is open"));

        Answer denied = run("chkptwpar", "-p", "-d", directory.toString(), WPAR);
        Answer again = run("chkptwpar", "-p", "-d", directory.toString(), WPAR);

        assertThat(denied.succeeded()).isFalse();
        assertThat(denied.err()).contains("denied: a device is open");
        assertThat(again.succeeded()).isTrue();
    }

    @Test
    void goesOnWhenTheFileSystemIsFull() {
        files.setFull(true);

        assertThat(run("chkptwpar", "-p", "-d", directory.toString(), WPAR).succeeded())
                .isFalse();
        assertThat(machine.state(WPAR)).contains(WparState.ACTIVE);
    }

    @Test
    void breaksAPartitionAndLetsOnlyForceRemoveIt() {
        machine.mishap(Mishap.of("chkptwpar", Mishap.Kind.BREAK));
        run("chkptwpar", "-p", "-d", directory.toString(), WPAR);

        assertThat(machine.state(WPAR)).contains(WparState.BROKEN);
        assertThat(run("startwpar", WPAR).succeeded()).isFalse();
        assertThat(run("rmwpar", "-p", WPAR).succeeded()).isFalse();
        assertThat(run("rmwpar", "-F", "-p", WPAR).succeeded()).isTrue();
    }

    @Test
    void endsNothingThatThePowerHasEnded() {
        Errand checkpoint = machine.begin(List.of("chkptwpar", "-p", "-d", directory.toString(), WPAR), true);
        machine.crash();
        machine.boot();

        assertThat(checkpoint.end().get().succeeded()).isFalse();
        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void letsOnlyRootChangeAnything() {
        Errand errand = machine.begin(List.of("stopwpar", WPAR), false);

        assertThat(errand.end().get().err()).contains("must be the root user");
        assertThat(machine.state(WPAR)).contains(WparState.ACTIVE);
    }

    @Test
    void definesAgainWhatASpecificationSays() {
        String spec = directory.resolve("spec").toString();
        run("mkwpar", "-w", "-o", spec, "-e", WPAR);
        WparSpec before = machine.spec(WPAR).orElseThrow();
        run("rmwpar", "-p", "-s", WPAR);

        assertThat(run("mkwpar", "-pf", spec).succeeded()).isTrue();

        assertThat(machine.spec(WPAR)).contains(before);
        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void copiesASpecification() {
        run("mkwpar", "-s", "-a", "-n", "twin", "-e", WPAR, "-N", "address=192.0.2.77");

        assertThat(machine.state("twin")).contains(WparState.ACTIVE);
        WparSpec twin = machine.spec("twin").orElseThrow();
        assertThat(twin.hostname()).isEqualTo("twin");
        assertThat(twin.mounts()).isEqualTo(machine.spec(WPAR).orElseThrow().mounts());
        assertThat(twin.addresses()).hasSize(2);
    }

    @Test
    void makesAndRunsAnApplicationPartition() {
        run("wparexec", "-c", "-n", "report", "-N", "address=192.0.2.34", "/bin/report", "-d");

        WparSpec report = machine.spec("report").orElseThrow();
        assertThat(report.application()).isEqualTo("/bin/report -d");
        assertThat(report.checkpointable()).isTrue();
        assertThat(machine.isReached("report")).isTrue();
        assertThat(run("wparexec", "-n", "other", "-N", "address=192.0.2.34", "/bin/x")
                        .err())
                .contains("address of other is in use");
    }

    @Test
    void renamesOnlyWhatDoesNotRun() {
        assertThat(run("chwpar", "-n", "accounts", WPAR).succeeded()).isFalse();
        run("stopwpar", WPAR);
        assertThat(run("chwpar", "-n", "accounts", WPAR).succeeded()).isTrue();

        assertThat(machine.names()).containsExactly("accounts");
        assertThat(machine.spec("accounts").orElseThrow().directory()).isEqualTo("/wpars/accounts");
    }

    @Test
    void stopsAndStartsAgain() {
        Answer answer = run("stopwpar", "-r", WPAR);

        assertThat(answer.out()).contains("Stopping workload", "Starting workload");
        assertThat(machine.work(WPAR).map(Task::count)).contains(7L);
        assertThat(run("startwpar", "-1", WPAR).err()).contains("lock");
    }

    @Test
    void keepsAMaintenanceApart() {
        run("stopwpar", WPAR);
        run("startwpar", "-m", WPAR);
        assertThat(machine.state(WPAR)).contains(WparState.MAINTENANCE);
        assertThat(machine.isReached(WPAR)).isFalse();

        run("stopwpar", WPAR);

        assertThat(machine.state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void isReachedWhereItsAddressIsUp() {
        machine.keepsAddresses(true);
        run(
                "chkptwpar",
                "-p",
                "-d",
                directory.toString(),
                "-o",
                directory.resolve("log").toString(),
                WPAR);
        assertThat(run("netstat", "-in").out()).contains("192.0.2.31 ");
        run("ifconfig", "en0", "192.0.2.31", "delete");
        assertThat(run("netstat", "-in").out()).doesNotContain("192.0.2.31 ");
        run("resumewpar", WPAR);
        assertThat(machine.isReached(WPAR)).isFalse();

        run("ifconfig", "en0", "192.0.2.31", "alias");

        assertThat(machine.isReached(WPAR)).isTrue();
        assertThat(files.read(directory.resolve("log").toString()))
                .hasValueSatisfying(log -> assertThat(log).contains("was checkpointed"));
    }

    private Answer run(String... argv) {
        return machine.begin(List.of(argv), true).end().get();
    }
}
