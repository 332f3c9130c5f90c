// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that read, write and keep files. */
final class DataStepsTest {
    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.write("hosts.yaml", "hosts: [a, b]\nlimits: {freeze: 2.5, live: true}\n");
        stage.write("two.yaml", "a: 1\n---\nb: 2\n");
        stage.write("plan.json", "{\"id\": \"p-1\", \"waves\": [1, 2]}");
        stage.write("x.properties", "b=2\na = 1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            def y = readYaml file: 'hosts.yaml'; echo "${y.hosts[1]} ${y.limits.freeze} ${y.limits.live}" | b 2.5 true
            echo "${readYaml(file: 'two.yaml').size()}" | 2
            echo readYaml(text: 'a: {b: c}').a.b | c
            echo "${readJSON(file: 'plan.json').waves.sum()}" | 3
            echo readJSON(text: '["x"]')[0] | x
            echo writeJSON(json: [a: [1, "${'b'}"]], returnText: true) | {"a":[1,"b"]}
            writeJSON file: 'o.json', json: [id: 'q'], pretty: 2; echo readJSON(file: 'o.json').id | q
            writeYaml file: 'o.yaml', data: [id: "${'r'}", l: [1]]; echo readYaml(file: 'o.yaml').id | r
            echo writeYaml(data: [a: 1], returnText: true).trim() | a: 1
            writeYaml file: 'd.yaml', datas: [[a: 1], [b: 2]]; echo "${readYaml(file: 'd.yaml').size()}" | 2
            def p = readProperties file: 'x.properties', defaults: [c: '3']; echo "${p.a}${p.b}${p.c}" | 123
            touch 'made'; echo "${fileExists('made')}" | true
            echo "${findFiles(glob: '*.yaml')*.name}" | [hosts.yaml, inventory.yaml, two.yaml]
            dir('d') { writeFile file: 'e/f.txt', text: 'f' }; echo findFiles(glob: '**/f.txt')[0].path | d/e/f.txt
            deleteDir(); echo "${fileExists('plan.json')}" | false
            writeFile file: 'a.log', text: 'kept'; stash name: 's', includes: '*.log'; deleteDir(); unstash 's'; echo readFile('a.log') | kept
            def s = load('part.groovy'); echo s.twice(4) | 44
            withCredentials([string(credentialsId: 't', variable: 'T')]) { echo "${T == 'secret-of-t'}" } | true
            withCredentials([file(credentialsId: 't', variable: 'F')]) { echo "${readFile(F) == 'secret-of-t'}" } | true
            withCredentials([[$class: 'StringBinding', credentialsId: 't', variable: 'T']]) { echo T } | ****
            withCredentials([string(credentialsId: 't', variable: 'T')]) { sh 'x' }; echo "${env.T}" | null
            sshagent(['key']) { echo 'agent' } | agent
            bat 'dir'; powershell 'ls'; echo "${bat(script: 'x', returnStatus: true)}" | 0
            build job: 'other', parameters: [string(name: 'P', value: 'v')]; echo 'built' | built
            checkout([$class: 'GitSCM', branches: [[name: '*/main']]]); echo 'out' | out
            """)
    void works(String script, String said) {
        stage.write("part.groovy", "def twice(x) { \"${x}${x}\".toString() }\nreturn this\n");

        RehearsalResult result = stage.run("node {\n" + script + "\n}");

        assertThat(result.error()).isEmpty();
        assertThat(stage.said().stream()
                        .filter(line -> !line.startsWith("Stashed"))
                        .toList())
                .containsExactly(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            readYaml file: 'hosts.yaml', text: 'a: 1' | readYaml needs exactly one of file and text
            readYaml text: 'a: [' | this is no YAML
            readJSON text: '{' | this is no JSON
            readJSON file: 'gone.json' | cannot read the file
            writeYaml file: 'hosts.yaml', data: [a: 1] | the file
            writeYaml file: 'x' | writeYaml needs exactly one of data and datas
            unstash 'never' | no stash 'never' was made before
            withCredentials([strin(credentialsId: 't', variable: 'T')]) { } | unknown step 'strin'
            withCredentials(['t']) { } | withCredentials needs a list such as
            withCredentials([string(name: 'T')]) { } | string has no parameter 'name'; known: credentialsId, variable
            withCredentials([usernamePassword(credentialsId: 't', usernameVariable: 'U')]) { } | usernamePassword needs the parameter passwordVariable
            libraryResource 'x' | a shared library is not here
            load 'gone.groovy' | cannot read the file
            lock(quantity: 1) { } | lock needs resource or label
            """)
    void failsAtTheLine(String script, String message) {
        String said;
        try {
            said = stage.run("node {\n" + script + "\n}").error().orElseThrow().describe();
        } catch (RefusedJenkinsfileException e) {
            said = e.problems().get(0).describe();
        }

        assertThat(said).startsWith("Jenkinsfile:2: " + message);
    }
}
