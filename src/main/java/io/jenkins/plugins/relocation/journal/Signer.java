// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs heads of journals with a controller's private key, which nobody gets to see. */
public final class Signer {
    private final PrivateKey secret;
    private final VerifyKey key;

    private Signer(PrivateKey secret, VerifyKey key) {
        this.secret = secret;
        this.key = key;
    }

    /** A new key as two PEM texts: the private one, and the public one. */
    public record Pems(String secret, String open) {
        @Override
        public String toString() {
            return open;
        }
    }

    /** Makes a new key. */
    public static Pems generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(VerifyKey.ALGORITHM).generateKeyPair();
            return new Pems(
                    Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()),
                    Pem.write(VerifyKey.LABEL, pair.getPublic().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no Ed25519", e);
        }
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException when these are no Ed25519 keys, or do not belong together; it shows nothing of them
     */
    public static Signer of(String secretPem, String publicPem) {
        VerifyKey key = VerifyKey.of(publicPem);
        Signer signer = new Signer(secret(secretPem), key);
        if (!key.signed(signer.sign("r-0", 1, Line.START))) {
            throw new IllegalArgumentException("the private key does not belong to public key " + key.id());
        }
        return signer;
    }

    // The cause is left out: what it says of the encoding might hold parts of the key.
    private static PrivateKey secret(String pem) {
        try {
            return KeyFactory.getInstance(VerifyKey.ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Pem.read("PRIVATE KEY", pem)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("this is no private Ed25519 key in PEM form");
        }
    }

    /** The key that proves what this one has signed. */
    public VerifyKey key() {
        return key;
    }

    /** Signs that a run's journal had this line. */
    public Head sign(String run, long line, String hash) {
        try {
            Signature signature = Signature.getInstance(VerifyKey.ALGORITHM);
            signature.initSign(secret);
            signature.update(Head.signed(run, line, hash));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
            return new Head(run, line, hash, key.id(), text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with key %s failed".formatted(key.id()), e);
        }
    }

    @Override
    public String toString() {
        return "signer with key " + key.id();
    }
}
