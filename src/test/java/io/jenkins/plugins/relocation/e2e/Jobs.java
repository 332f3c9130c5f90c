// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Pipeline jobs that the suite makes, all of them with names that begin alike, and removes at its end. */
final class Jobs {
    static final String PREFIX = "relocation-e2e-";

    private static final String CONFIG =
            """
            <?xml version='1.1' encoding='UTF-8'?>
            <flow-definition plugin="workflow-job">
              <definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition" plugin="workflow-cps">
                <script>%s</script>
                <sandbox>true</sandbox>
              </definition>
            </flow-definition>
            """;

    private final JenkinsClient jenkins;
    private final Set<String> made = new TreeSet<>();

    Jobs(JenkinsClient jenkins) {
        this.jenkins = jenkins;
    }

    /** Makes a job, or gives the one that is there this script; returns its path. */
    String make(String name, String script) {
        String job = PREFIX + name;
        String config = CONFIG.formatted(
                script.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        if (jenkins.get("job/" + job + "/api/json").status() == 200) {
            jenkins.post("job/" + job + "/config.xml", "application/xml", config)
                    .expect(200);
        } else {
            jenkins.post("createItem?name=" + job, "application/xml", config).expect(200);
        }
        made.add(job);
        return "job/" + job + "/";
    }

    /** Starts a build and waits until it runs; returns its path. */
    String start(String job) {
        int number = jenkins.get(job + "api/json")
                .expect(200)
                .json()
                .path("nextBuildNumber")
                .asInt();
        jenkins.post(job + "build", Map.of()).expect(200, 201, 302);
        String build = job + number + "/";
        jenkins.await(build + "api/json", Duration.ofMinutes(2), answer -> answer.status() == 200);
        return build;
    }

    /** Waits until the build has ended; returns its result. */
    String result(String build, Duration within) {
        JsonNode json = jenkins.await(
                        build + "api/json",
                        within,
                        answer -> answer.status() == 200
                                && !answer.json().path("building").asBoolean(true))
                .json();
        return json.path("result").asText();
    }

    String log(String build) {
        return jenkins.get(build + "consoleText").expect(200).body();
    }

    /** Waits until the log of a build has this text. */
    void awaitLog(String build, String text, Duration within) {
        jenkins.await(build + "consoleText", within, answer -> answer.body().contains(text));
    }

    void removeAll() {
        List<String> all = new ArrayList<>(made);
        all.forEach(job -> jenkins.post("job/" + job + "/doDelete", Map.of()));
        made.clear();
    }
}
