// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Json;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides about the certificate of one connection, and remembers which one was shown. A pinned certificate is compared and
 * nothing else is asked: being this class, and not a plain X509TrustManager, keeps the platform from checking names too.
 */
final class CertificateCheck extends X509ExtendedTrustManager {
    private final String pinned;
    private final Supplier<X509ExtendedTrustManager> platform;
    private volatile String seen = "";

    CertificateCheck(String pinned, Supplier<X509ExtendedTrustManager> platform) {
        this.pinned = requireNonNull(pinned, "pinned is null");
        this.platform = requireNonNull(platform, "platform is null");
    }

    /** SHA-256 of the server's own certificate, lower-case hexadecimal; empty as long as none was shown. */
    String seen() {
        return seen;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!isPinned(chain)) {
            platform.get().checkServerTrusted(chain, authType, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!isPinned(chain)) {
            platform.get().checkServerTrusted(chain, authType, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!isPinned(chain)) {
            platform.get().checkServerTrusted(chain, authType);
        }
    }

    /** Whether the pin settled it; when nothing is pinned, the platform has to. */
    private boolean isPinned(X509Certificate[] chain) throws CertificateException {
        seen = Json.sha256(chain[0].getEncoded());
        if (!pinned.isEmpty() && !pinned.equals(seen)) {
            throw new CertificateException("not the pinned certificate");
        }
        return !pinned.isEmpty();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noClients();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static CertificateException noClients() {
        return new CertificateException("this side is never a server");
    }
}
