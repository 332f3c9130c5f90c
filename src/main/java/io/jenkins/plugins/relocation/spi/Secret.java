// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

/** Something to log in with. Never serialised, never logged: {@code toString} shows the kind only. */
public sealed interface Secret {
    /** A password, also used for keyboard-interactive logins. */
    record Password(char[] value) implements Secret {
        public Password {
            value = value.clone();
        }

        @Override
        public char[] value() {
            return value.clone();
        }

        @Override
        public String toString() {
            return "Password[…]";
        }
    }

    /** A private key in OpenSSH or PEM form; an empty passphrase means none. */
    record PrivateKey(byte[] pem, char[] passphrase) implements Secret {
        public PrivateKey {
            pem = pem.clone();
            passphrase = passphrase.clone();
        }

        @Override
        public byte[] pem() {
            return pem.clone();
        }

        @Override
        public char[] passphrase() {
            return passphrase.clone();
        }

        @Override
        public String toString() {
            return "PrivateKey[…]";
        }
    }

    /** The SSH agent that the controller's environment names. */
    record Agent() implements Secret {}
}
