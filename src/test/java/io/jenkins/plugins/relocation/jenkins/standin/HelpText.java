// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Help files, as they are and as Markdown. */
public final class HelpText {
    private HelpText() {}

    /** A view or help file as Jenkins finds it: with the class, or with one of its ancestors. */
    public static Optional<String> resource(Class<?> owner, String name) {
        for (Class<?> c = owner; c != null && c != Object.class; c = c.getSuperclass()) {
            try (InputStream in = c.getResourceAsStream("/" + c.getName().replace('.', '/') + "/" + name)) {
                if (in != null) {
                    return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new AssertionError(name, e);
            }
        }
        return Optional.empty();
    }

    /** A help file as paragraphs of Markdown. Knows the few elements that help files use, and refuses others. */
    public static String markdown(String html) {
        try {
            Element root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
            StringBuilder out = new StringBuilder();
            blocks(root, out);
            return out.toString()
                    .replaceAll("[ \t]*\n[ \t]*\n\\s*\n+", "\n\n")
                    .replaceAll("[ \t]+\n", "\n")
                    .strip();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new AssertionError("help is not well-formed: " + html, e);
        }
    }

    private static void blocks(Node parent, StringBuilder out) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            switch (node.getNodeName()) {
                case "#text" -> out.append(node.getNodeValue().replaceAll("\\s+", " "));
                case "code" -> out.append('`').append(node.getTextContent()).append('`');
                case "em" -> out.append('*').append(node.getTextContent()).append('*');
                case "p" -> {
                    out.append("\n\n");
                    blocks(node, out);
                    out.append("\n\n");
                }
                case "pre" ->
                    out.append("\n\n```\n")
                            .append(node.getTextContent().strip())
                            .append("\n```\n\n");
                default -> throw new AssertionError("help uses <" + node.getNodeName() + ">");
            }
        }
    }
}
