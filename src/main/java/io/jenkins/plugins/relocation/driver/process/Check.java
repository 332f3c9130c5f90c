// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.function.Function;

/**
 * One row of the table of prechecks.
 *
 * @param id stable over releases
 * @param end the host that it is about
 * @param required whether a move may not start without it
 * @param test looks at what the hosts answered; throws {@link NoAnswer} when something is missing there
 */
record Check(String id, Leg.End end, boolean required, Function<Answers, Result> test) {
    Check {
        requireNonNull(id, "id is null");
        requireNonNull(end, "end is null");
        requireNonNull(test, "test is null");
    }

    static Check required(String id, Leg.End end, Function<Answers, Result> test) {
        return new Check(id, end, true, test);
    }

    static Check optional(String id, Leg.End end, Function<Answers, Result> test) {
        return new Check(id, end, false, test);
    }

    /** Runs the check. An answer that is missing or makes no sense is never a pass. */
    Finding find(Answers answers) {
        Result result;
        try {
            result = test.apply(answers);
        } catch (NoAnswer e) {
            result = new Result(Finding.Verdict.UNKNOWN, e.getMessage(), e.remedy());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            result = new Result(
                    Finding.Verdict.UNKNOWN,
                    "the answer makes no sense: " + e.getMessage(),
                    "look at the host; a tool there may be of a kind that is not known here");
        }
        Leg leg = answers.leg();
        return new Finding(
                id,
                leg.workload().name(),
                leg.host(end).name(),
                result.verdict(),
                required,
                result.message(),
                result.remedy());
    }

    /** What came out of a check. */
    record Result(Finding.Verdict verdict, String message, String remedy) {
        static Result pass(String message) {
            return new Result(Finding.Verdict.PASS, message, "");
        }

        static Result fail(String message, String remedy) {
            return new Result(Finding.Verdict.FAIL, message, remedy);
        }
    }

    /** A host did not answer what a check has to know. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        NoAnswer(String message, String remedy) {
            super(message);
            this.remedy = remedy;
        }

        String remedy() {
            return remedy;
        }
    }
}
