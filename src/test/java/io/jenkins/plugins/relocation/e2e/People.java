// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import java.util.Locale;
import java.util.UUID;

/**
 * Users with one permission each, made through the script console where Jenkins keeps users of its own and matrix-auth is
 * installed. The authorisation strategy is put back afterwards.
 */
final class People {
    private static final String MAKE =
            """
            import hudson.security.*
            import jenkins.model.Jenkins
            def jenkins = Jenkins.get()
            def loader = jenkins.pluginManager.uberClassLoader
            if (!(jenkins.securityRealm instanceof HudsonPrivateSecurityRealm)) { println 'no realm'; return }
            def type
            try { type = loader.loadClass('hudson.security.GlobalMatrixAuthorizationStrategy') } catch (e) { println 'no matrix'; return }
            def permissions = loader.loadClass('io.jenkins.plugins.relocation.jenkins.RelocationPermissions')
            System.properties.put('relocation.e2e.strategy', jenkins.authorizationStrategy)
            def matrix = type.newInstance()
            matrix.add(Jenkins.ADMINISTER, '%s')
            ['nothing', 'View', 'Plan', 'Execute', 'Rollback'].each { name ->
              def user = 'relocation-e2e-' + name.toLowerCase()
              jenkins.securityRealm.createAccount(user, '%s')
              matrix.add(Jenkins.READ, user)
              if (name != 'nothing') { matrix.add(permissions."${name.toUpperCase()}", user) }
            }
            jenkins.authorizationStrategy = matrix
            println 'made'
            """;

    private static final String REMOVE =
            """
            import hudson.model.User
            def jenkins = jenkins.model.Jenkins.get()
            def before = System.properties.remove('relocation.e2e.strategy')
            if (before != null) { jenkins.authorizationStrategy = before; jenkins.save() }
            ['nothing', 'view', 'plan', 'execute', 'rollback'].each { User.getById('relocation-e2e-' + it, false)?.delete() }
            println 'removed'
            """;

    private final JenkinsClient jenkins;
    private final String password = UUID.randomUUID().toString();
    private boolean made;

    People(JenkinsClient jenkins) {
        this.jenkins = jenkins;
    }

    /** Makes them, when that is possible there. */
    boolean possible() {
        String administrator =
                jenkins.get("me/api/json").expect(200).json().path("id").asText();
        made = jenkins.script(MAKE.formatted(administrator.replace("'", "\\'"), password))
                .equals("made");
        return made;
    }

    /** Jenkins as the user who has this permission only. */
    JenkinsClient with(String permission) {
        return jenkins.as("relocation-e2e-" + permission.toLowerCase(Locale.ROOT), password);
    }

    void removeAll() {
        if (made) {
            jenkins.script(REMOVE);
        }
    }
}
