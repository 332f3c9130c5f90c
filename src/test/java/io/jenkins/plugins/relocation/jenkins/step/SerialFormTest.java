// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.jenkins.NamedInventory;
import io.jenkins.plugins.relocation.jenkins.RelocationAction;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.Serial;
import io.jenkins.plugins.relocation.jenkins.standin.TestContext;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.io.InvalidObjectException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What earlier versions of the plugin have saved in the middle of a step, and what they have written into Jenkins's files. */
class SerialFormTest {
    private static final Path FORMS = Path.of("src/test/resources/jenkins/serial");

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void goesOnWithWhatAnEarlierVersionHasBegun(int form) throws Exception {
        FakeEngine engine = jenkins.engine(FakeEngine.answering(Samples.run(Phase.RESUMED, "")));
        TestContext context = TestContext.ofFixtures(jenkins.run());

        RelocationStepExecution saved = (RelocationStepExecution) Serial.read(fixture(form));
        saved.onResume();

        assertThat(context.end()).isEmpty();
        assertThat(engine.calls()).containsExactly("relocate {\"plan\":\"p-1\",\"wave\":1}");
        assertThat(context.log()).contains("Jenkins was restarted: continuing with relocate of plan p-1, wave 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void stopsWhatAnEarlierVersionHasBegun(int form) throws Exception {
        jenkins.engine(FakeEngine.busy(Samples.run(Phase.RESUMED, "")));
        TestContext context = TestContext.ofFixtures(jenkins.run());
        Throwable cause = new InterruptedException("now");

        RelocationStepExecution saved = (RelocationStepExecution) Serial.read(fixture(form));
        saved.onResume();
        saved.stop(cause);

        assertThat(context.end()).containsSame(cause);
        // Some milliseconds of the ten minutes have passed when it is said.
        assertThat(context.log()).containsPattern("after (10 min 0|9 min 59) s at the latest");
    }

    @Test
    void refusesWhatALaterVersionHasBegun() throws Exception {
        RelocationStepExecution execution = execution(jenkins.context());
        set(execution, "form", 99);

        assertThatThrownBy(() -> Serial.copy(execution))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessage("relocate of plan p-1, wave 1 was begun by a later version of the plugin (form 99; this one"
                        + " reads up to 2); put that version back");
    }

    /** A change of these is a new form: it needs a number of its own, a fixture, and a way to read the earlier ones. */
    @Test
    void isWhatTheFixtureOfThisVersionHolds() throws Exception {
        assertThat(fields(RelocationStepExecution.class))
                .isEqualTo(Map.of(
                        "form", "int",
                        "call", "StepCall",
                        "patienceMillis", "long",
                        "agent", "String",
                        "deadlineMillis", "long",
                        "longestMillis", "long",
                        "run", "String",
                        "stopReason", "String",
                        "stopDeadlineMillis", "long"));
        assertThat(fields(StepCall.class))
                .isEqualTo(Map.of("kind", "Kind", "parameters", "String", "id", "String", "inventoryText", "String"));
        if (Boolean.getBoolean("relocation.fixtures")) {
            RelocationStepExecution begun = execution(TestContext.ofFixtures(jenkins.run()));
            // As start() does, with a deadline that no test lives to see.
            set(begun, "deadlineMillis", Instant.parse("2126-01-01T00:00:00Z").toEpochMilli());
            set(begun, "run", "r-0123456789ab-01234567-1");
            Files.writeString(
                    FORMS.resolve("step-execution-2.b64"),
                    Base64.getMimeEncoder(100, "\n".getBytes(StandardCharsets.US_ASCII))
                                    .encodeToString(Serial.bytes(begun))
                            + "\n");
        }
    }

    /** These are in build.xml and in the configuration file; Jenkins leaves out what is not there, and ignores what is gone. */
    @Test
    void filesOfJenkinsKeepTheirFields() {
        assertThat(fields(RelocationAction.class)).isEqualTo(Map.of("planIds", "List"));
        assertThat(fields(NamedInventory.class))
                .isEqualTo(Map.of("name", "String", "yaml", "String", "file", "String"));
        assertThat(fields(RelocationConfiguration.class))
                .isEqualTo(Map.of(
                        "inventories", "List",
                        "defaultInventory", "String",
                        "stopMinutes", "int",
                        "longestStepHours", "int",
                        "patienceSeconds", "int",
                        "keepDays", "int"));
    }

    private static RelocationStepExecution execution(TestContext context) {
        return new RelocationStepExecution(
                context,
                StepCall.scoped(StepCall.Kind.RELOCATE, new Scope("p-1", 1)),
                new StepLimits(Duration.ofMinutes(10), Duration.ofDays(36_500)),
                "");
    }

    private static void set(RelocationStepExecution execution, String name, Object value) throws Exception {
        Field field = RelocationStepExecution.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(execution, value);
    }

    private static byte[] fixture(int form) throws Exception {
        return Base64.getMimeDecoder().decode(Files.readString(FORMS.resolve("step-execution-%d.b64".formatted(form))));
    }

    private static Map<String, String> fields(Class<?> type) {
        return new TreeMap<>(Arrays.stream(type.getDeclaredFields())
                .filter(field ->
                        !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers()))
                .collect(Collectors.toMap(
                        Field::getName, field -> field.getType().getSimpleName())));
    }
}
