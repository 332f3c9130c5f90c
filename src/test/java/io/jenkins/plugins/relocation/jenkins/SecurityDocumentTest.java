// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Extension;
import hudson.security.ACL;
import hudson.security.Permission;
import hudson.security.PermissionScope;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.jenkins.page.BuildLogView;
import io.jenkins.plugins.relocation.jenkins.page.LiveMoves;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.jenkins.standin.Documents;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.JellyView;
import io.jenkins.plugins.relocation.jenkins.standin.PageSamples;
import io.jenkins.plugins.relocation.jenkins.standin.PageStructure;
import io.jenkins.plugins.relocation.jenkins.standin.TestClock;
import io.jenkins.plugins.relocation.jenkins.step.CheckpointStep;
import io.jenkins.plugins.relocation.jenkins.step.PrecheckStep;
import io.jenkins.plugins.relocation.jenkins.step.RelocateStep;
import io.jenkins.plugins.relocation.jenkins.step.RelocationPlanStep;
import io.jenkins.plugins.relocation.jenkins.step.RollbackStep;
import io.jenkins.plugins.relocation.jenkins.step.VerifyStep;
import io.jenkins.plugins.relocation.model.Names;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jenkins.model.Jenkins;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kohsuke.stapler.verb.POST;

/** docs/security.md: who may do what, and what becomes of hostile text, both as tried. */
class SecurityDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/security.md");
    private static final Path TEXT = Path.of("src/test/resources/jenkins/security.md");

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    /** Something that a person or a build can ask for; throws or returns nothing when it is refused. */
    private interface Deed extends Callable<Object> {}

    @Test
    void theDocumentSaysWhatHappens() throws Exception {
        String text = Files.readString(TEXT)
                .replace("<!-- permissions -->\n", permissions())
                .replace("<!-- matrix -->\n", matrix())
                .replace("<!-- hostile -->\n", hostile());

        Documents.check(DOCUMENT, text);
    }

    @Test
    void everyWebMethodIsForPostAndAsksForAPermission() throws Exception {
        List<String> found = new ArrayList<>();
        for (IndexItem<Extension, Object> item :
                Index.load(Extension.class, Object.class, getClass().getClassLoader())) {
            for (Method method : Class.forName(item.className()).getMethods()) {
                if (method.getName().matches("do[A-Z]\\w*")
                        && method.getDeclaringClass().getName().startsWith("io.jenkins.plugins.relocation")) {
                    found.add(method.getName());
                    assertThat(method.isAnnotationPresent(POST.class))
                            .as(method.toString())
                            .isTrue();
                }
            }
        }

        // Choices that are the same for everybody need no permission; the others are in the matrix.
        assertThat(found.stream().distinct())
                .containsExactlyInAnyOrder("doCheckName", "doCheckYaml", "doCheckFile", "doCheckPlan", "doFillToItems");
    }

    @Test
    void permissionsAreForJobsFoldersAndAllOfJenkins() {
        RelocationPermissions.load();

        assertThat(own()).hasSize(4).allSatisfy(permission -> assertThat(permission.scopes())
                .containsExactly(PermissionScope.ITEM));
    }

    private static List<Permission> own() {
        return List.of(
                RelocationPermissions.VIEW,
                RelocationPermissions.PLAN,
                RelocationPermissions.EXECUTE,
                RelocationPermissions.ROLLBACK);
    }

    private static String permissions() {
        StringBuilder table = new StringBuilder("| permission | for | who has it besides |\n|---|---|---|\n");
        for (Permission permission : own()) {
            List<String> others = new ArrayList<>();
            for (Permission other : own()) {
                if (other != permission && permission.isGrantedBy(other)) {
                    others.add(other.id());
                }
            }
            others.add(Jenkins.ADMINISTER.id());
            table.append("| %s | %s | who has %s |\n"
                    .formatted(permission.id(), permission.description(), String.join(", ", others)));
        }
        return table.toString();
    }

    private String matrix() throws Exception {
        Map<String, Permission[]> people = new LinkedHashMap<>();
        people.put("nothing", new Permission[0]);
        own().forEach(permission -> people.put(permission.name, new Permission[] {permission}));
        people.put("Administer", new Permission[] {Jenkins.ADMINISTER});
        StringBuilder table = new StringBuilder("| what is asked for | %s |\n|---|%s\n"
                .formatted(String.join(" | ", people.keySet()), "---|".repeat(people.size())));
        for (Map.Entry<String, Deed> deed : deeds().entrySet()) {
            table.append("| ").append(deed.getKey());
            for (Permission[] granted : people.values()) {
                ACL.grant(granted);
                table.append(" | ").append(allowed(deed.getValue()) ? "yes" : "–");
            }
            table.append(" |\n");
        }
        return table.toString();
    }

    private static boolean allowed(Deed deed) {
        try {
            return !List.of("", List.of()).contains(deed.call());
        } catch (Exception e) {
            // Anything else would be an error of this test.
            assertThat(e.getMessage()).contains("permission");
            return false;
        }
    }

    private Map<String, Deed> deeds() throws Exception {
        jenkins.engine(FakeEngine.answering(null), PageSamples.underWay("redis", "web"));
        RelocationAction.note(jenkins.run(), PageSamples.planId());
        RelocationAction action = jenkins.run().getAction(RelocationAction.class);
        RelocationRuns runs = new RelocationRuns();
        NamedInventory.DescriptorImpl inventory = new NamedInventory.DescriptorImpl();
        RelocationPlanStep plan = new RelocationPlanStep();
        plan.setInventory("inventory.yaml");
        plan.setEvacuate(List.of("a"));
        Map<String, Deed> deeds = new LinkedHashMap<>();
        deeds.put("step `relocationPlan`", begun(plan));
        deeds.put("step `precheck`", begun(new PrecheckStep("p-1")));
        deeds.put("step `checkpoint`", begun(new CheckpointStep("p-1")));
        deeds.put("step `relocate`", begun(new RelocateStep("p-1")));
        deeds.put("step `verify`", begun(new VerifyStep("p-1")));
        deeds.put("step `rollback`", begun(new RollbackStep("p-1")));
        deeds.put("page of a build", action::getTarget);
        deeds.put("its remote API", action::getPlans);
        deeds.put("its line on the page of the build", () -> JellyView.render(action, "summary.jelly", Map.of())
                .strip());
        deeds.put("page of all runs", runs::getTarget);
        deeds.put("its remote API ", runs::getRuns);
        deeds.put("form: check the name of an inventory (POST)", () -> inventory.doCheckName("x"));
        deeds.put("form: check the text of an inventory (POST)", () -> inventory.doCheckYaml("x"));
        deeds.put("form: check the file of an inventory (POST)", () -> inventory.doCheckFile("/nowhere"));
        deeds.put("form: what the id of a plan looks like (POST)", () -> new RelocateStep.DescriptorImpl()
                .doCheckPlan("x"));
        return deeds;
    }

    private Deed begun(Step step) {
        return () -> step.start(jenkins.context());
    }

    private String hostile() throws Exception {
        StringBuilder table = new StringBuilder(
                "| text | pages | log of the build | status of the step | as a name |\n|---|---|---|---|---|\n");
        List<String> plain = structure(PageSamples.told("b is full"));
        for (String text : PageSamples.HOSTILE) {
            table.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            escaped(text),
                            structure(PageSamples.told(text)).equals(plain) ? "text" : "**more than text**",
                            inLog(text),
                            inStatus(text),
                            asName(text)));
        }
        assertThat(table.toString()).doesNotContain("**");
        return table.toString();
    }

    private List<String> structure(RunView view) throws Exception {
        ACL.grant(Jenkins.ADMINISTER);
        jenkins.view(view, yaml -> List.of());
        RelocationAction.note(jenkins.run(), PageSamples.planId());
        RelocationAction action = jenkins.run().getAction(RelocationAction.class);
        Map<String, String> root = Map.of("rootURL", "/jenkins");
        return PageStructure.of(JellyView.render(action, "index.jelly", root)
                + JellyView.render(action, "summary.jelly", root)
                + JellyView.render(new RelocationRuns(), "index.jelly", root));
    }

    private static String inLog(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BuildLogView log = new BuildLogView(new PrintStream(bytes, true, StandardCharsets.UTF_8), new TestClock());
        log.on(new RelocationEvent.Noted("r-1", "redis", text));
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        boolean own = lines.stream().skip(1).allMatch(line -> line.startsWith("  | "));
        boolean clean = lines.stream().allMatch(SecurityDocumentTest::clean);
        return own && clean ? lines.size() == 1 ? "one line" : "marked lines" : "**passes for a line of ours**";
    }

    private static String inStatus(String text) {
        LiveMoves live = new LiveMoves(new TestClock());
        live.on(new RelocationEvent.ActStarted("r-1", "redis", text));
        return clean(live.status()) ? "one line" : "**more than a line**";
    }

    private static boolean clean(String line) {
        return line.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    private static String asName(String text) {
        try {
            Names.require("workload", text);
            return "**taken**";
        } catch (IllegalArgumentException e) {
            return clean(e.getMessage()) ? "refused" : "**refused with what it holds**";
        }
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString().replace("|", "\\|");
    }
}
