// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What `plan` refuses before it looks at anything. */
class PlanCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --evacuate a --cpu 50            | --balance
            --move w=b --gain 5              | --balance
            --evacuate a --balance b         | mutually exclusive
            --cpu 50                         | --balance
            --balance a --balance b --cpu x  | 'x' is not an int
            """)
    void takesOneGoalAndOnlyWhatBelongsToIt(String options, String complaint) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new PlanCommand()).setErr(new PrintWriter(said));

        int status = line.execute(("-i inventory.yaml " + options).split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(said.toString().lines().findFirst()).get().asString().contains(complaint);
    }
}
