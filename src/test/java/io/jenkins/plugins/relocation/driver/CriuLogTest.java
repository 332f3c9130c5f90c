// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriuLogTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Error (criu/cr-restore.c:1230): Can't fork for 635: File exists | process id 635 is taken
                    Error (criu/sk-inet.c:188): inet: Connected TCP socket, consider using --tcp-established option. | set tcp: close
                    Error (criu/files-reg.c:2143): Can't open file var/lib/app.db on restore: No such file or directory | /var/lib/app.db is missing
                    Error: File var/lib/app.db has bad size 1005 (expect 1000) | /var/lib/app.db has 1005 bytes on the target but 1000
                    Error: File var/log/app2.log has bad mode 0100600 (expect 0100644) | has mode 0100600 on the target but 0100644
                    Error: The root process 77 is not a session leader. Consider using --shell-job option | process 77 is not a session leader
                    Error: Can't dump ghost file /var/tmp/g of 3002368 size, increase limit | deleted file /var/tmp/g of 3002368 bytes
                    Error: Some file locks are hold by dumping tasks! You can try --file-locks | set fileLocks: true
                    Error: Can't lookup mount=83 for fd=1 path=/dev/null | mount 83 of descriptor 1
                    Error (criu/sk-unix.c:874): unix: External socket is used. Consider using --ext-unix-sk option. | Unix socket of another process
                    Error: sockets: Can't get 1:16 opt: Operation not supported | install CRIU 4.2
                    Error (criu/cr-dump.c:389): Can't get rlimit 0: Operation not permitted | lacks CAP_SYS_RESOURCE
                    Error: soccr: Can't bind inet socket back: Cannot assign requested address | an address that the target does not have
                    Error (criu/mount.c:48): mnt: BUG at criu/mount.c:48 | nested mount namespaces
                    Error: Aborting restore due to post-restore script ret code -1 | given up on purpose
                    """)
    void saysWhyWhereItIsKnown(String line, String expected) {
        assertThat(CriuLog.explain(List.of("(00.1) " + line, "(00.2) Error: Dumping FAILED.")))
                .contains(expected)
                .contains(line);
    }

    @Test
    void leavesOutWhatEverySuccessfulRunSaysToo() {
        String said = CriuLog.explain(
                List.of(
                        "(00.006984) Error (criu/util.c:1534): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted"));

        assertThat(said).isEqualTo("CRIU's log says nothing");
    }

    @Test
    void showsTheLinesThatItDoesNotKnow() {
        assertThat(CriuLog.explain(List.of("Error: something new"))).isEqualTo("CRIU said: Error: something new");
    }

    @Test
    void aPercentSignInTheLogDoesNoHarm() {
        assertThat(CriuLog.explain(List.of("Can't open file srv/100%s on restore: No such file")))
                .contains("/srv/100%s is missing");
    }
}
