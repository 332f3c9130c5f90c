// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.spi.Observation.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What AIX prints, in its layouts and in others that a later level of AIX may have: src/test/resources/transcripts/wpar. */
class WparOutputTest {
    // ---- lists of partitions ----

    /** Columns in another order, more of them, other widths: the same partitions. */
    @ParameterizedTest
    @ValueSource(strings = {"partitions", "partitions-reordered", "partitions-more-columns", "partitions-bars"})
    void findsColumnsByTheirNames(String transcript) {
        List<Partition> partitions = Partition.all(recorded(transcript));

        assertThat(partitions).extracting(Partition::name).containsExactly("billing", "report");
        Partition billing = partitions.get(0);
        assertThat(billing.isSystem()).isTrue();
        assertThat(billing.isActive()).isTrue();
        assertThat(billing.checkpointable()).isTrue();
        assertThat(billing.auto()).isFalse();
        assertThat(billing.hostname()).isEqualTo("billing.example.com");
        assertThat(billing.addresses()).containsExactly("192.0.2.31");
        assertThat(billing.limits()).containsExactly("CPU 10%-50%,100%");
        assertThat(partitions.get(1).limits()).isEmpty();
        assertThat(billing.mounts())
                .extracting(Partition.Mount::point, Partition.Mount::isNfs, Partition.Mount::isWritten)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("/wpars/billing", true, true),
                        org.assertj.core.groups.Tuple.tuple("/wpars/billing/usr", false, false),
                        org.assertj.core.groups.Tuple.tuple("/wpars/billing/proc", false, false));
        assertThat(partitions.get(1).isSystem()).isFalse();
        assertThat(partitions.get(1).application()).isEqualTo("/opt/report/bin/report -d");
    }

    @Test
    void readsAddressesThatHaveColons() {
        assertThat(Partition.all(recorded("partitions-bars")).get(1).addresses())
                .containsExactly("2001:db8::34");
    }

    @Test
    void takesNothingForNoPartition() {
        assertThat(Partition.all(Looked.of("\n@@general\n\n@@network\n\n@@mounts\n")))
                .isEmpty();
    }

    @Test
    void refusesARowThatIsShorterThanItsHeader() {
        assertThatThrownBy(() -> Listing.of(List.of("#name:state:type", "billing:A")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'billing:A' has 2 columns, and the header 3");
    }

    @Test
    void leavesColonsToTheLastColumn() {
        Listing listing = Listing.of(List.of("#name:state:application", "report:A:/bin/report -p a:b"));

        assertThat(listing.rows().get(0)).containsEntry("application", "/bin/report -p a:b");
    }

    // ---- states ----

    @ParameterizedTest
    @CsvSource({
        "A,RUNNING",
        "D,ABSENT",
        "P,FROZEN",
        "F,UNKNOWN",
        "T,UNKNOWN",
        "M,UNKNOWN",
        "L,UNKNOWN",
        "B,UNKNOWN",
        "Z,UNKNOWN"
    })
    void takesOnlyKnownLettersForStates(String letter, State expected) {
        assertThat(sighting("#name:state:type\nbilling:%s:S".formatted(letter), "")
                        .state())
                .isEqualTo(expected);
    }

    /** As a later level of AIX may list them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "#directory:state:name\\n/wpars/billing:A:billing;RUNNING",
                "#name:state:type:hostname:directory:rootvgwpar:colour\\nother:D:S:o:/:no:red\\nbilling:A:S:b:/:no:blue;RUNNING",
                "#name|state|type\\nbilling | A | S;RUNNING",
                "#name:type\\nbilling:S;UNKNOWN",
                "#NAME:STATE\\nbilling:A;UNKNOWN",
                "something else;UNKNOWN",
                "#name:state;ABSENT",
                "#name:state\\nother:A;ABSENT"
            })
    void findsTheStateByItsColumn(String list, State expected) {
        assertThat(sighting(list.replace("\\n", "\n"), "").state()).isEqualTo(expected);
    }

    @Test
    void namesALetterThatItDoesNotKnow() {
        Sighting seen = sighting("#name:state:type\nbilling:Z:S", "");

        assertThat(seen.detail()).contains("a state that is not known here: Z");
    }

    @Test
    void knowsAPausedCopyFromAPausedOriginal() {
        String paused = "#name:state:type\nbilling:P:S";

        assertThat(sighting(paused, "leg=x role=to mode=live restoring=yes staged=yes")
                        .state())
                .isEqualTo(State.STAGED);
        assertThat(sighting(paused, "leg=x role=from mode=live frozen=yes").state())
                .isEqualTo(State.FROZEN);
        assertThat(sighting(paused, "leg=x role=to mode=live restoring=yes given-up=yes")
                        .state())
                .isEqualTo(State.FROZEN);
    }

    @Test
    void knowsAHeldImageAndAHeldDefinition() {
        String nothing = "";

        assertThat(sighting(nothing, "leg=x role=from mode=live frozen=yes image=yes")
                        .state())
                .isEqualTo(State.FROZEN);
        assertThat(sighting(nothing, "leg=x role=from mode=live frozen=yes image=no")
                        .state())
                .isEqualTo(State.ABSENT);
        assertThat(sighting(nothing, "leg=x role=from mode=live frozen=yes image=no shared=no")
                        .state())
                .as("its image may be there")
                .isEqualTo(State.UNKNOWN);
        assertThat(sighting(nothing, "leg=x role=from mode=static frozen=yes stopped=yes")
                        .state())
                .isEqualTo(State.FROZEN);
        assertThat(sighting(nothing, "leg=x role=to mode=static staged=yes").state())
                .isEqualTo(State.STAGED);
        assertThat(sighting(nothing, "leg=x role=to mode=live staged=yes").state())
                .isEqualTo(State.ABSENT);
    }

    @Test
    void tellsNothingWhereLswparDidNotAnswer() {
        Report silent = Looked.of("\n@@legs\n\n@@lswpar\n\n@@told\nno\n");
        Report cut = Looked.of("\n@@legs\n\n@@lswpar\n#name:state\nbilling:A\n");

        assertThat(HostState.of(silent, "billing").state()).isEqualTo(State.UNKNOWN);
        assertThat(HostState.of(cut, "billing").state()).isEqualTo(State.UNKNOWN);
    }

    private static Sighting sighting(String list, String leg) {
        return HostState.of(Looked.of("\n@@legs\n%s\n\n@@lswpar\n%s\n\n@@told\nyes\n".formatted(leg, list)), "billing");
    }

    // ---- systems ----

    @ParameterizedTest
    @ValueSource(strings = {"system", "system-other-widths"})
    void readsASystem(String transcript) {
        Report system = recorded(transcript);

        assertThat(AixReadings.osLevel(system)).contains("7200-05-03-2148");
        assertThat(AixReadings.technologyLevel(system)).contains("7200-05");
        assertThat(AixReadings.fileset(system, "bos.wpars")).contains("7.2.5.100");
        assertThat(AixReadings.fileset(system, "xlC.rte")).isEmpty();
        assertThat(AixReadings.processorClass(system)).hasValue(9);
        assertThat(AixReadings.clockMhz(system)).hasValue(3800);
        assertThat(AixReadings.memoryBytes(system)).hasValue(16L << 30);
        assertThat(AixReadings.freeBytes(system)).hasValue(2_359_296L * 4096);
        assertThat(AixReadings.busyPercent(system)).hasValue(7);
        assertThat(AixReadings.timeService(system)).isTrue();
        assertThat(AixReadings.imagesFrom(system)).contains("nfs1:/export/relocation");
        assertThat(AixReadings.imagesRoom(system)).hasValue(4_194_304L * 1024);
        assertThat(AixReadings.addressesUp(system)).containsExactly("192.0.2.10", "192.0.2.31", "127.0.0.1");
        assertThat(AixReadings.operation(system)).contains("none");
        assertThat(AixReadings.partitionBytes(system)).hasValue((1024L + 2048) * 1024);
        assertThat(AixReadings.partitionProcesses(system)).containsExactly(4_000_262L, 4_000_524L);
        assertThat(AixReadings.partitionCpuPercent(system)).hasValue(13);
        assertThat(AixReadings.processors(system)).hasValue(4);
        assertThat(AixReadings.sessions(system, "billing")).isEqualTo(2);
        assertThat(AixReadings.sessions(system, "report")).isZero();
    }

    /** AIX fills its memory with copies of files: next to nothing is on the free list of a healthy system. */
    @Test
    void countsMemoryThatOnlyKeepsCopiesOfFilesAsFree() {
        Report full = Looked.of(
                """

                @@lparstat
                Online Memory                              : 16384 MB

                @@vmstat
                 r  b   avm   fre  re  pi  po  fr   sr  cy  in   sy  cs us sy id wa
                 1  0 1835008 1088   0   0   0   0    0   0   8  421 190  6  1 92  1
                """);

        assertThat(AixReadings.freeBytes(full)).hasValue((16384L << 20) - 1_835_008L * 4096);
    }

    @Test
    void takesALevelThatIsNotToldForNone() {
        Report odd = Looked.of("\n@@filesets\n#Fileset:VRMF\nbos.rte:7.2.5.101\n");

        assertThat(AixReadings.fileset(odd, "bos.rte")).isEmpty();
        assertThat(Compatibility.isKnown(odd)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'',0,true", "'',1,true", "'',137,false", "'',127,false", "lswpar: 0960-247,1,false"})
    void takesNothingForNoPartitionsUnlessLswparWasKilled(String said, String status, boolean listed) {
        Report report = Looked.of("\n@@general\n%s\n\n@@general.status\n%s\n".formatted(said, status));

        assertThat(AixReadings.areListed(report)).isEqualTo(listed);
        assertThat(AixReadings.areListed(Report.EMPTY)).isFalse();
    }

    @Test
    void knowsAVersionedPartition() {
        Report report = Looked.of("\n@@general\n#name:state:type:hostname:ostype\nold:A:S:old:1\nnew:A:S:new:0\n");

        assertThat(Partition.all(report)).extracting(Partition::versioned).containsExactly(true, false);
    }

    @Test
    void hasNoReadingWhereThereIsNothingToRead() {
        Report nothing = Looked.of("\n@@vmstat\n\n@@prtconf\nnonsense\n\n@@processes\n\n@@images\n");

        assertThat(AixReadings.osLevel(nothing)).isEmpty();
        assertThat(AixReadings.processorClass(nothing)).isEmpty();
        assertThat(AixReadings.memoryBytes(nothing)).isEmpty();
        assertThat(AixReadings.freeBytes(nothing)).isEmpty();
        assertThat(AixReadings.busyPercent(nothing)).isEmpty();
        assertThat(AixReadings.imagesFrom(nothing)).isEmpty();
        assertThat(AixReadings.partitionBytes(nothing)).isEmpty();
        assertThat(AixReadings.operation(nothing)).isEmpty();
        assertThat(AixReadings.imagesRoom(nothing)).isEmpty();
        assertThat(AixReadings.partitionCpuPercent(nothing)).isEmpty();
        assertThat(AixReadings.processors(nothing)).isEmpty();
        assertThat(AixReadings.timeService(nothing)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "7.2.5.101,7.2.5.101,true",
        "7.2.5.9,7.2.5.10,false",
        "7.2.10,7.2.9.9,true",
        "10,9,true",
        "7.2,7.2.0.0,true"
    })
    void comparesLevelsNumberByNumber(String level, String wanted, boolean enough) {
        assertThat(Levels.atLeast(level, wanted)).isEqualTo(enough);
    }

    @Test
    void comparesStorageKeys() {
        List<String> keys = recorded("system").lines("keys");
        List<String> fewer = keys.stream()
                .map(line -> line.replace("enabled = 32", "enabled = 8"))
                .toList();

        assertThat(AixReadings.areAtLeast(keys, fewer)).isTrue();
        assertThat(AixReadings.areAtLeast(fewer, keys)).isFalse();
    }

    /** What AIX prints when it has nothing to say, or no time for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "xntpd tcpip inoperative",
                "0513-085 The xntpd Subsystem is not on file.",
                "Subsystem Group PID Status"
            })
    void takesOnlyActiveForActive(String said) {
        assertThat(AixReadings.timeService(Looked.of("\n@@time\n" + said + "\n")))
                .isFalse();
    }

    @Test
    void addsUpOnlyWhatAreNumbers() {
        Report odd = Looked.of(
                """

                @@processes
                ps: something went by
                     PID    PPID   VSZ  %CPU COMMAND
                 4000262       1  1024   2.5 /bin/one
                 4000263       1     -     - <defunct>
                 4000264       1  2048   0.6
                """);

        assertThat(AixReadings.partitionBytes(odd)).hasValue(3072 * 1024);
        assertThat(AixReadings.partitionCpuPercent(odd)).hasValue(3);
        assertThat(AixReadings.partitionProcesses(odd)).containsExactly(4_000_262L, 4_000_263L, 4_000_264L);
    }

    @Test
    void knowsAnAddressWithAZone() {
        Report host = Looked.of(
                "\n@@netstat\nen0 1500 fe80::/64 fe80::32:1%2 1 0 1 0 0\nen0 1500 link#2 fa.16.3e.0.0.1 1 0 1 0 0\n");

        assertThat(AixReadings.addressesUp(host)).contains("fe80::32:1").doesNotContain("fa.16.3e.0.0.1");
    }

    // ---- exports ----

    @ParameterizedTest
    @CsvSource({
        "/export/billing/root,aix2,true",
        "/export/billing,aix2.example.com,true",
        "/export/billing2,aix2,false",
        "/export/shared/x,anybody,true",
        "/export/closed,aix2,false",
        "/export/closed,aix9,true",
        "/export/star,anybody,true",
        "/export/many,aix2,true",
        "/export/many,aix5,false",
        "/export/spread/deep,AIX2.example.com,true",
        "/export/nobody,aix2,false",
        "/,aix2,false"
    })
    void knowsToWhomAPathIsExported(String path, String host, boolean exported) {
        Report told = recorded("exports");

        assertThat(Exports.told(told, "nfs1")).isTrue();
        assertThat(Exports.has(told, "nfs1", path, List.of(host))).isEqualTo(exported);
    }

    @Test
    void knowsThatAServerDidNotAnswer() {
        assertThat(Exports.told(recorded("exports"), "nfs2")).isFalse();
        assertThat(Exports.told(recorded("exports"), "nfs3")).isFalse();
    }

    private static Report recorded(String name) {
        try (InputStream in = WparOutputTest.class.getResourceAsStream("/transcripts/wpar/" + name + ".txt")) {
            return Looked.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
