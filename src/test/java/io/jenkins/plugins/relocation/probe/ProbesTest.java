// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.servers.RawServer;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProbesTest {
    @Test
    void knowsEveryVariant() throws IOException {
        Timing timing = Samples.once(Samples.LONG);
        int refused = RawServer.refusedPort();
        List<ProbeSpec> one = List.of(
                new ProbeSpec.Tcp("", refused, timing),
                new ProbeSpec.Http("http://{host}/", List.of(), "", "", timing),
                new ProbeSpec.Command(List.of("false"), "", timing),
                new ProbeSpec.ProcessState(timing),
                new ProbeSpec.Line("", refused, "", "x", timing));
        Probes probes = new Probes(
                new FakeHosts(command -> new CommandResult(1, "", "", false)),
                Samples.http(question -> new HttpAnswer(500, "", false, "")),
                Samples.noProcesses());

        assertThat(one.stream().map(Object::getClass).collect(Collectors.<Object>toSet()))
                .isEqualTo(Set.<Object>of((Object[]) ProbeSpec.class.getPermittedSubclasses()));
        assertThat(one)
                .allSatisfy(spec ->
                        assertThat(probes.attempt(spec, Samples.HOST).passed()).isFalse());
    }

    @Test
    void changesOnlyTheTimesOfAQuestion() {
        Timing other = Samples.once(Samples.SHORT);
        List<ProbeSpec> all = List.of(
                new ProbeSpec.Tcp("a", 1, Timing.DEFAULT),
                new ProbeSpec.Http("https://h/", List.of(200), "body", "0".repeat(64), Timing.DEFAULT),
                new ProbeSpec.Command(List.of("true"), "text", Timing.DEFAULT),
                new ProbeSpec.ProcessState(Timing.DEFAULT),
                new ProbeSpec.Line("a", 1, "send", "expect", Timing.DEFAULT));

        assertThat(all).allSatisfy(spec -> {
            assertThat(spec.with(other).timing()).isEqualTo(other);
            assertThat(spec.with(other).with(Timing.DEFAULT)).isEqualTo(spec);
        });
    }
}
