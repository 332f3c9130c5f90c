// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.simulator.ServedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.DefaultKeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;

/** An in-process server. */
public final class MinaServer implements TestServer {
    public static final String USER = "operator";
    public static final String PASSWORD = "corréct horse";

    /** Logins tried, as "method user". */
    final List<String> passwordsTried = new CopyOnWriteArrayList<>();
    /** Added to the environment of commands. */
    final Map<String, String> environment = new HashMap<>();
    /** What a command line is given to. */
    final List<String> loginShell = new ArrayList<>(List.of("/bin/sh", "-c"));

    final SshServer server = SshServer.setUpDefaultServer();
    private final List<KeyPair> hostKeys = new ArrayList<>();
    private int port;

    /** A server with keys of these kinds: RSA, EC. */
    public MinaServer(String... keyKinds) {
        for (String kind : keyKinds) {
            hostKeys.add(newKey(kind));
        }
        server.setHost("127.0.0.1");
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        server.setCommandFactory((channel, line) -> {
            List<String> argv = new ArrayList<>(loginShell);
            argv.add(line);
            ProcessBuilder builder = new ProcessBuilder(argv);
            builder.environment().putAll(environment);
            return new ServedProcess(builder, process -> {});
        });
    }

    MinaServer acceptKey(String publicLine) {
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals(USER) && publicLine.startsWith(PublicKeyEntry.toString(key)));
        return this;
    }

    public MinaServer acceptPassword() {
        server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        server.setPasswordAuthenticator(this::check);
        return this;
    }

    /** Both methods, as servers with PAM offer them. */
    MinaServer acceptPasswordBothWays() {
        server.setUserAuthFactories(
                List.of(UserAuthPasswordFactory.INSTANCE, UserAuthKeyboardInteractiveFactory.INSTANCE));
        server.setPasswordAuthenticator(this::check);
        server.setKeyboardInteractiveAuthenticator(DefaultKeyboardInteractiveAuthenticator.INSTANCE);
        return this;
    }

    /** Asks one hidden question with this text. */
    MinaServer acceptKeyboardInteractive(String question) {
        server.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        server.setPasswordAuthenticator(this::check);
        server.setKeyboardInteractiveAuthenticator(DefaultKeyboardInteractiveAuthenticator.INSTANCE);
        server.getProperties().put("kb-server-interactive-prompt", question);
        return this;
    }

    private boolean check(String user, String password, Object session) {
        passwordsTried.add(user);
        return user.equals(USER) && password.equals(PASSWORD);
    }

    MinaServer noCommonCipher() {
        server.setCipherFactories(List.of(org.apache.sshd.common.cipher.BuiltinCiphers.aes256cbc));
        return this;
    }

    public MinaServer start() {
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        // As OpenSSH does; otherwise each answer waits 40 ms for more.
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getPort();
        return this;
    }

    /** Another key in place of the first, from the next connection on. */
    void changeHostKey(String kind) {
        hostKeys.set(0, newKey(kind));
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
    }

    /** Cuts all connections; the server goes on listening. */
    public void dropConnections() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public List<String> hostKeys() {
        return hostKeys.stream()
                .map(pair -> PublicKeyEntry.toString(pair.getPublic()))
                .toList();
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(hostKeys.get(0).getPublic());
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKey(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(kind.equals("EC") ? 256 : 3072);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
