// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import io.jenkins.plugins.relocation.spi.HttpQuestion;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.Timeout;

/** Builds clients that do no more than one call: nothing is retried, followed, remembered or unpacked. */
final class OneCallClient {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final Http1Config BOUNDED = Http1Config.custom()
            .setMaxHeaderCount(100)
            .setMaxLineLength(8 << 10)
            .build();

    private OneCallClient() {}

    /**
     * A client for this question.
     *
     * @param missing is told what is waited for next, in words
     */
    static CloseableHttpClient create(HttpQuestion question, CertificateCheck certificate, Consumer<String> missing) {
        return HttpClients.custom()
                .setConnectionManager(connections(question, tls(question, certificate, missing)))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout(question))
                        .build())
                .setRequestExecutor(announcing(missing))
                .setUserAgent("workload-relocation")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    private static BasicHttpClientConnectionManager connections(HttpQuestion question, TlsSocketStrategy tls) {
        BasicHttpClientConnectionManager connections = BasicHttpClientConnectionManager.create(
                RegistryBuilder.<TlsSocketStrategy>create()
                        .register("https", tls)
                        .build(),
                ManagedHttpClientConnectionFactory.builder()
                        .http1Config(BOUNDED)
                        .responseParserFactory(new DefaultHttpResponseParserFactory(BOUNDED))
                        .build());
        // These hold for single reads. The whole call is ended from outside; here they end threads that nobody waits
        // for.
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(timeout(question))
                .setSocketTimeout(timeout(question))
                .build());
        connections.setSocketConfig(
                SocketConfig.custom().setSoTimeout(timeout(question)).build());
        connections.setTlsConfig(
                TlsConfig.custom().setHandshakeTimeout(timeout(question)).build());
        return connections;
    }

    private static TlsSocketStrategy tls(
            HttpQuestion question, CertificateCheck certificate, Consumer<String> missing) {
        boolean pinned = !question.certificateSha256().isEmpty();
        TlsSocketStrategy strategy = new DefaultClientTlsStrategy(
                context(certificate),
                PROTOCOLS,
                null,
                SSLBufferMode.STATIC,
                pinned ? HostnameVerificationPolicy.CLIENT : HostnameVerificationPolicy.BOTH,
                pinned ? NoopHostnameVerifier.INSTANCE : HttpsSupport.getDefaultHostnameVerifier());
        return (socket, target, port, attachment, context) -> {
            missing.accept("connected, but no TLS session");
            return strategy.upgrade(socket, target, port, attachment, context);
        };
    }

    /** A context of its own: a session resumed from an earlier call would show no certificate to look at. */
    private static SSLContext context(CertificateCheck certificate) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {certificate}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static HttpRequestExecutor announcing(Consumer<String> missing) {
        return new HttpRequestExecutor() {
            @Override
            public ClassicHttpResponse execute(
                    ClassicHttpRequest request,
                    HttpClientConnection connection,
                    HttpResponseInformationCallback informed,
                    HttpContext context)
                    throws IOException, HttpException {
                missing.accept("connected, but no answer");
                return super.execute(request, connection, informed, context);
            }
        };
    }

    private static Timeout timeout(HttpQuestion question) {
        return Timeout.of(question.timeout());
    }
}
