// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.LocalHosts;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that leaves out what it has told before, as relocation-look.sh does. */
class HostLookTest {
    private static final Pattern KNOWN = Pattern.compile("(?m)^KNOWN='(.*)'$");
    private static final Host HOST =
            Host.of("a", "a.example", 22, new Login("root", "key", Login.Become.NONE), "ssh-ed25519 AAAA");

    private final List<String> known = new ArrayList<>();
    private final Clock clock = new Clock();
    private final HostLook look = new HostLook(new HostScript(new Answering()), clock, Duration.ofMinutes(1));
    private String token = "boot-1.77";
    private String criu = "Version: 4.2.1";

    @Test
    void asksOnlyOnceForWhatLasts() {
        ask();
        Report second = ask();

        assertThat(known).containsExactly("", "boot-1.77");
        assertThat(second.lines("criu")).containsExactly("Version: 4.2.1");
        assertThat(second.lines("memory")).containsExactly("question 2");
    }

    @Test
    void asksAgainWhenTheHostShowsAnotherToken() {
        ask();
        token = "boot-2.77";
        criu = "Version: 4.1";

        assertThat(ask().lines("criu")).containsExactly("Version: 4.1");
    }

    @Test
    void asksAgainAfterAWhileAlthoughTheTokenIsTheSame() {
        ask();
        criu = "Version: 4.1";
        clock.nanos += Duration.ofMinutes(11).toNanos();

        assertThat(ask().lines("criu")).containsExactly("Version: 4.1");
    }

    @Test
    void remembersNothingOfAHostWithoutAToken() {
        token = "no token at all; $(reboot)";
        ask();
        ask();

        assertThat(known).containsExactly("", "");
    }

    @Test
    void knowsEverythingThatARealHostLeavesOut(@TempDir Path folder) {
        HostLook real =
                new HostLook(new HostScript(new LocalHosts(folder, List.of("/bin/sh"))), clock, Duration.ofMinutes(1));
        List<String> question = List.of("report_host", "/tmp", "/tmp");

        Report first = real.ask(HOST, question, List.of());
        Report second = real.ask(HOST, question, List.of());

        assertThat(first.parts()).containsKeys("host-token", "criu", "cpu");
        assertThat(second.parts().keySet()).isEqualTo(first.parts().keySet());
        assertThat(second.lines("cpu")).isEqualTo(first.lines("cpu"));
    }

    @Test
    void knowsInASnapshotWhatWasLearntBefore() {
        ask();

        Report report = look.snapshot().ask(HOST, List.of("report_host"), List.of());

        assertThat(report.lines("criu")).containsExactly("Version: 4.2.1");
        assertThat(known).containsExactly("", "boot-1.77");
    }

    private Report ask() {
        return look.ask(HOST, List.of("report_host"), List.of());
    }

    private final class Answering implements HostAccess, RemoteShell {
        @Override
        public RemoteShell shell(Host host) {
            return this;
        }

        @Override
        public Host host() {
            return HOST;
        }

        @Override
        public CommandResult run(Command command) {
            Matcher matcher = KNOWN.matcher(new String(command.input(), StandardCharsets.UTF_8));
            assertThat(matcher.find()).isTrue();
            known.add(matcher.group(1));
            String lasting = matcher.group(1).equals(token) ? "" : "@@uname\nLinux 6.18 x86_64\n@@criu\n" + criu + "\n";
            return new CommandResult(
                    0,
                    "@@host-token\n%s\n%s@@memory\nquestion %d\n".formatted(token, lasting, known.size()),
                    "",
                    false);
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            throw new UnsupportedOperationException("nothing is sent here");
        }

        @Override
        public boolean answers(Duration within) {
            return true;
        }

        @Override
        public void close() {}
    }

    private static final class Clock implements Ticker {
        private long nanos;

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void pause(Duration duration) {
            nanos += duration.toNanos();
        }
    }
}
