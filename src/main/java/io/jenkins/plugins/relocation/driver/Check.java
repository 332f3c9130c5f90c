// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

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
public record Check<E extends Evidence>(String id, Leg.End end, boolean required, Function<? super E, Result> test) {
    public Check {
        requireNonNull(id, "id is null");
        requireNonNull(end, "end is null");
        requireNonNull(test, "test is null");
    }

    /** A check that has to pass. */
    public static <E extends Evidence> Check<E> required(String id, Leg.End end, Function<? super E, Result> test) {
        return new Check<>(id, end, true, test);
    }

    /** A check that is told of but stops nothing. */
    public static <E extends Evidence> Check<E> optional(String id, Leg.End end, Function<? super E, Result> test) {
        return new Check<>(id, end, false, test);
    }

    /** Runs the check. An answer that is missing or makes no sense is never a pass. */
    public Finding find(E answers) {
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
    public record Result(Finding.Verdict verdict, String message, String remedy) {
        public static Result pass(String message) {
            return new Result(Finding.Verdict.PASS, message, "");
        }

        public static Result fail(String message, String remedy) {
            return new Result(Finding.Verdict.FAIL, message, remedy);
        }
    }

    /** A host did not answer what a check has to know. */
    public static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        public NoAnswer(String message, String remedy) {
            super(message);
            this.remedy = remedy;
        }

        /** What to do about it. */
        public String remedy() {
            return remedy;
        }
    }
}
