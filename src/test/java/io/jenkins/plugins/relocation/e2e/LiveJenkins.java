// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.e2e.JenkinsClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Jenkins that is driven, what was made there, and a host that never says anything for it to ask. */
final class LiveJenkins implements AutoCloseable {
    static final Duration BUILD = Duration.ofMinutes(3);
    static final Duration RESTART = Duration.ofMinutes(5);
    static final String PLAN_SILENT = "relocationPlan inventory: 'e2e-silent', evacuate: ['silent']";
    private static final String SESSION = "println jenkins.model.Jenkins.SESSION_HASH";

    final Target target;
    final JenkinsClient client;
    final Jobs jobs;
    final People people;
    private SilentHost silent = new SilentHost();

    LiveJenkins(Target target) throws IOException {
        this.target = target;
        client = new JenkinsClient(target.url(), target.user(), target.token());
        jobs = new Jobs(client);
        people = new People(client);
    }

    /** A build whose step waits for a host that never says anything. */
    String waiting(String name) throws InterruptedException, IOException {
        silent.close();
        silent = new SilentHost();
        client.script(configurationScript());
        String build = jobs.start(jobs.make(name, PLAN_SILENT));
        assertThat(silent.isAsked(60))
                .as("that Jenkins reaches %s:%d; see -De2e.here", target.here(), silent.port())
                .isTrue();
        return build;
    }

    String failure(String name, String script) {
        String build = jobs.start(jobs.make(name, script));
        assertThat(jobs.result(build, BUILD)).isEqualTo("FAILURE");
        return jobs.log(build);
    }

    /** A script for the console that does what the configuration as code does. */
    String configurationScript() throws IOException {
        return Scripts.configuration(silent.inventory(target.here()), inventory(), credentials());
    }

    String configuration() throws IOException {
        return Scripts.asCode(silent.inventory(target.here()), inventory(), target.keyUser(), credentials());
    }

    private String inventory() throws IOException {
        return target.inventory().isPresent()
                ? Files.readString(target.inventory().get())
                : "";
    }

    private String credentials() throws IOException {
        return target.key().isPresent() ? Files.readString(target.key().get()) : "";
    }

    /** Our plugin, where it is installed. */
    Optional<JsonNode> plugin() {
        return pluginIn(client.get("pluginManager/api/json?depth=1").expect(200));
    }

    static boolean active(Answer answer) {
        return pluginIn(answer)
                .filter(plugin -> plugin.path("active").asBoolean())
                .isPresent();
    }

    private static Optional<JsonNode> pluginIn(Answer answer) {
        for (JsonNode plugin : answer.json().path("plugins")) {
            if (plugin.path("shortName").asText().equals("workload-relocation")) {
                return Optional.of(plugin);
            }
        }
        return Optional.empty();
    }

    void restart() {
        String before = client.script(SESSION);
        client.post("restart", Map.of()).expect(200, 302, 503);
        client.await(
                "api/json",
                RESTART,
                answer -> answer.status() == 200 && !List.of("", before).contains(session()));
    }

    /** What is another one after each restart; empty: Jenkins is not up. */
    private String session() {
        Answer answer = client.post("scriptText", Map.of("script", SESSION));
        return answer.status() == 200 ? answer.body().strip() : "";
    }

    @Override
    public void close() throws IOException {
        people.removeAll();
        jobs.removeAll();
        client.post("credentials/store/system/domain/_/credential/e2e/doDelete", Map.of());
        silent.close();
    }
}
