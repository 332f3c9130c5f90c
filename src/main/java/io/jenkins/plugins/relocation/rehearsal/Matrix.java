// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** A matrix: its stages, once for each combination of the values of its axes that is not excluded. */
final class Matrix {
    private final Build build;
    private final Stages stages;
    private final Directive matrix;
    private final Directives parts;

    Matrix(Build build, Stages stages, Directive matrix) {
        this.build = build;
        this.stages = stages;
        this.matrix = matrix;
        this.parts = matrix.children(build);
    }

    /** A branch for each cell, with Jenkins's name: {@code Matrix - OS = 'linux', DB = 'pg'}. */
    Map<String, Callable<Object>> branches() {
        Map<String, Callable<Object>> branches = new LinkedHashMap<>();
        for (Map<String, String> cell : cells()) {
            String name = cell.entrySet().stream()
                    .map(axis -> "%s = '%s'".formatted(axis.getKey(), axis.getValue()))
                    .collect(Collectors.joining(", ", "Matrix - ", ""));
            branches.put(name, () -> run(name, cell));
        }
        return branches;
    }

    private Object run(String name, Map<String, String> cell) {
        return FlowSteps.inStage(
                build,
                matrix.line(),
                name,
                () -> build.within(build.frame().with(cell), () -> new OneStage(build, stages, cellParts()).run()));
    }

    /** What the axes say is no part of a cell, and each cell reads its own values. */
    private Directives cellParts() {
        List<Directive> inside = new ArrayList<>(matrix.children(build).all());
        inside.removeIf(part -> List.of("axes", "excludes").contains(part.name()));
        return new Directives(inside);
    }

    private List<Map<String, String>> cells() {
        List<Map<String, String>> cells = new ArrayList<>(List.of(Map.of()));
        for (Directive axis : parts.inside("axes", build).all()) {
            Directives inside = axis.children(build);
            cells = expanded(cells, name(inside), values(inside, "values"));
        }
        for (Directive exclude : parts.inside("excludes", build).all()) {
            List<Directives> axes = exclude.children(build).all().stream()
                    .map(axis -> axis.children(build))
                    .toList();
            cells.removeIf(cell -> axes.stream().allMatch(axis -> matches(cell, axis)));
        }
        return cells;
    }

    private static List<Map<String, String>> expanded(
            List<Map<String, String>> cells, String name, List<String> values) {
        List<Map<String, String>> more = new ArrayList<>();
        for (String value : values) {
            for (Map<String, String> cell : cells) {
                Map<String, String> larger = new LinkedHashMap<>(cell);
                larger.put(name, value);
                more.add(larger);
            }
        }
        return more;
    }

    private static boolean matches(Map<String, String> cell, Directives axis) {
        String value = cell.get(name(axis));
        boolean inverse = axis.one("notValues").isPresent();
        return inverse != values(axis, inverse ? "notValues" : "values").contains(value);
    }

    private static String name(Directives axis) {
        return String.valueOf(
                axis.one("name").orElseThrow().arguments().positional().get(0));
    }

    private static List<String> values(Directives axis, String name) {
        return axis.one(name).orElseThrow().arguments().positional().stream()
                .map(String::valueOf)
                .toList();
    }
}
