// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import io.jenkins.plugins.relocation.model.Json;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** A controller's public key: proves which heads of journals it has signed. May be given to everybody. */
public final class VerifyKey {
    static final String ALGORITHM = "Ed25519";
    static final String LABEL = "PUBLIC KEY";
    private static final int ID_LENGTH = 16;

    private final PublicKey key;

    private VerifyKey(PublicKey key) {
        this.key = key;
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException when this is no public Ed25519 key
     */
    public static VerifyKey of(String pem) {
        try {
            return new VerifyKey(
                    KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(Pem.read(LABEL, pem))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no public Ed25519 key in PEM form: " + e.getMessage(), e);
        }
    }

    /** First 16 hexadecimal digits of the SHA-256 of the key. */
    public String id() {
        return Json.sha256(key.getEncoded()).substring(0, ID_LENGTH);
    }

    /** The key as text. */
    public String pem() {
        return Pem.write(LABEL, key.getEncoded());
    }

    /** Whether this key has signed the head. */
    public boolean signed(Head head) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(Head.signed(head.run(), head.line(), head.hash()));
            return signature.verify(Base64.getUrlDecoder().decode(head.signature()));
        } catch (SignatureException e) {
            return false; // these bytes are no signature at all
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform cannot verify Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return id();
    }
}
