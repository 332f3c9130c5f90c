// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where in the script a thread is.
 *
 * @param environment variables that are set here, over the build's own
 * @param directory current directory
 * @param cancellation what may end this part
 * @param stages names of the stages around, from the outermost
 * @param branch name of the parallel branch; empty: none
 * @param node whether there is an agent to work on
 * @param collector who takes the directives of the declarative section that is being read
 */
record Frame(
        Map<String, String> environment,
        Path directory,
        Cancellation cancellation,
        List<StageLog.Entry> stages,
        String branch,
        boolean node,
        Optional<Consumer<Directive>> collector) {
    Frame in(Path other) {
        return new Frame(environment, other, cancellation, stages, branch, node, collector);
    }

    Frame with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new Frame(all, directory, cancellation, stages, branch, node, collector);
    }

    /** The same frame with exactly these variables, which may still change. */
    Frame sharing(Map<String, String> variables) {
        return new Frame(variables, directory, cancellation, stages, branch, node, collector);
    }

    Frame under(Cancellation other) {
        return new Frame(environment, directory, other, stages, branch, node, collector);
    }

    Frame inside(StageLog.Entry stage) {
        List<StageLog.Entry> all = new ArrayList<>(stages);
        all.add(stage);
        return new Frame(environment, directory, cancellation, List.copyOf(all), branch, node, collector);
    }

    Frame branch(String name) {
        return new Frame(environment, directory, cancellation, stages, name, node, collector);
    }

    Frame onNode(boolean there) {
        return new Frame(environment, directory, cancellation, stages, branch, there, collector);
    }

    Frame collecting(Consumer<Directive> consumer) {
        return new Frame(environment, directory, cancellation, stages, branch, node, Optional.of(consumer));
    }

    /** The stage around. */
    Optional<StageLog.Entry> stage() {
        return stages.isEmpty() ? Optional.empty() : Optional.of(stages.get(stages.size() - 1));
    }
}
