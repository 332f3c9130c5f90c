// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The certificates that this Java platform trusts, read when first asked for: most runs never need them. */
final class PlatformTrust implements Supplier<X509ExtendedTrustManager> {
    private X509ExtendedTrustManager loaded;

    @Override
    public synchronized X509ExtendedTrustManager get() {
        if (loaded == null) {
            loaded = of(null);
        }
        return loaded;
    }

    /** Trust in the certificates of a store; null stands for the platform's own, as in the Java API. */
    static X509ExtendedTrustManager of(KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the platform has no X.509 trust manager"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's trusted certificates cannot be read", e);
        }
    }
}
