// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;

/** One question and its answer, over one connection. Answers on one thread, is aborted from another. */
final class Exchange {
    private final HttpQuestion question;
    private final HttpGet request;
    private final CertificateCheck certificate;
    private final CloseableHttpClient client;
    private volatile String missing = "no connection";

    Exchange(HttpQuestion question, Supplier<X509ExtendedTrustManager> platform) {
        this.question = requireNonNull(question, "question is null");
        this.request = new HttpGet(question.url());
        this.certificate = new CertificateCheck(question.certificateSha256(), platform);
        this.client = OneCallClient.create(question, certificate, stage -> missing = stage);
        request.setHeader(HttpHeaders.CONNECTION, "close");
        request.setHeader(HttpHeaders.ACCEPT, "*/*");
    }

    HttpAnswer answer() throws IOException {
        // Neither the response nor its stream is closed: that would read an endless body to its end. abort() cuts both.
        ClassicHttpResponse response = client.executeOpen(null, request, null);
        missing = "answered %d, but its body was not complete".formatted(response.getCode());
        byte[] body = body(response.getEntity());
        int kept = Math.min(body.length, question.maxBody());
        return new HttpAnswer(
                response.getCode(),
                new String(body, 0, kept, charset(response.getEntity())),
                body.length > kept,
                certificate.seen());
    }

    /** What was still to come, in words that "within 5 s" can follow. */
    String missing() {
        return missing;
    }

    CertificateCheck certificate() {
        return certificate;
    }

    /** Cuts the connection at whatever it is doing. */
    void abort() {
        request.cancel();
        client.close(CloseMode.IMMEDIATE);
    }

    /** One byte more than asked for tells a body that fits from one that was cut. */
    private byte[] body(HttpEntity entity) throws IOException {
        if (entity == null || question.maxBody() == 0) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        return content.readNBytes(question.maxBody() + 1);
    }

    private static Charset charset(HttpEntity entity) {
        ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
        Charset named = type == null ? null : type.getCharset();
        return named == null ? StandardCharsets.UTF_8 : named;
    }
}
