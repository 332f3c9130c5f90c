// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Renders a view as Jenkins does, as far as the plugin's views need it: every value escaped, tag libraries as plain HTML. Stricter
 * than Jenkins: what a view asks for and does not exist is an error, and so is every tag that is not known here.
 */
public final class JellyView {
    private static final String CORE = "jelly:core";
    private static final Set<String> VOID = Set.of("link", "meta", "input", "img", "br", "hr");

    private final StringBuilder out = new StringBuilder();
    private final List<String> adjuncts = new ArrayList<>();

    private JellyView() {}

    /** The page that an object shows: a whole document when the view is one. */
    public static String render(Object it, String view, Map<String, ?> more) {
        JellyView page = new JellyView();
        Expressions context = new Expressions(more).with("it", it);
        page.include(it, view, context);
        return page.out.toString();
    }

    private void include(Object it, String view, Expressions context) {
        for (Class<?> type = it.getClass(); type != null; type = type.getSuperclass()) {
            Optional<Document> document = parse(type, view);
            if (document.isPresent()) {
                children(document.get().getDocumentElement(), context.with("it", it));
                return;
            }
        }
        throw new AssertionError("%s has no view %s".formatted(it.getClass(), view));
    }

    private static Optional<Document> parse(Class<?> type, String view) {
        String path = "/" + type.getName().replace('.', '/').replace('$', '/') + "/" + view;
        try (InputStream in = type.getResourceAsStream(path)) {
            if (in == null) {
                return Optional.empty();
            }
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(in);
            Node first = document.getFirstChild();
            if (!"jelly".equals(first.getNodeName()) || !first.getNodeValue().contains("escape-by-default='true'")) {
                throw new AssertionError(path + " does not escape");
            }
            return Optional.of(document);
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new AssertionError(path, e);
        }
    }

    private void children(Node parent, Expressions context) {
        Expressions here = context;
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE) {
                out.append(escape(here.text(node.getNodeValue())));
            } else if (node instanceof Element element) {
                if (is(element, CORE, "set")) {
                    here = here.with(element.getAttribute("var"), here.value(element.getAttribute("value")));
                } else {
                    element(element, here);
                }
            }
        }
    }

    private static boolean is(Element element, String library, String tag) {
        return library.equals(element.getNamespaceURI()) && tag.equals(element.getLocalName());
    }

    private void element(Element element, Expressions context) {
        String library = element.getNamespaceURI();
        if (library == null) {
            plain(element, context);
            return;
        }
        switch (library) {
            case CORE -> core(element, context);
            case "jelly:stapler" -> stapler(element, context);
            case "/lib/layout" -> layout(element, context);
            case "/lib/hudson" -> summary(element, context);
            case "/lib/form" -> new FormTags(this).element(element, context);
            default -> throw new AssertionError("unknown tag library " + library);
        }
    }

    private void core(Element element, Expressions context) {
        switch (element.getLocalName()) {
            case "if" -> {
                if (context.test(element.getAttribute("test"))) {
                    children(element, context);
                }
            }
            case "choose" -> choose(element, context);
            case "forEach" -> forEach(element, context);
            default -> throw new AssertionError("unknown tag " + element.getNodeName());
        }
    }

    private void choose(Element choose, Expressions context) {
        for (Node node = choose.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element option
                    && (is(option, CORE, "otherwise") || context.test(option.getAttribute("test")))) {
                children(option, context);
                return;
            }
        }
    }

    private void forEach(Element element, Expressions context) {
        boolean first = true;
        for (Object item : (Collection<?>) context.value(element.getAttribute("items"))) {
            Expressions inside = context.with(element.getAttribute("var"), item);
            if (element.hasAttribute("varStatus")) {
                inside = inside.with(element.getAttribute("varStatus"), Map.of("first", first));
            }
            children(element, inside);
            first = false;
        }
    }

    private void stapler(Element element, Expressions context) {
        switch (element.getLocalName()) {
            case "include" -> {
                Object it = context.value(element.getAttribute("it"));
                if (element.getAttribute("page").equals("sidepanel.jelly")) {
                    out.append("<nav>").append(escape(String.valueOf(it))).append("</nav>");
                } else {
                    include(it, element.getAttribute("page"), context);
                }
            }
            case "adjunct" -> adjuncts.add(element.getAttribute("includes"));
            default -> throw new AssertionError("unknown tag " + element.getNodeName());
        }
    }

    private void layout(Element element, Expressions context) {
        switch (element.getLocalName()) {
            case "layout" -> {
                JellyView body = new JellyView();
                body.children(element, context);
                out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                        .append(escape(context.text(element.getAttribute("title"))))
                        .append("</title><link rel=\"stylesheet\" href=\"jenkins.css\">");
                for (String adjunct : body.adjuncts) {
                    String name = adjunct.substring(adjunct.lastIndexOf('.') + 1);
                    out.append("<link rel=\"stylesheet\" href=\"%s.css\"><script src=\"%s.js\"></script>"
                            .formatted(name, name));
                }
                out.append("</head><body>").append(body.out).append("</body></html>\n");
            }
            case "main-panel" -> wrapped("main", element, context);
            default -> throw new AssertionError("unknown tag " + element.getNodeName());
        }
    }

    private void summary(Element element, Expressions context) {
        if (!element.getLocalName().equals("summary")) {
            throw new AssertionError("unknown tag " + element.getNodeName());
        }
        out.append("<a href=\"")
                .append(escape(context.text(element.getAttribute("href"))))
                .append("\">icon</a>");
        wrapped("div", element, context);
    }

    private void plain(Element element, Expressions context) {
        out.append('<').append(element.getNodeName());
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            if (!attribute.getName().startsWith("xmlns")) {
                out.append(' ')
                        .append(attribute.getName())
                        .append("=\"")
                        .append(escape(context.text(attribute.getValue())))
                        .append('"');
            }
        }
        out.append('>');
        if (!VOID.contains(element.getNodeName())) {
            children(element, context);
            out.append("</").append(element.getNodeName()).append('>');
        }
    }

    void wrapped(String tag, Element element, Expressions context) {
        out.append('<').append(tag).append('>');
        children(element, context);
        out.append("</").append(tag).append('>');
    }

    void append(String html) {
        out.append(html);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#039;");
    }
}
