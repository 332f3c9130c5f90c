// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** What the suite tells Jenkins: pipelines, configuration as code, and scripts for where no web method exists. */
final class Scripts {
    private Scripts() {}

    /** Configuration as code: two inventories, short limits, and the credentials "e2e". */
    static String asCode(String silent, String hosts, String user, String key) {
        String code =
                """
                unclassified:
                  relocation:
                    stopMinutes: 2
                    inventories:
                      - name: e2e-silent
                        yaml: |
                %s
                """
                        .formatted(indent(silent, 10));
        if (!hosts.isEmpty()) {
            code += "      - name: e2e-hosts\n        yaml: |\n" + indent(hosts, 10) + "\n";
        }
        code +=
                """
                credentials:
                  system:
                    domainCredentials:
                      - credentials:
                """;
        return code
                + (key.isEmpty()
                        ? """
                                  - usernamePassword: {id: e2e, scope: GLOBAL, username: root, password: nothing}
                          """
                        : """
                                  - basicSSHUserPrivateKey:
                                      id: e2e
                                      scope: GLOBAL
                                      username: %s
                                      privateKeySource:
                                        directEntry:
                                          privateKey: |
                          %s
                          """
                                .formatted(user, indent(key, 20)));
    }

    /** The same through the script console; texts are encoded, so that nothing in them is Groovy. */
    static String configuration(String silent, String hosts, String key) {
        return """
                import io.jenkins.plugins.relocation.jenkins.*
                import com.cloudbees.plugins.credentials.*
                import com.cloudbees.plugins.credentials.domains.Domain
                import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl
                import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey
                def text = { new String(it.decodeBase64(), 'UTF-8') }
                def inventories = ['e2e-silent': '%s', 'e2e-hosts': '%s'].findAll { it.value }.collect { name, yaml ->
                  def inventory = new NamedInventory(name)
                  inventory.yaml = text(yaml)
                  inventory
                }
                def configuration = jenkins.model.Jenkins.get().pluginManager.uberClassLoader
                    .loadClass('io.jenkins.plugins.relocation.jenkins.RelocationConfiguration').get()
                configuration.inventories = inventories
                configuration.stopMinutes = 2
                def store = SystemCredentialsProvider.instance.store
                def before = SystemCredentialsProvider.instance.credentials.find { it.id == 'e2e' }
                def key = text('%s')
                def now = key ? new BasicSSHUserPrivateKey(CredentialsScope.GLOBAL, 'e2e', 'root',
                        new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(key), '', '')
                    : new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, 'e2e', '', 'root', 'nothing')
                if (before) { store.updateCredentials(Domain.global(), before, now) }
                else { store.addCredentials(Domain.global(), now) }
                println 'configured'
                """
                .formatted(encoded(silent), encoded(hosts), encoded(key));
    }

    /** Empties a host of the inventory "e2e-hosts", or moves and then fails. */
    static String relocate(String host, boolean verify) {
        return """
                def plan = relocationPlan inventory: 'e2e-hosts', evacuate: ['%s']
                try {
                    precheck plan: plan.id
                    for (wave in plan.waves) {
                        relocate plan: plan.id, wave: wave.number
                        %s
                    }
                } catch (failure) {
                    rollback plan: plan.id
                    throw failure
                }
                """
                .formatted(
                        host,
                        verify
                                ? "def result = verify plan: plan.id, wave: wave.number\n        echo \"settled ${result.settled}\""
                                : "error 'on purpose'");
    }

    /** What the page of the snippet generator sends for a step. */
    static String formOf(String step, String fields) {
        return fields.replaceFirst(
                "\\}$",
                ", \"stapler-class\": \"io.jenkins.plugins.relocation.jenkins.step.%s\", \"$class\": \"io.jenkins.plugins.relocation.jenkins.step.%s\"}"
                        .formatted(step, step)
                        .replace("$", "\\$"));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String indent(String text, int by) {
        return text.stripTrailing().indent(by).stripTrailing();
    }
}
