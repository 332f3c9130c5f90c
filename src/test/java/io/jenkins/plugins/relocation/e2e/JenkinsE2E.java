// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Drives a running Jenkins. Makes jobs, credentials and users whose names begin alike, changes the plugin's part of the global
 * configuration, restarts Jenkins, and removes at its end what it has made.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JenkinsE2E {
    private static final Path HPI = Path.of("target", "workload-relocation.hpi");
    private static final Path SCREENSHOTS = Path.of("target", "e2e");
    private static final Duration BUILD = LiveJenkins.BUILD;
    private static final Duration RESTART = LiveJenkins.RESTART;

    private static LiveJenkins live;
    private static JenkinsClient jenkins;
    private static Jobs jobs;

    @BeforeAll
    static void open() throws IOException {
        boolean given = Target.given().isPresent();
        if (!given) {
            System.out.println("e2e: skipped, no Jenkins is given; add -De2e.url=… -De2e.user=… -De2e.token=…");
        }
        assumeTrue(given, "no Jenkins is given: -De2e.url");
        live = new LiveJenkins(Target.given().orElseThrow());
        jenkins = live.client;
        jobs = live.jobs;
    }

    @AfterAll
    static void close() throws IOException {
        if (live != null) {
            live.close();
        }
    }

    @Test
    @Order(10)
    @DisplayName("installs the built plugin: uploads it, restarts when an older one was there, and finds it active")
    void installs() throws Exception {
        boolean before = live.plugin().isPresent();
        jenkins.upload(HPI).expect(200, 302);
        if (before) {
            live.restart();
        }

        JsonNode found = jenkins.await(
                        "pluginManager/api/json?depth=1",
                        RESTART,
                        answer -> answer.status() == 200 && LiveJenkins.active(answer))
                .json();

        assertThat(found.path("plugins")).isNotEmpty();
    }

    @Test
    @Order(20)
    @DisplayName("configures the plugin and credentials as code, and exports what was configured")
    void configuresAsCode() throws Exception {
        assumeTrue(
                jenkins.get("configuration-as-code/").status() == 200,
                "the plugin configuration-as-code is not installed there");
        String code = live.configuration();

        jenkins.post("configuration-as-code/check", "text/plain", code).expect(200);
        jenkins.post("configuration-as-code/apply", "text/plain", code).expect(200);

        assertThat(jenkins.post("configuration-as-code/export", Map.of())
                        .expect(200)
                        .body())
                .contains("relocation:", "e2e-silent", "stopMinutes: 2");
        assertThat(jenkins.post(
                                "configuration-as-code/check",
                                "text/plain",
                                "unclassified: {relocation: {stopMinute: 2}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Order(30)
    @DisplayName("configures the plugin by a script where configuration as code is not installed")
    void configuresByScript() throws Exception {
        assumeTrue(jenkins.get("configuration-as-code/").status() != 200, "it was configured as code");

        assertThat(jenkins.script(live.configurationScript())).isEqualTo("configured");
    }

    @Test
    @Order(40)
    @DisplayName("offers a form of every step in the snippet generator, and a snippet without defaults")
    void generatesSnippets() {
        String page = jenkins.get(jobs.make("snippets", "echo 'x'") + "pipeline-syntax/")
                .expect(200)
                .body();

        assertThat(page).contains("relocationPlan", "precheck", "checkpoint", "relocate", "verify", "rollback");
        String snippet = jenkins.post(
                        "job/" + Jobs.PREFIX + "snippets/pipeline-syntax/generateSnippet",
                        Map.of("json", Scripts.formOf("RelocateStep", "{\"plan\": \"p-1\", \"wave\": \"0\"}")))
                .expect(200)
                .body();
        assertThat(snippet.strip()).isIn("relocate 'p-1'", "relocate plan: 'p-1'");
        String plan = jenkins.post(
                        "job/" + Jobs.PREFIX + "snippets/pipeline-syntax/generateSnippet",
                        Map.of(
                                "json",
                                Scripts.formOf(
                                        "RelocationPlanStep",
                                        "{\"inventory\": \"\", \"evacuate\": \"a b\", \"movesText\": \"\", \"returnHome\": \"\"}")))
                .expect(200)
                .body();
        assertThat(plan.strip()).isEqualTo("relocationPlan evacuate: ['a', 'b']");
    }

    @Test
    @Order(50)
    @DisplayName(
            "refuses an unknown parameter, an unknown plan and a missing goal, each with a message that says what to do")
    void refusesWrongCalls() {
        assertThat(live.failure("wrong-parameter", "relocate plan: 'p-1', wawe: 1"))
                .contains("relocate has no parameter \"wawe\"");
        assertThat(live.failure("wrong-plan", "precheck plan: 'p-000000000000'"))
                .contains("there is no plan");
        assertThat(live.failure("wrong-goal", "relocationPlan inventory: 'e2e-silent'"))
                .contains("exactly one of evacuate");
    }

    @Test
    @Order(60)
    @DisplayName("offers the same steps as methods of the global variable, in the sandbox")
    void offersTheGlobalVariable() {
        assertThat(live.failure("variable", "relocation.precheck plan: 'p-000000000000'"))
                .contains("there is no plan");
        assertThat(live.failure("variable-unknown", "relocation.teleport plan: 'x'"))
                .contains("teleport");
    }

    @Test
    @Order(70)
    @DisplayName("shows what a step is doing while it waits, and ends soon after an abort")
    void abortsAStep() throws Exception {
        String build = live.waiting("abort");

        jenkins.post(build + "stop", Map.of()).expect(200, 302);

        assertThat(jobs.result(build, Duration.ofMinutes(4))).isEqualTo("ABORTED");
        assertThat(jobs.log(build)).contains("Stop requested");
    }

    @Test
    @Order(80)
    @DisplayName("ends a step under timeout in the same way, and runs post afterwards")
    void timesOut() {
        String build = jobs.start(jobs.make(
                "timeout",
                """
                try {
                    timeout(time: 5, unit: 'SECONDS') { %s }
                } finally {
                    echo 'afterwards'
                }
                """
                        .formatted(LiveJenkins.PLAN_SILENT)));

        assertThat(jobs.result(build, Duration.ofMinutes(4))).isEqualTo("ABORTED");
        assertThat(jobs.log(build)).contains("Stop requested", "afterwards");
    }

    @Test
    @Order(90)
    @DisplayName("goes on after a restart of Jenkins in the middle of a step")
    void goesOnAfterARestart() throws Exception {
        String build = live.waiting("restart");

        live.restart();

        jobs.awaitLog(build, "Jenkins was restarted: continuing with relocationPlan", RESTART);
        jenkins.post(build + "stop", Map.of());
        jobs.result(build, Duration.ofMinutes(4));
    }

    @Test
    @Order(100)
    @DisplayName("plans, prechecks, relocates and verifies on real hosts, and shows it through the remote API")
    void relocates() {
        assumeHosts();
        String build = jobs.start(jobs.make("relocate", Scripts.relocate(live.target.evacuate(), true)));

        assertThat(jobs.result(build, Duration.ofMinutes(10)))
                .as(jobs.log(build))
                .isEqualTo("SUCCESS");

        JsonNode plan = jenkins.get(build + "relocation/api/json?depth=5")
                .expect(200)
                .json()
                .path("plans")
                .path(0);
        assertThat(plan.path("settled").asBoolean()).isTrue();
        plan.findValues("phase").forEach(phase -> assertThat(phase.asText()).isNotEqualTo("NEEDS_OPERATOR"));
        assertThat(jobs.log(build)).contains("is settled", "longest freeze");
        assertThat(jobs.log(build).lines().count()).isLessThan(2000);
    }

    @Test
    @Order(110)
    @DisplayName("puts everything back with rollback in post when a later step fails")
    void rollsBack() {
        assumeHosts();
        String build = jobs.start(jobs.make("rollback", Scripts.relocate(live.target.evacuate(), false)));

        assertThat(jobs.result(build, Duration.ofMinutes(10))).isEqualTo("FAILURE");

        assertThat(jobs.log(build)).contains("ROLLED_BACK", "is settled");
    }

    @Test
    @Order(120)
    @DisplayName("goes on with a move after a restart of Jenkins in the middle of it")
    void goesOnWithAMoveAfterARestart() {
        assumeHosts();
        String build = jobs.start(jobs.make("restart-move", Scripts.relocate(live.target.evacuate(), true)));
        jobs.awaitLog(build, "FROZEN", BUILD);

        live.restart();

        assertThat(jobs.result(build, Duration.ofMinutes(10)))
                .as(jobs.log(build))
                .isEqualTo("SUCCESS");
        assertThat(jobs.log(build)).contains("Jenkins was restarted: continuing with");
    }

    @Test
    @Order(130)
    @DisplayName("loads every example pipeline: each gets as far as looking for its inventory")
    void loadsTheExamples() throws Exception {
        List<Path> examples;
        try (Stream<Path> files = Files.list(Path.of("pipeline-examples"))) {
            examples = files.filter(file -> file.toString().endsWith(".Jenkinsfile"))
                    .sorted()
                    .toList();
        }
        assertThat(examples).isNotEmpty();
        for (Path example : examples) {
            String name = example.getFileName().toString().replace(".Jenkinsfile", "");
            String build = jobs.start(jobs.make("example-" + name, Files.readString(example)));

            jobs.result(build, BUILD);

            assertThat(jobs.log(build))
                    .as(name)
                    .doesNotContain(
                            "MultipleCompilationErrorsException", "No such DSL method", "RejectedAccessException");
        }
    }

    @Test
    @Order(140)
    @DisplayName("shows the page of runs and the page of a build, with neither scripts nor styles of their own")
    void showsPages() {
        String runs = jenkins.get("relocations/").expect(200).body();
        int begin = runs.indexOf("relocation-live");

        assertThat(begin).isPositive();
        assertThat(runs.substring(
                        begin, runs.indexOf("</main", begin) < 0 ? runs.length() : runs.indexOf("</main", begin)))
                .doesNotContain("<script>", "style=\"", "onclick=");
        jenkins.get("relocations/api/json?depth=3").expect(200);
    }

    @Test
    @Order(150)
    @DisplayName("takes web methods by POST only, with a crumb, and from administrators only")
    void guardsWebMethods() {
        String check = "descriptorByName/io.jenkins.plugins.relocation.jenkins.NamedInventory/checkName";

        assertThat(jenkins.get(check + "?value=x").status()).isIn(404, 405);
        assertThat(jenkins.as("", "").post(check, Map.of("value", "x")).status())
                .isEqualTo(403);
        jenkins.post(check, Map.of("value", "x")).expect(200);
    }

    @Test
    @Order(160)
    @DisplayName(
            "lets everybody do what the permission matrix says, with users that it creates where the security realm allows")
    void keepsToThePermissionMatrix() {
        assumeTrue(live.people.possible(), "no users with permissions of their own can be made there");
        List<String> wrong = new ArrayList<>();
        for (String permission : List.of("nothing", "View", "Plan", "Execute", "Rollback")) {
            JenkinsClient somebody = live.people.with(permission);
            boolean looks = List.of("View", "Plan", "Execute").contains(permission);

            if (somebody.get("relocations/").status() != (looks ? 200 : 403)) {
                wrong.add(permission + ": page of runs");
            }
            if (somebody.get("relocations/api/json").status() != (looks ? 200 : 403)) {
                wrong.add(permission + ": remote API of runs");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @Order(170)
    @DisplayName(
            "shows pages in headless Chromium under Jenkins's content security policy, light and dark, and keeps screenshots")
    void showsPagesInABrowser() throws Exception {
        Browser browser = Browser.find().orElse(null);
        assumeTrue(browser != null, "no Chromium is installed here");
        try (LoggedInProxy proxy = new LoggedInProxy(live.target.url(), jenkins.authorization())) {
            for (String page : List.of("relocations/", "manage/configure")) {
                Path picture = browser.screenshot(proxy.url() + page, SCREENSHOTS, page.replaceAll("\\W+", "-"));

                assertThat(Files.size(picture)).isGreaterThan(5_000);
            }
        }
    }

    private static void assumeHosts() {
        assumeTrue(live.target.inventory().isPresent(), "no hosts are given: -De2e.inventory and -De2e.key");
    }
}
