// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernameCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JenkinsSecretsTest {
    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    /** The engine asks from threads that have no rights. */
    @BeforeEach
    void mayNothing() {
        ACL.grant();
    }

    @Test
    void givesAPasswordAndRecordsItsUse() {
        CredentialsProvider.put(jenkins.run(), new Password("pw"));

        Secret secret = secrets().resolve("pw");

        assertThat(secret)
                .asInstanceOf(InstanceOfAssertFactories.type(Secret.Password.class))
                .satisfies(password -> assertThat(password.value()).containsExactly('h', 'u', 's', 'h'));
        assertThat(secret.toString()).doesNotContain("hush");
        assertThat(CredentialsProvider.tracked()).containsExactly("ops/evacuate#12/pw");
    }

    @Test
    void recordsTheUseOnceForAllConnectionsOfAStep() {
        CredentialsProvider.put(jenkins.run(), new Password("pw"));
        JenkinsSecrets secrets = secrets();

        secrets.resolve("pw");
        secrets.resolve("pw");

        assertThat(CredentialsProvider.tracked()).containsExactly("ops/evacuate#12/pw");
    }

    @Test
    void aMoveInFlightGoesOnWhenItsBuildIsDeleted() {
        CredentialsProvider.put(jenkins.run(), new Password("pw"));
        JenkinsSecrets secrets = secrets();
        Secret before = secrets.resolve("pw");

        Run.remove(jenkins.run());

        assertThat(secrets.resolve("pw")).isEqualTo(before);
        assertThatThrownBy(() -> secrets.resolve("other")).hasMessageContaining("is gone");
    }

    @Test
    void givesTheFirstPrivateKeyWithItsPassphrase() {
        CredentialsProvider.put(jenkins.run(), new Key("key", new hudson.util.Secret("pass"), List.of("PEM", "OTHER")));

        Secret secret = secrets().resolve("key");

        assertThat(secret)
                .asInstanceOf(InstanceOfAssertFactories.type(Secret.PrivateKey.class))
                .satisfies(key -> {
                    assertThat(new String(key.pem(), StandardCharsets.UTF_8)).isEqualTo("PEM");
                    assertThat(key.passphrase()).containsExactly('p', 'a', 's', 's');
                });
    }

    @Test
    void takesNoPassphraseForAnEmptyOne() {
        CredentialsProvider.put(jenkins.run(), new Key("key", null, List.of("PEM")));

        assertThat(((Secret.PrivateKey) secrets().resolve("key")).passphrase()).isEmpty();
    }

    @Test
    void refusesAKeylessKey() {
        CredentialsProvider.put(jenkins.run(), new Key("key", null, List.of()));

        assertThatThrownBy(() -> secrets().resolve("key"))
                .hasMessage("credentials \"key\" hold no private key; enter one");
    }

    @Test
    void saysThatCredentialsAreMissing() {
        assertThatThrownBy(() -> secrets().resolve("nope\n"))
                .isInstanceOf(RelocationException.class)
                .hasMessage(
                        "there are no credentials \"nope\\u000a\" with a user name that build \"ops/evacuate#12\" may use;"
                                + " create them in its folder or globally")
                .extracting("code")
                .isEqualTo(ErrorCode.BAD_INPUT);
        assertThat(CredentialsProvider.tracked()).isEmpty();
    }

    @Test
    void refusesOtherKindsOfCredentials() {
        CredentialsProvider.put(jenkins.run(), new OnlyAName("name"));

        assertThatThrownBy(() -> secrets().resolve("name"))
                .hasMessage("credentials \"name\" are of the kind OnlyAName; use \"SSH Username with private key\""
                        + " or \"Username with password\"");
    }

    @Test
    void doesNotUseAnAgentOfTheController() {
        assertThatThrownBy(() -> secrets().resolve(""))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("an SSH agent is not used on a Jenkins controller");
    }

    @Test
    void saysThatTheBuildIsGone() {
        JenkinsSecrets secrets = secrets();
        Run.reset();

        assertThatThrownBy(() -> secrets.resolve("pw"))
                .hasMessage("credentials \"pw\" cannot be looked up: build \"ops/evacuate#12\","
                        + " on whose behalf they were asked for, is gone");
    }

    @Test
    void leavesTheThreadAsItWas() {
        assertThatThrownBy(() -> secrets().resolve("nope")).isInstanceOf(RelocationException.class);

        assertThat(ACL.isSystem()).isFalse();
    }

    private JenkinsSecrets secrets() {
        return new JenkinsSecrets(jenkins.run().getExternalizableId());
    }

    private static final class Password implements StandardUsernamePasswordCredentials {
        private static final long serialVersionUID = 1L;
        private final String id;

        Password(String id) {
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public String getUsername() {
            return "ops";
        }

        @Override
        public hudson.util.Secret getPassword() {
            return new hudson.util.Secret("hush");
        }
    }

    private static final class OnlyAName implements StandardUsernameCredentials {
        private static final long serialVersionUID = 1L;
        private final String id;

        OnlyAName(String id) {
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public String getUsername() {
            return "ops";
        }
    }

    private static final class Key implements SSHUserPrivateKey {
        private static final long serialVersionUID = 1L;
        private final String id;
        private final hudson.util.Secret passphrase;
        private final transient List<String> keys;

        Key(String id, hudson.util.Secret passphrase, List<String> keys) {
            this.id = id;
            this.passphrase = passphrase;
            this.keys = keys;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public String getUsername() {
            return "ops";
        }

        @Override
        public hudson.util.Secret getPassphrase() {
            return passphrase;
        }

        @Override
        public List<String> getPrivateKeys() {
            return keys;
        }
    }
}
