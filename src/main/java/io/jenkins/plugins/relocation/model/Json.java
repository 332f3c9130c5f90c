// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The one way this product writes JSON: keys sorted, nothing optional left to chance, durations and instants in ISO 8601,
 * so that equal values have equal bytes and a digest means something.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            // Without it bytes have escapes of surrogates where text has the character: two canonical forms.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .addModule(times())
            .build();

    private Json() {}

    /** The shared mapper. Thread-safe; must not be reconfigured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Canonical form: one line, keys sorted, UTF-8. */
    public static byte[] canonical(Object value) {
        return write(MAPPER::writeValueAsBytes, value);
    }

    /** Canonical form as text on one line. */
    public static String line(Object value) {
        return new String(canonical(value), StandardCharsets.UTF_8);
    }

    /** Canonical order, indented for people, ending in a newline. */
    public static String pretty(Object value) {
        return write(v -> MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(v), value) + "\n";
    }

    /** Lower-case hexadecimal SHA-256. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static <T> T write(Writer<T> writer, Object value) {
        try {
            return writer.write(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "cannot write %s as JSON".formatted(value.getClass().getSimpleName()), e);
        }
    }

    private static SimpleModule times() {
        return new SimpleModule("relocation-times")
                .addSerializer(Duration.class, ToStringSerializer.instance)
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse))
                .addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse));
    }

    private interface Writer<T> {
        T write(Object value) throws JsonProcessingException;
    }

    private static final class FromText<T> extends JsonDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            try {
                return parse.apply(text);
            } catch (java.time.DateTimeException e) {
                throw context.weirdStringException(text, type, e.getMessage());
            }
        }
    }
}
