// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The text of a plan in a file: an object with the digest and the plan. A plan has exactly one text, the same on every
 * platform, and a file that differs from it in any byte is refused: what people approved is what runs.
 */
public final class PlanFile {
    private static final ObjectWriter WRITER = Json.mapper().writer(printer());

    private PlanFile() {}

    /** The text of a plan: indented, lines ending in a line feed, also the last. */
    public static String write(Plan plan) {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("digest", plan.digest());
        envelope.put("plan", plan);
        try {
            return WRITER.writeValueAsString(envelope) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write plan %s as JSON".formatted(plan.id()), e);
        }
    }

    /**
     * Reads the text of a plan.
     *
     * @param name name of the file, for messages
     * @throws RelocationException with {@link ErrorCode#PLAN_STALE} when the plan was changed after it was made, and with
     *     {@link ErrorCode#BAD_INPUT} when the text is something else than a plan of this version
     */
    public static Plan read(String text, String name) {
        JsonNode envelope = parse(text, name);
        requireEnvelope(envelope, name);
        requireVersion(envelope.get("plan"), name);
        requireDigest(envelope, name);
        Plan plan = plan(envelope.get("plan"), name);
        requireSameBytes(text, write(plan), name);
        return plan;
    }

    /** Reads the bytes of a plan file, which must be UTF-8; otherwise like {@link #read(String, String)}. */
    public static Plan read(byte[] bytes, String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(in).toString(), name);
        } catch (CharacterCodingException e) {
            // The decoder stops in front of what it cannot read.
            throw bad(name, "is not UTF-8 text at byte %d; fetch the file again".formatted(in.position() + 1), e);
        }
    }

    private static JsonNode parse(String text, String name) {
        try {
            return Json.mapper().readTree(requireNonNull(text, "text is null"));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw bad(name, "is not JSON%s: %s".formatted(place, e.getOriginalMessage()), e);
        }
    }

    private static void requireEnvelope(JsonNode envelope, String name) {
        Set<String> keys = new TreeSet<>();
        envelope.fieldNames().forEachRemaining(keys::add);
        boolean complete = keys.equals(Set.of("digest", "plan"))
                && envelope.get("digest").isTextual()
                && envelope.get("plan").isObject();
        if (!complete) {
            throw bad(
                    name,
                    "is not a plan file: it must be an object with a text 'digest' and an object 'plan', and nothing"
                            + " else");
        }
    }

    private static void requireVersion(JsonNode plan, String name) {
        JsonNode version = plan.path("v");
        if (!version.isInt() || version.intValue() != Plan.VERSION) {
            throw bad(
                    name,
                    "has a plan of format %s; this version reads format %d: make the plan again with this version"
                            .formatted(
                                    version.isMissingNode() ? "(none)" : Names.quote(version.toString()),
                                    Plan.VERSION));
        }
    }

    private static void requireDigest(JsonNode envelope, String name) {
        String claimed = envelope.get("digest").textValue();
        String actual = Json.sha256(Json.canonical(envelope.get("plan")));
        if (!claimed.equals(actual)) {
            throw stale(
                    name,
                    "the plan was changed after it was made: digest in the file %s, of its content %s; take the file that was approved, or make a new plan"
                            .formatted(Names.quote(claimed), Names.quote(actual)));
        }
    }

    private static Plan plan(JsonNode node, String name) {
        try {
            return Json.mapper().treeToValue(node, Plan.class);
        } catch (JsonMappingException e) {
            throw bad(name, "is not a plan: %s: %s".formatted(e.getPathReference(), e.getOriginalMessage()), e);
        } catch (JsonProcessingException e) {
            throw bad(name, "is not a plan: %s".formatted(e.getOriginalMessage()), e);
        }
    }

    private static void requireSameBytes(String text, String expected, String name) {
        byte[] seen = text.getBytes(StandardCharsets.UTF_8);
        byte[] written = expected.getBytes(StandardCharsets.UTF_8);
        int at = Arrays.mismatch(seen, written);
        if (at >= 0) {
            throw stale(
                    name,
                    ("the file was changed after it was written, though the plan in it was not: byte %d differs;"
                                    + " write it again from the plan, or fetch it again")
                            .formatted(at + 1));
        }
    }

    private static RelocationException stale(String name, String message) {
        return new RelocationException(ErrorCode.PLAN_STALE, "plan file %s: %s".formatted(Names.quote(name), message));
    }

    private static RelocationException bad(String name, String message) {
        return new RelocationException(ErrorCode.BAD_INPUT, "plan file %s %s".formatted(Names.quote(name), message));
    }

    private static RelocationException bad(String name, String message, Exception cause) {
        return new RelocationException(
                ErrorCode.BAD_INPUT, "plan file %s %s".formatted(Names.quote(name), message), cause);
    }

    // The layout that jq prints too; the line feed does not depend on the platform.
    private static DefaultPrettyPrinter printer() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators).withObjectIndenter(lines).withArrayIndenter(lines);
    }
}
