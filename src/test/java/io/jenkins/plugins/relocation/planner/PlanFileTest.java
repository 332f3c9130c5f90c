// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFileTest {
    @ParameterizedTest
    @MethodSource("plans")
    void readsBackWhatItWrote(Plan plan) {
        String text = PlanFile.write(plan);

        assertThat(PlanFile.read(text, "plan.json")).isEqualTo(plan);
        assertThat(PlanFile.read(text.getBytes(StandardCharsets.UTF_8), "plan.json")
                        .digest())
                .isEqualTo(plan.digest());
    }

    static Stream<Plan> plans() {
        Samples home = new Samples().host("a", 100).host("b", 100).workload("x", "b", 1);
        return Stream.of(
                full(),
                new GreedyPlanner().plan(new Samples().host("a", 0).evacuate("a")),
                new GreedyPlanner().plan(home.moves(Map.of("x", "a"))),
                new GreedyPlanner()
                        .plan(home.request(new Goal.ReturnHome("r-7")).withHomes(Map.of("x", "a"))));
    }

    @Test
    void writesTheSameTextForTheSamePlan() {
        assertThat(PlanFile.write(full()))
                .isEqualTo(PlanFile.write(full()))
                .doesNotContain("\r")
                .endsWith("}\n");
    }

    /** What docs/plan-format.md does with sed: layout removed, the plan's lines are the canonical form. */
    @Test
    void hasADigestThatCanBeTakenOfTheFileByHand() {
        List<String> lines = PlanFile.write(full()).lines().toList();

        String canonical = lines.subList(3, lines.size() - 1).stream()
                .map(line -> line.replaceFirst("^ *", "").replaceFirst("^(\"([^\"\\\\]|\\\\.)*\"): ", "$1:"))
                .collect(Collectors.joining());

        assertThat("{" + canonical).isEqualTo(Json.line(full()));
        assertThat(Json.sha256(("{" + canonical).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(full().digest());
    }

    @Test
    void refusesAFileWithAnyByteChanged() {
        byte[] file = PlanFile.write(full()).getBytes(StandardCharsets.UTF_8);

        for (int at = 0; at < file.length; at++) {
            for (int mask : new int[] {0x01, 0x20}) {
                byte[] changed = file.clone();
                changed[at] ^= (byte) mask;
                assertRefused(changed, at);
            }
        }
    }

    @Test
    void refusesAFileWithAnyByteMissingOrAdded() {
        byte[] file = PlanFile.write(full()).getBytes(StandardCharsets.UTF_8);

        for (int at = 0; at <= file.length; at++) {
            byte[] longer = Arrays.copyOf(file, file.length + 1);
            System.arraycopy(file, at, longer, at + 1, file.length - at);
            longer[at] = ' ';
            assertRefused(longer, at);
            if (at < file.length) {
                byte[] shorter = Arrays.copyOf(file, file.length - 1);
                System.arraycopy(file, at + 1, shorter, at, file.length - at - 1);
                assertRefused(shorter, at);
            }
        }
    }

    @Test
    void saysWhereAFileIsNotUtf8() {
        byte[] file = PlanFile.write(full()).getBytes(StandardCharsets.UTF_8);
        file[20] |= (byte) 0x80;

        RelocationException refused =
                catchThrowableOfType(RelocationException.class, () -> PlanFile.read(file, "plan.json"));

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(refused).hasMessageContaining("is not UTF-8 text at byte 21");
    }

    @Test
    void saysThatThePlanWasChanged() {
        String text = PlanFile.write(full());

        RelocationException refused = refused(text.replace("\"target\": \"b\"", "\"target\": \"a\""));

        assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_STALE);
        assertThat(refused)
                .hasMessageContaining(
                        "the plan was changed after it was made: digest in the file \"" + full().digest());
    }

    @Test
    void saysWhichByteOfTheLayoutDiffers() {
        String text = PlanFile.write(full());

        RelocationException refused = refused(text.replaceFirst("\n", "\n\n"));

        assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_STALE);
        assertThat(refused).hasMessageContaining("byte 3 differs");
    }

    @Test
    void saysWhereAFileIsNotJson() {
        RelocationException refused = refused("{\n  \"digest\": nonsense\n}");

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(refused)
                .hasMessageContaining("\"plan.json\" is not JSON at line 2, column 13: Unrecognized token 'nonsense'");
    }

    @Test
    void refusesAnotherVersionOfTheFormat() {
        RelocationException refused = refused(PlanFile.write(full()).replace("\"v\": 1", "\"v\": 2"));

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(refused).hasMessageContaining("format \"2\"; this version reads format 1");
    }

    @Test
    void refusesAPlanWithTheRightDigestThatMakesNoSense() {
        RelocationException refused = refused(resigned(json -> json.replace("\"target\":\"b\"", "\"target\":\"a\"")));

        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(refused)
                .hasMessageContaining("source and target of workload")
                .hasMessageContaining("waves");
    }

    @Test
    void refusesAPlanWithTheRightDigestInAnotherOrder() {
        RelocationException refused =
                refused(resigned(json -> json.replace("\"stays\":[],\"v\":1", "\"v\":1,\"stays\":[]")));

        assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_STALE);
        assertThat(refused).hasMessageContaining("differs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"digest\": 1, \"plan\": {}}",
                "{\"digest\": \"\", \"plan\": {}, \"x\": 1}",
                "{\"digest\": \"\", \"plan\": {}, \"plan\": {}}",
                "{\"digest\": \"\", \"plan\": {\"v\": 4294967297}}",
                "PK\u0003\u0004"
            })
    void refusesWhatIsNoPlanFile(String text) {
        assertThat(refused(text).code()).isEqualTo(ErrorCode.BAD_INPUT);
    }

    @Test
    void keepsAHostileFileNameOnOneLine() {
        RelocationException refused =
                catchThrowableOfType(RelocationException.class, () -> PlanFile.read("{}", "a\nplan: fine"));

        assertThat(refused.getMessage()).contains("a\\u000aplan: fine").hasLineCount(1);
    }

    /** A file whose plan was changed by someone who also corrected the digest. */
    private static String resigned(UnaryOperator<String> change) {
        String json = change.apply(Json.line(full()));
        assertThat(json).isNotEqualTo(Json.line(full()));
        String digest = Json.sha256(json.getBytes(StandardCharsets.UTF_8));
        return "{\"digest\":\"%s\",\"plan\":%s}".formatted(digest, json);
    }

    private static void assertRefused(byte[] file, int at) {
        RelocationException refused =
                catchThrowableOfType(RelocationException.class, () -> PlanFile.read(file, "plan.json"));
        assertThat(refused).as("byte %d", at).isNotNull();
        assertThat(refused.code()).as("byte %d", at).isIn(ErrorCode.PLAN_STALE, ErrorCode.BAD_INPUT);
    }

    private static RelocationException refused(String text) {
        return catchThrowableOfType(RelocationException.class, () -> PlanFile.read(text, "plan.json"));
    }

    /** A plan with everything that a plan can have, and text that is hard to write. */
    static Plan full() {
        Timing timing = Timing.DEFAULT;
        Workload hostile = new Workload(
                "hostile",
                "process",
                "a",
                Map.of(
                        "text",
                        "a\"b'c\\d\n$(id) `id` é \u2028 \uD83D\uDE00 \u0000 \u007f",
                        "number",
                        7,
                        "big",
                        1L << 40,
                        "ratio",
                        0.5,
                        "flag",
                        true,
                        "list",
                        List.of("x", Map.of("k \"y", List.of()))),
                5,
                List.of("ssd"),
                "group",
                List.of(
                        new ProbeSpec.Tcp("", 1, timing),
                        new ProbeSpec.Http("http://{host}/", List.of(200), "ok", "ab".repeat(32), timing),
                        new ProbeSpec.Line("", 1, "PING\r\n", "+PONG", timing),
                        new ProbeSpec.Command(List.of("a", "b c"), "", timing),
                        new ProbeSpec.ProcessState(timing)),
                List.of(new Hook(
                        Hook.Point.AFTER_COMMIT, List.of("x", "'"), Duration.ofMillis(1500), Hook.OnFailure.WARN)),
                new Policy(Duration.ofSeconds(5), Duration.ofDays(1), Policy.AcceptLoss.YES, true));
        Facts facts = (workload, from, to) ->
                List.of(new Fact(to.name(), "criu.version", Fact.Relation.VERSION_AT_LEAST, "4.2"));
        PlanRequest request = new Samples()
                .host("a", 0, 1, 1, "c", "ssd")
                .host("b", 100, "ssd")
                .host("c", 0)
                .workload(hostile, new Need(1000, 900, false))
                .workload("x", "a", 1)
                .evacuate("a")
                .withFacts(facts);
        return new GreedyPlanner().plan(request);
    }
}
