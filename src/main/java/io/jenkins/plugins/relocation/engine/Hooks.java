// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Locale;

/** Runs the hooks of a workload. */
final class Hooks {
    private final MoveWork work;

    Hooks(MoveWork work) {
        this.work = work;
    }

    /** As in the inventory: "before-freeze". */
    private static String words(Hook.Point point) {
        return point.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Runs all hooks of a point; throws on the first that fails and is not just to be warned about. */
    void run(Hook.Point point, Host on) {
        for (Hook hook : work.workload().hooksAt(point)) {
            try {
                work.act(
                        Act.HOOK,
                        "%s on %s: %s".formatted(words(point), on.name(), String.join(" ", hook.argv())),
                        () -> {
                            Command command = Command.root(hook.argv()).within(hook.deadline());
                            work.with()
                                    .hosts()
                                    .shell(on)
                                    .run(command)
                                    .orThrow("hook " + hook.argv().get(0));
                        });
            } catch (RelocationException e) {
                if (hook.onFailure() == Hook.OnFailure.FAIL) {
                    throw e;
                }
                work.problem(e.code(), e.getMessage());
            }
        }
    }
}
