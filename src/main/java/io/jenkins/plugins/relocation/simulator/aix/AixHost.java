// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.ServedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.DefaultKeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;

/**
 * A simulated AIX system behind a real SSH server on 127.0.0.1. What is called there runs under a real {@code sh} whose PATH holds the
 * simulated commands, and of this machine's tools only what AIX has. Closing it ends all that it has started.
 */
public final class AixHost implements AutoCloseable {
    /** What an account may do. */
    public enum Rights {
        /** It is root. */
        ROOT,
        /** It may become root by sudo without a password. */
        SUDO,
        /** Roles allow it the commands about partitions; files of root are not its own, and it cannot become root. */
        RBAC,
        /** It may look, and nothing else. */
        NONE
    }

    private record User(String password, List<String> keys, Rights rights) {}

    private final AixMachine machine;
    private final Path root;
    private final double scale;
    private final Map<String, User> users = new TreeMap<>();
    private final Queue<Process> sessions = new ConcurrentLinkedQueue<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final Toolbox tools;
    private final CallServer calls;
    private KeyPair hostKey = newKey("EC", 256);
    private SshServer server;
    private boolean old;
    private boolean keyboardOnly;
    private int port;

    /**
     * Prepares a host; {@link #boot} starts it.
     *
     * @param root a directory of its own, that exists
     * @param scale real time for simulated time: 0.02 makes a command of a second take 20 ms
     */
    public AixHost(AixMachine machine, Path root, double scale) {
        this.machine = machine;
        this.root = root;
        this.scale = scale;
        try {
            Files.createDirectories(stateDir());
            tools = new Toolbox(root.resolve("bin"), root.resolve("calls"));
            tools.fill();
            calls = new CallServer(machine, root.resolve("calls"), scale, this::cut, commands::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public AixMachine machine() {
        return machine;
    }

    /** Where an inventory says that guards and state files live. */
    public Path stateDir() {
        return root.resolve("var/relocation");
    }

    /** Adds an account that logs in with a password, asked for in either way. */
    public AixHost user(String name, String password, Rights rights) {
        users.put(name, new User(password, List.of(), rights));
        return this;
    }

    /** Adds an account that logs in with one of these public keys, each as in authorized_keys. */
    public AixHost user(String name, List<String> keys, Rights rights) {
        users.put(name, new User("", keys, rights));
        return this;
    }

    /** Offers only what servers of ten years ago have. */
    public synchronized AixHost withOldAlgorithms() {
        old = true;
        hostKey = newKey("RSA", 2048);
        return this;
    }

    /** Takes passwords only as answers to a question, as servers with PAM do. */
    public synchronized AixHost withKeyboardOnly() {
        keyboardOnly = true;
        return this;
    }

    /** Names of the algorithms that an inventory has to allow then. */
    public static List<String> oldAlgorithms() {
        return List.of("diffie-hellman-group14-sha1", "ssh-rsa", "aes128-cbc", "hmac-sha1");
    }

    /** The pinned key, as an inventory wants it. */
    public synchronized String hostKey() {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    public int port() {
        return port;
    }

    /** Command lines that were called so far. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    // ---- the power ----

    /** Starts the system, its SSH server, and the partitions that start with it. */
    public synchronized AixHost boot() {
        machine.boot();
        SshServer ssh = old ? oldServer() : SshServer.setUpDefaultServer();
        ssh.setHost("127.0.0.1");
        ssh.setPort(port);
        ssh.setKeyPairProvider(KeyPairProvider.wrap(List.of(hostKey)));
        List<UserAuthFactory> ways = new ArrayList<>(
                List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthKeyboardInteractiveFactory.INSTANCE));
        if (!keyboardOnly) {
            ways.add(UserAuthPasswordFactory.INSTANCE);
        }
        ssh.setUserAuthFactories(ways);
        ssh.setPasswordAuthenticator((user, password, session) -> users.containsKey(user)
                && !password.isEmpty()
                && users.get(user).password().equals(password));
        ssh.setKeyboardInteractiveAuthenticator(DefaultKeyboardInteractiveAuthenticator.INSTANCE);
        ssh.setPublickeyAuthenticator((user, key, session) -> users.containsKey(user)
                && users.get(user).keys().stream().anyMatch(line -> line.startsWith(PublicKeyEntry.toString(key))));
        ssh.setCommandFactory((channel, line) ->
                new ServedProcess(shell(line, channel.getSession().getUsername()), sessions::add));
        // As OpenSSH does; otherwise each answer waits 40 ms for more.
        CoreModuleProperties.TCP_NODELAY.set(ssh, true);
        try {
            ssh.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = ssh;
        port = ssh.getPort();
        return this;
    }

    @SuppressWarnings("deprecation") // that is what they are for
    private static SshServer oldServer() {
        SshServer ssh = ServerBuilder.builder().build();
        ssh.setKeyExchangeFactories(org.apache.sshd.common.NamedFactory.setUpTransformedFactories(
                false, List.of(org.apache.sshd.common.kex.BuiltinDHFactories.dhg14), ServerBuilder.DH2KEX));
        ssh.setSignatureFactories(List.of(BuiltinSignatures.rsa));
        ssh.setCipherFactories(List.of(BuiltinCiphers.aes128cbc));
        ssh.setMacFactories(List.of(BuiltinMacs.hmacsha1));
        return ssh;
    }

    private ProcessBuilder shell(String line, String user) {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line);
        builder.environment().clear();
        builder.environment().putAll(environment(user));
        return builder;
    }

    /** The environment in which commands of an account run. */
    public Map<String, String> environment(String user) {
        Rights rights = users.get(user).rights();
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", root.resolve("bin").toString());
        environment.put("HOME", root.toString());
        environment.put("LANG", "C");
        environment.put("AIX_USER", rights == Rights.ROOT ? "root" : user);
        environment.put("AIX_CALLER", rights == Rights.ROOT || rights == Rights.RBAC ? "root" : user);
        environment.put("AIX_SUDO", rights == Rights.ROOT || rights == Rights.SUDO ? "yes" : "no");
        return environment;
    }

    /** The power goes; all that runs there ends at once. */
    public synchronized void powerOff() {
        machine.crash();
        stopServer();
        endProcesses();
    }

    private void stopServer() {
        if (server != null) {
            try {
                server.stop(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Sessions, and what was detached from them: its command line names this host's own directory. */
    private void endProcesses() {
        List<ProcessHandle> ours = new ArrayList<>();
        sessions.forEach(process -> ours.add(process.toHandle()));
        String own = root.toString() + "/";
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(own))
                        .isPresent())
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .forEach(ours::add);
        ours.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        ours.forEach(ProcessHandle::destroyForcibly);
        sessions.clear();
    }

    /** Ends all connections; what was detached goes on. */
    public void cut() {
        SshServer now = server;
        if (now != null) {
            now.getActiveSessions().forEach(session -> session.close(true));
        }
    }

    /** Shows another key from the next connection on. */
    public synchronized void changeHostKey() {
        hostKey = newKey("EC", 256);
        server.setKeyPairProvider(KeyPairProvider.wrap(List.of(hostKey)));
    }

    private static KeyPair newKey(String kind, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void close() {
        stopServer();
        endProcesses();
        try {
            calls.close();
            tools.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Real milliseconds for simulated ones. */
    public double scale() {
        return scale;
    }
}
