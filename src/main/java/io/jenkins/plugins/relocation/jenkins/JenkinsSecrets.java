// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static java.util.Objects.requireNonNull;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernameCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resolves credentials ids in the context of a build: what the build's job, its folders and the authentication it runs as
 * may use. That they are used is recorded on the credentials. Holds the build's id, so that it can outlive a step, and what it has
 * resolved, in memory only: a move does not hang in the air because somebody has deleted its build.
 */
public final class JenkinsSecrets implements Secrets {
    private final String runId;
    private final Map<String, Secret> resolved = new ConcurrentHashMap<>();

    /** Resolves on behalf of the build with that {@linkplain Run#getExternalizableId() id}. */
    public JenkinsSecrets(String runId) {
        this.runId = requireNonNull(runId, "runId is null");
    }

    @Override
    public Secret resolve(String credentialsId) {
        if (credentialsId.isBlank()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "a host's login names no credentials; an SSH agent is not used on a Jenkins controller:"
                            + " write the id of Jenkins credentials into the inventory");
        }
        // The engine asks from threads of its own, which have no rights in Jenkins; the build's rights are looked up
        // below.
        ACLContext system = ACL.as2(ACL.SYSTEM2);
        try {
            return find(credentialsId);
        } finally {
            system.close();
        }
    }

    private Secret find(String id) {
        Run<?, ?> run = Run.fromExternalizableId(runId);
        if (run == null) {
            Secret before = resolved.get(id);
            if (before != null) {
                return before;
            }
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "credentials %s cannot be looked up: build %s, on whose behalf they were asked for, is gone"
                            .formatted(Names.quote(id), Names.quote(runId)));
        }
        StandardUsernameCredentials found =
                CredentialsProvider.findCredentialById(id, StandardUsernameCredentials.class, run);
        if (found == null) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "there are no credentials %s with a user name that build %s may use; create them in its folder or globally"
                            .formatted(Names.quote(id), Names.quote(runId)));
        }
        Secret secret = secret(id, found);
        // Writes a file each time: once a step is enough, however many connections it makes.
        if (resolved.put(id, secret) == null) {
            CredentialsProvider.track(run, found);
        }
        return secret;
    }

    private static Secret secret(String id, StandardUsernameCredentials credentials) {
        if (credentials instanceof SSHUserPrivateKey key) {
            return privateKey(id, key);
        }
        if (credentials instanceof StandardUsernamePasswordCredentials password) {
            return new Secret.Password(password.getPassword().getPlainText().toCharArray());
        }
        throw new RelocationException(
                ErrorCode.BAD_INPUT,
                "credentials %s are of the kind %s; use \"SSH Username with private key\" or \"Username with password\""
                        .formatted(Names.quote(id), credentials.getClass().getSimpleName()));
    }

    private static Secret privateKey(String id, SSHUserPrivateKey key) {
        List<String> keys = key.getPrivateKeys();
        if (keys.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "credentials %s hold no private key; enter one".formatted(Names.quote(id)));
        }
        char[] passphrase = key.getPassphrase() == null
                ? new char[0]
                : key.getPassphrase().getPlainText().toCharArray();
        return new Secret.PrivateKey(keys.get(0).getBytes(StandardCharsets.UTF_8), passphrase);
    }
}
