// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Offers one secret for one login and wipes what was made of it. */
final class Authentication implements AutoCloseable {
    private final Host host;
    private final JSch library;
    private final Session session;
    private Answers answers = new Answers(new char[0]);

    Authentication(Host host, JSch library, Session session) {
        this.host = host;
        this.library = library;
        this.session = session;
    }

    void offer(Secret secret, Optional<Path> agentSocket) throws JSchException {
        if (secret instanceof Secret.Password password) {
            offerPassword(password);
        } else if (secret instanceof Secret.PrivateKey key) {
            offerKey(key);
        } else {
            offerAgent(agentSocket);
        }
    }

    private void offerPassword(Secret.Password password) {
        char[] value = password.value();
        byte[] bytes = utf8(value);
        session.setPassword(bytes);
        Arrays.fill(bytes, (byte) 0);
        answers = new Answers(value);
        session.setUserInfo(answers);
        session.setConfig("PreferredAuthentications", "password,keyboard-interactive");
        // A wrong password is tried once, not once per method: accounts lock after a few failures.
        session.setConfig("MaxAuthTries", "1");
    }

    private void offerKey(Secret.PrivateKey key) throws JSchException {
        byte[] pem = key.pem();
        char[] passphrase = key.passphrase();
        byte[] phrase = utf8(passphrase);
        try {
            library.addIdentity(host.login().credentials(), pem, null, phrase.length == 0 ? null : phrase);
        } catch (JSchException e) {
            throw refused("its private key cannot be read: give it in OpenSSH or PEM form", e);
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(phrase, (byte) 0);
            Arrays.fill(passphrase, '\0');
        }
        boolean locked =
                library.getIdentityRepository().getIdentities().stream().anyMatch(Identity::isEncrypted);
        if (locked) {
            throw refused(
                    phrase.length == 0
                            ? "its private key needs a passphrase and none is given"
                            : "the passphrase does not open its private key",
                    null);
        }
        session.setConfig("PreferredAuthentications", "publickey");
    }

    private void offerAgent(Optional<Path> agentSocket) {
        Path socket = agentSocket.orElseThrow(() -> refused(
                "no SSH agent is running for this process: set SSH_AUTH_SOCK, or name credentials for the host", null));
        if (!Files.exists(socket)) {
            throw refused(
                    "the SSH agent's socket %s does not exist: start the agent, or name credentials for the host"
                            .formatted(socket),
                    null);
        }
        session.setIdentityRepository(new AgentIdentityRepository(new SSHAgentConnector(new AgentSockets(), socket)));
        session.setConfig("PreferredAuthentications", "publickey");
    }

    private RelocationException refused(String why, Exception cause) {
        String credentials = host.login().credentials();
        return new RelocationException(
                ErrorCode.LOGIN_FAILED,
                "no login as %s on host %s%s: %s"
                        .formatted(
                                host.login().user(),
                                host.name(),
                                credentials.isEmpty() ? "" : " with credentials " + credentials,
                                why),
                cause);
    }

    /** Forgets the secret. The library wipes its own copy of the password when connecting ends. */
    @Override
    public void close() {
        answers.wipe();
        try {
            library.removeAllIdentity();
        } catch (JSchException e) {
            throw new IllegalStateException("the library could not forget its keys", e);
        }
    }

    private static byte[] utf8(char[] text) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = Arrays.copyOfRange(encoded.array(), encoded.position(), encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** Answers one question that is not echoed, once, with the password; no other question gets an answer. */
    private static final class Answers implements UserInfo, UIKeyboardInteractive {
        private static final String[] NO_ANSWER = null;
        /** Words of a question for another password than the one that is known. */
        private static final List<String> CHANGE = List.of("new", "again", "retype", "change");

        private final char[] password;
        private boolean used;

        Answers(char[] password) {
            this.password = password;
        }

        void wipe() {
            used = true;
            Arrays.fill(password, '\0');
        }

        @Override
        public String[] promptKeyboardInteractive(
                String destination, String name, String instruction, String[] prompts, boolean[] echo) {
            if (prompts.length == 0) {
                return new String[0];
            }
            if (used || prompts.length > 1 || echo[0] || asksForChange(name + prompts[0])) {
                return NO_ANSWER;
            }
            used = true;
            // The library's interface leaves no other form than a string for questions it does not recognise.
            return new String[] {String.valueOf(password)};
        }

        private static boolean asksForChange(String question) {
            String lower = question.toLowerCase(Locale.ROOT);
            return CHANGE.stream().anyMatch(lower::contains);
        }

        @Override
        public String getPassphrase() {
            return "";
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public boolean promptPassword(String message) {
            return false;
        }

        @Override
        public boolean promptPassphrase(String message) {
            return false;
        }

        @Override
        public boolean promptYesNo(String message) {
            return false;
        }

        @Override
        public void showMessage(String message) {
            // A banner: text of the host's owner for people, nothing to act on.
        }
    }
}
