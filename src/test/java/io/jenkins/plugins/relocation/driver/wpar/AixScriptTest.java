// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Single functions of the host script for AIX, with AIX's commands as functions of the shell that answer what a test wants: what the script does
 * with answers that are missing, cut, or in another order.
 */
class AixScriptTest {
    /** The functions of all files, a leg of partition "billing", and commands of a system where all goes well. */
    private static final String BED =
            """
            HERE=$1
            cd resources/host
            for file in core look image wpar settle leftovers; do . ./relocation-aix-$file.sh; done
            eval "$(sed -e '/^for file in core/,/^done/d' -e '/^# ---- main ----/,$d' relocation-aix.sh)"
            STATE=$HERE/state WORKLOAD=billing RUN=run ATTEMPT=1 EPOCH=3 SCRIPT=/opt/relocation-host.sh
            GUARD=$STATE/guards/billing LEG=run.1.billing.out
            LEG_DIR=$STATE/legs/$LEG IMAGES=$HERE/images/$LEG
            mkdir -p "$LEG_DIR" "$IMAGES/state"
            printf 'wpar=billing\\nkind=system\\nmode=live\\nrole=from\\nchecksum=none\\nbudget=1000\\ndeadline=60000\\n' >"$LEG_DIR/plan"
            echo "$IMAGES" >"$LEG_DIR/images"
            WPAR=billing KIND=system MODE=live ROLE=from OP=freeze
            letter() { cat "$HERE/letter"; }
            letter_is() { echo "$1" >"$HERE/letter"; }
            lswpar() {
                case $* in
                    *-N*) printf '#name|interface|address|mask_prefix\\nbilling|en0|192.0.2.31|255.255.255.0\\nbilling|lo0|127.0.0.1|255.0.0.0\\n' ;;
                    *auto*) echo no ;;
                    *state*) letter ;;
                    *name*) echo billing ;;
                    *) printf '#name:state\\nbilling:%s\\n' "$(letter)" ;;
                esac
            }
            who() { echo '   .        system boot Nov 20 10:11'; }
            df() { printf 'Filesystem 1024-blocks Free %%Used Iused %%Iused Mounted on\\nnfs1:/export/r 8 4 50%% 1 1%% /nfs\\n'; }
            netstat() { echo 'en0 1500 192.0.2 192.0.2.10 1 0 1 0 0'; }
            sync() { :; }
            nap() { NAPPED=60000; }
            sleep() { :; }
            begin_watch() { :; }
            guard_is_held() { :; }
            need_guard() { :; }
            letter_is A
            """;

    @TempDir
    private Path here;

    // ---- what cannot be told ----

    @Test
    void takesAnLswparThatWasKilledForNoAnswer() throws Exception {
        String said = run("lswpar() { return 137; }; wpar_state; echo \"$? $W_STATE\"; cmd_observe");

        assertThat(said).startsWith("1 ?").endsWith("@@told\nno\n");
    }

    @Test
    void takesAListThatFailedForNoAnswerThoughTheNamesAreTold() throws Exception {
        String said = run("lswpar() { case $* in *name*) echo billing ;; *) return 1 ;; esac; }; cmd_observe");

        assertThat(said).endsWith("@@told\nno\n");
    }

