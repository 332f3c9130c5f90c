// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import java.util.Optional;
import org.w3c.dom.Element;

/** Tags of forms as plain HTML: fields with their titles and values. */
final class FormTags {
    private final JellyView page;

    FormTags(JellyView page) {
        this.page = page;
    }

    void element(Element element, Expressions context) {
        switch (element.getLocalName()) {
            case "section" -> {
                page.append("<h2>" + JellyView.escape(context.text(element.getAttribute("title"))) + "</h2>");
                page.wrapped("section", element, context);
            }
            case "entry" -> {
                page.append("<label>" + JellyView.escape(context.text(element.getAttribute("title"))) + "</label>");
                page.wrapped("div", element, context.with("field", element.getAttribute("field")));
            }
            case "textbox", "number" ->
                page.append(
                        "<input name=\"%s\" value=\"%s\">".formatted(name(element, context), value(element, context)));
            case "textarea" ->
                page.append("<textarea name=\"%s\">%s</textarea>"
                        .formatted(name(element, context), value(element, context)));
            case "select" ->
                page.append("<select name=\"%s\"><option selected>%s</option></select>"
                        .formatted(name(element, context), value(element, context)));
            case "repeatableProperty", "block" -> page.wrapped("div", element, context);
            case "repeatableDeleteButton" -> page.append("<button>Delete</button>");
            default -> throw new AssertionError("unknown tag " + element.getNodeName());
        }
    }

    private static String name(Element element, Expressions context) {
        return JellyView.escape(
                element.hasAttribute("name") ? element.getAttribute("name") : (String) context.value("${field}"));
    }

    private static String value(Element element, Expressions context) {
        Object value = element.hasAttribute("value")
                ? context.value(element.getAttribute("value"))
                : context.value("${instance." + context.value("${field}") + "}");
        return JellyView.escape(Optional.ofNullable(value).map(Object::toString).orElse(""));
    }
}
