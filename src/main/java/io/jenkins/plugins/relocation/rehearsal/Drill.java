// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;

/**
 * What a rehearsal does on purpose.
 *
 * @param planOnly whether nothing is frozen: plans and prechecks are real, what changes hosts is imitated
 * @param replies who agrees where
 * @param failures what fails
 */
public record Drill(boolean planOnly, List<Reply> replies, List<Failure> failures) {
    /** Nothing in particular. */
    public static final Drill NONE = new Drill(false, List.of(), List.of());

    public Drill {
        replies = List.copyOf(requireNonNull(replies, "replies is null"));
        failures = List.copyOf(requireNonNull(failures, "failures is null"));
    }

    /**
     * An answer to the inputs of a stage.
     *
     * @param stage name of the stage, or id of the input; {@code stage} and {@code *} stand for every stage
     * @param proceed whether it is agreed to
     * @param submitter who answers; empty: nobody in particular
     */
    public record Reply(String stage, boolean proceed, String submitter) {
        private static final String ANY = "*";

        public Reply {
            if (requireNonNull(stage, "stage is null").isBlank()) {
                throw new IllegalArgumentException("an answer needs the name of a stage: Approve=proceed");
            }
            requireNonNull(submitter, "submitter is null");
        }

        /**
         * Reads {@code Approve=proceed}, {@code Approve=abort} or {@code Approve=proceed@alice}.
         *
         * @throws RelocationException {@code BAD_INPUT} for anything else
         */
        public static Reply parse(String text) {
            int sign = text.lastIndexOf('=');
            String answer = sign < 1 ? "" : text.substring(sign + 1);
            int at = answer.indexOf('@');
            String word = at < 0 ? answer : answer.substring(0, at);
            if (!List.of("proceed", "abort").contains(word)) {
                throw bad("cannot use the answer '%s': write STAGE=proceed or STAGE=abort, with the name of the stage"
                        .formatted(text));
            }
            return new Reply(text.substring(0, sign), word.equals("proceed"), at < 0 ? "" : answer.substring(at + 1));
        }

        boolean everywhere() {
            return stage.equals(ANY) || stage.equals("stage");
        }
    }

    /**
     * A failure to rehearse.
     *
     * @param stage name of the stage that fails as it begins; empty: a step fails
     * @param step name of the step that fails instead of doing anything; empty: a stage fails
     * @param call which call of it, from 1
     */
    public record Failure(String stage, String step, int call) {
        public Failure {
            requireNonNull(stage, "stage is null");
            requireNonNull(step, "step is null");
            if (stage.isEmpty() == step.isEmpty()) {
                throw new IllegalArgumentException("either a stage or a step fails");
            }
            if (call < 1) {
                throw new IllegalArgumentException("call %d: the first one is 1".formatted(call));
            }
        }

        /**
         * Reads {@code step=verify}, {@code step=verify#2} for its second call, or {@code stage=Move}.
         *
         * @throws RelocationException {@code BAD_INPUT} for anything else
         */
        public static Failure parse(String text) {
            String name = text.substring(text.indexOf('=') + 1);
            int sign = name.lastIndexOf('#');
            boolean numbered = sign > 0 && name.substring(sign + 1).matches("[1-9]\\d{0,3}");
            String what = numbered ? name.substring(0, sign) : name;
            int call = numbered ? Integer.parseInt(name.substring(sign + 1)) : 1;
            if (text.startsWith("step=") && !what.isBlank()) {
                return new Failure("", what, call);
            }
            if (text.startsWith("stage=") && !what.isBlank()) {
                return new Failure(what, "", call);
            }
            throw bad("cannot use the failure '%s': write step=verify, step=verify#2 for its second call, or stage=NAME"
                    .formatted(text));
        }

        /** "step verify", "stage Move, call 2". */
        String describe() {
            String what = step.isEmpty() ? "stage '%s'".formatted(stage) : "step %s".formatted(step);
            return call == 1 ? what : what + ", call " + call;
        }
    }

    private static RelocationException bad(String message) {
        return new RelocationException(ErrorCode.BAD_INPUT, message);
    }

    /** The answer to an input. */
    Optional<Reply> reply(List<String> stages, String id) {
        Optional<Reply> named = replies.stream()
                .filter(reply -> stages.contains(reply.stage()) || !id.isEmpty() && id.equals(reply.stage()))
                .findFirst();
        return named.or(() -> replies.stream().filter(Reply::everywhere).findFirst());
    }
}
