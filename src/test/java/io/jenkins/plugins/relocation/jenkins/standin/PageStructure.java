// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page is made of, whatever it shows. */
public final class PageStructure {
    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z][\\w-]*)((?: [\\w:-]+=\"[^\"<>]*\")*)\\s*>");

    private PageStructure() {}

    /** Element and attribute names in their order, and nothing of what is shown. Fails when there is markup of any other kind. */
    public static List<String> of(String page) {
        List<String> names = new ArrayList<>();
        Matcher tags = TAG.matcher(page);
        int end = 0;
        StringBuilder between = new StringBuilder();
        while (tags.find()) {
            between.append(page, end, tags.start());
            end = tags.end();
            names.add(tags.group(1) + tags.group(2).replaceAll("=\"[^\"]*\"", ""));
        }
        between.append(page.substring(end));
        assertThat(between.toString().replace("<!DOCTYPE html>", "")).doesNotContain("<", ">");
        return names;
    }
}