    @Test
    void takesNothingAtAllForNoPartitions() throws Exception {
        String said = run("lswpar() { :; }; wpar_state; echo \"$? $W_STATE\"; cmd_observe");

        assertThat(said).startsWith("0 none").endsWith("@@told\nyes\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"return 1", "echo", "echo maybe"})
    void holdsNothingWhereAutoIsNotTold(String answer) throws Exception {
        String said = run(
                "lswpar() { case $* in *auto*) %s ;; *) echo A ;; esac; }; (cmd_hold $LEG); echo \"$?\"; ls $LEG_DIR"
                        .formatted(answer));

        assertThat(said).contains("does not tell whether").contains("\n1\n").doesNotContain("auto\n");
    }

    @Test
    void takesABootThatIsNotToldForAnother() throws Exception {
        String said = run(
                "who() { :; }; : >\"$LEG_DIR/frozen\"; is_of_this_boot frozen; echo $?; is_of_this_boot nothing; echo $?; rebooted; echo $?");

        assertThat(said).isEqualTo("1\n1\n1\n");
    }

    @Test
    void keepsALegFromTheJanitorWhosePartitionIsNotTold() throws Exception {
        String said = run(
                "lswpar() { return 1; }; lswpar() { echo 0960-247; return 1; }; janitor_look $STATE $HERE/images d");

        assertThat(said).contains("at-work").contains("partition billing, state ?");
    }

    // ---- the shared directory ----

    @Test
    void opensNoLegBelowAMountThatIsNotThere() throws Exception {
        String said = run(
                """
                df() { printf 'Filesystem 1024-blocks Free Mounted on\\n/dev/hd4 8 4 /\\n'; }
                rm -rf "$LEG_DIR"
                echo wpar=billing | (cmd_leg_open $LEG $HERE/images); echo $?; ls -d "$LEG_DIR/images" 2>/dev/null
                """);

        assertThat(said).contains("is not mounted from an NFS server").endsWith("\n77\n");
    }

    @Test
    void knowsWhatIsMountedWithAnAwkThatForgetsItsLastLine() throws Exception {
        String said = run(
                """
                awk() { a=$(printf '%s' "$1" | sed 's/END {/END { $0 = "";/'); shift; command awk "$a" "$@"; }
                mounted /nfs
                """);

        assertThat(said).isEqualTo("nfs1:/export/r /nfs\n");
    }

    @Test
    void claimsUnderANameThatTheOtherHostDoesNotUse() throws Exception {
        String said = run("ln() { echo \"$1\"; }; uname() { echo aix7; }; claim \"$IMAGES/permit\" 'go 3'");

        assertThat(said).contains("permit.claim.aix7.");
    }

    // ---- freezing ----

    @Test
    void doesNotTrustACheckpointThatFailedThoughItsPartitionIsPaused() throws Exception {
        String said = run(
                """
                chkptwpar() { letter_is P; return 1; }
                (op_freeze); echo "first $?"
                (op_freeze); echo "second $?"
                """);

        assertThat(said).contains("first 1").contains("second 1");
    }

    @Test
    void goesOnWithACheckpointWhoseEndNobodyHasHeardOf() throws Exception {
        String said = run(
                """
                letter_is P
                boot | put "$LEG_DIR/frozen"
                echo state >"$IMAGES/state/a"
                (op_freeze); echo $?
                """);

        assertThat(said).endsWith("0\n");
    }

    @Test
    void freezesNothingThatCannotBeWrittenDown() throws Exception {
        String said = run("put() { return 1; }; chkptwpar() { echo saved; letter_is P; }; (op_freeze); echo $?");

        assertThat(said).doesNotContain("saved").endsWith("1\n");
    }

    @Test
    void beginsAWatchAgain() throws Exception {
        String said = run(
                "printf 'state=done\\npid=1\\nstatus=0\\n' >\"$LEG_DIR/watch.state\"; OP=watch; op_is_due; echo $?");

        assertThat(said).isEqualTo("0\n");
    }

    // ---- addresses ----

    /** Commands of a system where the address of a paused partition stays up. */
    private static final String STAYS_UP =
            """
            : >"$HERE/up"
            netstat() { echo 'en0 1500 192.0.2 192.0.2.10 1 0 1 0 0'; [ ! -e "$HERE/up" ] || echo 'en0 1500 192.0.2 192.0.2.31 1 0 1 0 0'; }
            ifconfig() { echo "ifconfig $*"; case $* in *delete) rm -f "$HERE/up" ;; *alias) : >"$HERE/up" ;; esac; }
            """;

    @Test
    void givesAnAddressBackWithItsMask() throws Exception {
        String said = run(STAYS_UP + "drop_addresses && cat \"$LEG_DIR/addresses\" && give_addresses");

        assertThat(said)
                .contains("ifconfig en0 192.0.2.31 delete")
                .contains("en0 192.0.2.31 255.255.255.0")
                .contains("ifconfig en0 192.0.2.31 netmask 255.255.255.0 alias");
    }

    @Test
    void findsAddressesByTheirColumns() throws Exception {
        String said = run(
                STAYS_UP
                        + "lswpar() { printf '#address|colour|mask_prefix|interface\\n192.0.2.31|red|255.255.255.0|en0\\n'; }; drop_addresses");

        assertThat(said).contains("ifconfig en0 192.0.2.31 delete");
    }

    @Test
    void remembersAnAddressEvenIfEverythingStopsWhileItIsTakenOff() throws Exception {
        String said = run(
                STAYS_UP + "ifconfig() { rm -f \"$HERE/up\"; exit 1; }; (drop_addresses); cat \"$LEG_DIR/addresses\"");

        assertThat(said).contains("en0 192.0.2.31 255.255.255.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "ifconfig() { return 1; }~is still up",
                "netstat() { return 1; }~cannot be told",
                "lswpar() { return 1; }~does not list the addresses",
                "lswpar() { echo '#name|place'; echo 'billing|x'; }~shows no columns"
            })
    void failsWhereAnAddressMayBeUpOnBothHosts(String trouble, String message) throws Exception {
        String said = run(STAYS_UP + trouble + "\ndrop_addresses; echo \"status $?\"");

        assertThat(said).contains(message).contains("status 1");
    }

    @Test
    void continuesNothingWithoutItsAddress() throws Exception {
        String said = run(
                STAYS_UP
                        + "drop_addresses; ifconfig() { return 1; }; resumewpar() { echo resumed; }; letter_is P; settled_state; run_here; echo \"status $?\"; cat $LEG_DIR/addresses");

        assertThat(said)
                .doesNotContain("resumed")
                .contains("By hand: ifconfig en0 192.0.2.31 netmask 255.255.255.0 alias")
                .contains("status 1")
                .endsWith("en0 192.0.2.31 255.255.255.0\n");
    }

    // ---- restoring and giving up ----

    @Test
    void doesNotStageACopyWhoseRestartFailedThoughItIsPaused() throws Exception {
        String said = run(
                """
                ROLE=to
                letter_is D; : >"$LEG_DIR/defined"
                echo state >"$IMAGES/state/a"; sizes "$IMAGES/state" >"$IMAGES/manifest"
                restartwpar() { letter_is P; return 1; }
                (op_restore); echo "first $?"
                (op_restore); echo "second $?"
                [ -e "$LEG_DIR/staged" ] || echo nothing staged
                """);

        assertThat(said).contains("first 1").contains("second 1").contains("nothing staged");
    }

    @Test
    void destroysNoPartitionThatItHasNotRestored() throws Exception {
        String said = run(
                """
                ROLE=to
                : >"$LEG_DIR/defined"
                stopwpar() { echo stopped; letter_is D; }
                (op_discard); echo $?
                """);

        assertThat(said)
                .doesNotContain("stopped")
                .contains("Find out who has made it")
                .endsWith("1\n");
    }

    @Test
    void destroysTheCopyThatItHasRestored() throws Exception {
        String said = run(
                """
                ROLE=to
                : >"$LEG_DIR/defined"; : >"$LEG_DIR/restoring"
                stopwpar() { echo stopped; letter_is D; }
                rmwpar() { echo "removed $*"; lswpar() { :; }; }
                (op_discard); echo $?
                """);

        assertThat(said).contains("stopped").contains("removed -p billing").endsWith("0\n");
    }

    // ---- what a system has ----

    @Test
    void measuresWithAClockThatOnlyGoesForward() throws Exception {
        long before = System.nanoTime() / 1_000_000;
        long said = Long.parseLong(run("date() { echo 0; }; now").strip());
        long after = System.nanoTime() / 1_000_000;

        assertThat(said).isBetween(before, after);
    }

    /** As AIX's perl and Korn shell have them; this one knows no other clock than the time of day. */
    @Test
    void tellsTheTimeWithAPerlOfSmallIntegers() throws Exception {
        String said = run(
                "perl() { case $* in *MONOTONIC*) return 255 ;; *%d*) echo -1 ;; *) command perl \"$@\" ;; esac; }; date() { echo %s; }; now");

        assertThat(said.strip()).matches("\\d{13}");
    }

    static Stream<String> shells() {
        return Stream.of("/bin/sh", "/usr/bin/ksh93", "/usr/bin/mksh")
                .filter(path -> Files.isExecutable(Path.of(path)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void knowsThatAFreezeIsOverTimeWithIntegersOf32Bits(String shell) throws Exception {
        String said = run(
                shell,
                """
                now() { echo 2147483700; }
                w_limit=60000
                echo begin=2147400000 >"$LEG_DIR/freeze.facts"; freeze_is_over_time; echo $?
                echo begin=2147450000 >"$LEG_DIR/freeze.facts"; freeze_is_over_time; echo $?
                echo begin=2147599000 >"$LEG_DIR/freeze.facts"; freeze_is_over_time; echo $?
                """);

        assertThat(said).isEqualTo("0\n1\n0\n");
    }

    @Test
    void knowsItsProcessesWhereCommandLinesAreCut() throws Exception {
        String said = run(
                """
                ps() { echo "/bin/sh $STATE/bin/0123456789abcdef"; }; is_ours 7 ' leg freeze'; echo $?
                ps() { echo "/bin/sh $STATE/bin/0123/relocation-host.sh $STATE billing"; }; is_ours 7 ' leg freeze'; echo $?
                ps() { echo "/bin/sh $STATE/bin/0123/relocation-host.sh $STATE billing run 1 3 run leg thaw"; }; is_ours 7 ' leg freeze'; echo $?
                ps() { echo "/usr/bin/vi /etc/motd"; }; is_ours 7 ''; echo $?
                """);

        assertThat(said).isEqualTo("0\n0\n1\n1\n");
    }

    @Test
    void letsNoLimitOfTheLoginCutAnImage() throws Exception {
        String said = run("op_freeze() { ulimit -f; }; ulimit -S -f 1000; cmd_run $LEG freeze");

        assertThat(said.strip()).isEqualTo("unlimited");
    }

    private String run(String program) throws Exception {
        return run("/bin/sh", program);
    }

    private String run(String shell, String program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(shell, "-c", BED + program, shell, here.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
