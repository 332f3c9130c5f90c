// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Moves a container with a client that connects once, at the beginning, and never again: there and home, then with a probe
 * that fails and with a restore that fails. Each move goes through the steps that the command line has, on the same engine.
 */
final class ContainerActs {
    private static final List<String> HOSTS = List.of("a", "b");

    private final DemoFolder folder;
    private final Relocator relocator;
    private final Caller caller;
    private final Screen screen;
    private final RedisContainer container;

    ContainerActs(Laboratory laboratory, DemoFolder folder, Relocator relocator, Caller caller, Screen screen) {
        this.folder = folder;
        this.relocator = relocator;
        this.caller = caller;
        this.screen = screen;
        this.container = new RedisContainer(laboratory);
    }

    void show() {
        screen.title(
                "Host a runs a %s container %s with Redis, %,d keys, at an address of its own, %s; a client counts over one connection"
                        .formatted(
                                RedisContainer.RUNTIME, RedisContainer.NAME, RedisServer.KEYS, RedisContainer.ADDRESS));
        container.prepare(HOSTS);
        container.start("a");
        String data = container.server().state();
        try (CountingClient client = CountingClient.onOneConnection(RedisContainer.ADDRESS, RedisServer.PORT)) {
            move(client);
            failingProbe(client);
            failingRestore(client);
            screen.expect(
                    keys(data, 1).equals(client.quietly(container.server()::state)),
                    "Redis's keys and data",
                    "the %,d of the beginning and the counter".formatted(RedisServer.KEYS));
        }
    }

    private void move(CountingClient client) {
        screen.act(
                "Move the container to b",
                "Its address and hardware address move along; the client connected before and never connects again.");
        client.resetGap();
        RunResult there =
                run("inventory-container.yaml", Map.of(RedisContainer.NAME, "b"), "", UnaryOperator.identity());
        end(client, "a container with a connected client, to b", there, Phase.COMMITTED, "b");

        screen.act("And home again");
        client.resetGap();
        RunResult home = run("inventory-container.yaml", Map.of(), there.run(), UnaryOperator.identity());
        end(client, "the same, home again", home, Phase.COMMITTED, "a");
    }

    private void failingProbe(CountingClient client) {
        screen.act(
                "A probe fails on b: what the client counted there comes back live, over the same connection",
                "inventory-licence.yaml has one more probe, 'test -e %s': that file is on a and not on b."
                        .formatted(RedisContainer.LICENCE));
        client.resetGap();
        RunResult result =
                run("inventory-licence.yaml", Map.of(RedisContainer.NAME, "b"), "", UnaryOperator.identity());
        end(client, "a probe fails: live return", result, Phase.ROLLED_BACK, "a");
    }

    private void failingRestore(CountingClient client) {
        screen.act(
                "The restore fails on b: the source continues, over the same connection",
                "After the prechecks, which would have found it, %s is removed on b: no runtime can restore without it."
                        .formatted(RedisContainer.CONFIG));
        client.resetGap();
        RunResult result = run("inventory-container.yaml", Map.of(RedisContainer.NAME, "b"), "", this::spoilingTarget);
        end(client, "a restore fails: the source continues", result, Phase.ROLLED_BACK, "a");
    }

    private RelocationListener spoilingTarget(RelocationListener listener) {
        return event -> {
            if (event instanceof RelocationEvent.ActStarted act && act.act().equals(Act.FREEZE.words())) {
                container.spoil("b");
                screen.say("          >>> %s is gone from b".formatted(RedisContainer.CONFIG));
            }
            listener.on(event);
        };
    }

    /** What {@code relocation plan} and {@code relocation run} do. Returns where the move stands when all is settled. */
    private RunResult run(
            String inventory, Map<String, String> moves, String returnHome, UnaryOperator<RelocationListener> hearing) {
        screen.say("%n    $ relocation plan -i %s %s"
                .formatted(
                        inventory,
                        moves.isEmpty()
                                ? "--return-home " + returnHome
                                : "--move %1$s=%2$s".formatted(RedisContainer.NAME, moves.get(RedisContainer.NAME))));
        Caller asking = new Caller(caller.who(), hearing.apply(this::hear), caller.stop());
        PlanParameters parameters = new PlanParameters(inventory, List.of(), moves, returnHome);
        PlanResult plan = relocator.plan(parameters, text(inventory), asking);
        screen.say("    $ relocation precheck %s".formatted(plan.id()));
        relocator.precheck(new Scope(plan.id(), 0), asking);
        screen.say("    $ relocation run %s".formatted(plan.id()));
        try {
            relocator.relocate(new Scope(plan.id(), 0), asking);
            return relocator.verify(new Scope(plan.id(), 0), asking);
        } catch (RelocationException e) {
            screen.say("    " + e.getMessage().replace("\n", "\n    "));
            return relocator.rollback(RollbackParameters.all(plan.id()), asking);
        }
    }

    /** A plan is long; here a line will do. */
    private void hear(RelocationEvent event) {
        if (event instanceof RelocationEvent.Planned planned) {
            planned.plan()
                    .moves()
                    .forEach(move -> screen.say("    %s: %s from %s to %s, frozen for about %s"
                            .formatted(
                                    planned.plan().id(),
                                    move.workload(),
                                    move.source(),
                                    move.target(),
                                    Units.duration(move.prediction().freeze()))));
        }
        if (screen.machines() || !(event instanceof RelocationEvent.Planned)) {
            caller.listener().on(event);
        }
    }

    private void end(CountingClient client, String name, RunResult result, Phase expected, String host) {
        Duration gap = client.longestGap();
        CountingClient.Count count = client.count(RedisContainer.ADDRESS);
        screen.say("");
        RunResult.MoveResult move = result.moves().get(0);
        screen.expect(
                move.phase() == expected,
                "the move",
                "%s: %s; frozen for %d ms"
                        .formatted(move.phase(), move.holds(), move.freeze().toMillis()));
        String runsOn = container.runsOn(HOSTS);
        screen.expect(runsOn.equals(host), "runs on", runsOn);
        for (String each : HOSTS) {
            String left = container.leftOn(each);
            screen.expect(left.isEmpty(), "left on " + each, left.isEmpty() ? "nothing" : left);
        }
        screen.end(
                name,
                client.lost().isEmpty() && client.connections() == 1
                        ? Scene.Connection.SURVIVED
                        : Scene.Connection.LOST,
                client,
                count,
                gap,
                Map.of(RedisContainer.NAME, runsOn));
    }

    /** The state with so many keys more. */
    private static String keys(String state, int more) {
        String[] words = state.split(" ", 2);
        return "%d %s".formatted(Long.parseLong(words[0]) + more, words[1]);
    }

    private String text(String file) {
        try {
            return Files.readString(folder.path().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
