// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import java.util.List;
import java.util.Optional;

/**
 * Checks a journal whose lines follow each other against the signatures in it, and against a head that was printed when it was
 * written: a chain of hashes alone can be built anew by whoever can write the file, and ends where somebody cuts it.
 */
public final class ChainCheck {
    /** What became of a journal. */
    public enum Verdict {
        /** It is as it was written, as far as can be told. */
        OK,
        /** Its end is missing. */
        CUT,
        /** It is not what was signed. */
        REBUILT,
        /** Another key than this one has signed. */
        OTHER_KEY,
        /** The head that was given is none that this key has signed. */
        NO_SUCH_HEAD
    }

    /**
     * What was found.
     *
     * @param verdict what became of the journal
     * @param signedLines lines up to the last one that is signed in the journal itself
     * @param text the same in words
     */
    public record Result(Verdict verdict, long signedLines, String text) {}

    private final String run;
    private final List<Line> lines;
    private final VerifyKey key;

    /**
     * Checks one journal.
     *
     * @param run id of the run that it should be the journal of
     * @param content what was read from it
     * @param key key of the controller that wrote it
     */
    public ChainCheck(String run, JournalReader.Content content, VerifyKey key) {
        this.run = run;
        this.lines = content.lines();
        this.key = key;
    }

    /** Checks everything there is to check; {@code printed} is a head from a log. */
    public Result against(Optional<Head> printed) {
        long signed = 0;
        for (Line line : lines) {
            if (line.entry() instanceof Entry.HeadSigned entry) {
                Optional<Result> wrong = check(line, entry, signed);
                if (wrong.isPresent()) {
                    return wrong.get();
                }
                signed = entry.line();
            }
        }
        long last = signed;
        return printed.map(head -> compare(head, last))
                .orElseGet(() -> new Result(Verdict.OK, last, "every signature in it is right"));
    }

    private Optional<Result> check(Line at, Entry.HeadSigned entry, long signed) {
        Head head = entry.of(run);
        if (!head.key().equals(key.id())) {
            return Optional.of(otherKey("line %d was signed".formatted(at.seq()), head, signed));
        }
        if (head.line() == at.seq() - 1 && head.hash().equals(at.prev()) && key.signed(head)) {
            return Optional.empty();
        }
        return Optional.of(new Result(
                Verdict.REBUILT,
                signed,
                "rebuilt: line %d holds a signature that is none of what stands before it; %s"
                        .formatted(at.seq(), trusted(signed))));
    }

    private Result compare(Head head, long signed) {
        if (!head.key().equals(key.id())) {
            return otherKey("the given head was signed", head, signed);
        }
        if (!head.run().equals(run) || !key.signed(head)) {
            return new Result(
                    Verdict.NO_SUCH_HEAD,
                    signed,
                    "the given head is none that key %s has signed for run %s: compare it with the log it is from"
                            .formatted(key.id(), run));
        }
        if (head.line() > lines.size()) {
            return new Result(
                    Verdict.CUT,
                    signed,
                    "cut after line %d: it had at least %d lines when the given head was printed"
                            .formatted(lines.size(), head.line()));
        }
        if (!lines.get((int) head.line() - 1).hash().equals(head.hash())) {
            return new Result(
                    Verdict.REBUILT,
                    signed,
                    "rebuilt: line %d is not the one that the given head names; %s"
                            .formatted(head.line(), trusted(Math.min(signed, head.line() - 1))));
        }
        return new Result(
                Verdict.OK,
                Math.max(signed, head.line()),
                "every signature in it is right, and the given head is its line %d".formatted(head.line()));
    }

    private Result otherKey(String what, Head head, long signed) {
        return new Result(
                Verdict.OTHER_KEY,
                signed,
                "other key: %s with key %s, and this is key %s; use the public key of the controller that ran it"
                        .formatted(what, head.key(), key.id()));
    }

    private static String trusted(long signed) {
        return signed == 0
                ? "nothing in it can be relied on"
                : "lines up to %d bear a right signature".formatted(signed);
    }
}
