// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scripts say and do, and the line at which they fail. */
final class ScriptedPipelineTest extends OnStage {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            echo "${1 + 1}" | 2
            println([1, 2]) | [1, 2]
            def f = { x -> echo "got ${x}" }; ['a'].each(f) | got a
            withEnv(['A=1', 'B=2']) { echo "${env.A}${B}" } | 12
            withEnv(['PATH+X=/opt']) { echo env.PATH.split(':')[0] } | /opt
            env.SET = 'yes'; echo SET | yes
            echo "${env.NOT_SET}" | null
            echo "${params.HOST} ${HOST} ${env.HOST}" | a a a
            echo currentBuild.currentResult | SUCCESS
            currentBuild.description = 'd'; echo currentBuild.description | d
            node { echo pwd().tokenize('/').last() } | sub
            node { dir('x') { echo pwd().tokenize('/').last() } } | x
            node { writeFile file: 'f', text: 'in memory'; echo readFile('f') } | in memory
            node { echo "${fileExists('here.txt')} ${fileExists('gone.txt')}" } | true false
            node { echo readFile('here.txt') } | content
            node { echo "${isUnix()}" } | true
            node { echo "status ${sh(script: 'false', returnStatus: true)}" } | status 0
            node { echo "[${sh(script: 'date', returnStdout: true)}]" } | []
            try { error 'boom' } catch (Exception e) { echo "caught ${e.message}" } | caught boom
            try { error 'boom' } catch (e) { } finally { echo 'finally' } | finally
            def r = retry(3) { 'third' }; echo r | third
            echo(new groovy.json.JsonSlurperClassic().parseText('{"a": [1, 2]}').a.sum().toString()) | 3
            echo groovy.json.JsonOutput.toJson([a: 1]) | {"a":1}
            echo new XmlSlurper().parseText('<a><b>c</b></a>').b.text() | c
            echo new groovy.text.SimpleTemplateEngine().createTemplate('hi ${n}').make([n: 'x']).toString() | hi x
            retry(count: 2, conditions: [agent(), nonresumable()]) { echo 'r' } | r
            x = 1; evaluate 'x++; echo "more ${x}"' | more 2
            try { error 'boom' } catch (e) { echo "${e}" } | hudson.AbortException: boom
            int n = 0; waitUntil(initialRecurrencePeriod: 1) { ++n == 3 }; echo "${n}" | 3
            lock('x') { echo 'locked' } | locked
            lock(resource: 'x') { echo 'locked' } | locked
            timestamps { ansiColor('xterm') { echo 'plain' } } | plain
            def r = parallel(a: { 1 }, b: { 2 }); echo "${r.a + r.b}" | 3
            def l = []; for (i in 1..3) { l << i }; echo l.join() | 123
            int i = 0; while (i < 2) i++; echo "${i}" | 2
            properties([parameters([string(name: 'HOST', defaultValue: 'x')])]); echo params.HOST | a
            milestone 1; echo 'after' | after
            class H { def s; def go(x) { s.echo "class ${x}" } }; new H(s: this).go(1) | class 1
            steps.echo 'through steps' | through steps
            def name = 'echo'; "$name" 'dynamic' | dynamic
            for (x in ['a']) echo x | a
            env.X = 'a'; env.X += 'b'; echo X | ab
            params.each { k, v -> echo "${k}=${v}" } | HOST=a
            def s = "${-> params.HOST}"; echo s | a
            def m = { -> return 'x' }; echo m() | x
            [3, 4].eachWithIndex { v, i -> if (i == 1) { echo "${v}" } } | 4
            switch (params.HOST) { case 'a': echo 'case a'; break; default: error 'no' } | case a
            def (a, b) = ['x', 'y']; echo a + b | xy
            echo(params.HOST == 'a' ? 'yes' : 'no') | yes
            echo "${currentBuild.resultIsBetterOrEqualTo('UNSTABLE')}" | true
            def p = relocationPlan(inventory: '../inventory.yaml', evacuate: ['x']); echo p.waves*.number.toString() | [1, 2]
            sleep time: 1, unit: 'MILLISECONDS'; echo 'awake' | awake
            relocation.precheck(plan: 'p'); echo 'checked' | checked
            def a = 'x' as String; assert a == 'x'; echo 'asserted' | asserted
            """)
    void runs(String script, String said) throws Exception {
        Path sub = Files.createDirectories(directory.resolve("sub"));
        stage.write("sub/here.txt", "content");
        stage.options = stage.options.in(sub).with(Map.of("HOST", "a"));

        RehearsalResult result = stage.run(script);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said().get(0)).isEqualTo(said);
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            error 'boom' | FAILURE | boom
            sh 'x' | FAILURE | sh needs an agent: put it into node { … }
            echo nothing | FAILURE | nothing is named 'nothing' here; variables
            if (BRANCH_NAME == 'main') { } | FAILURE | nothing is named 'BRANCH_NAME' here, which jobs of branches have: give it with --env BRANCH_NAME=
            echo "${currentBuild.reslut}" | FAILURE | currentBuild.reslut is not known; known: number, result,
            'x'.frob(1) | FAILURE | String has no method frob(Integer)
            echo 'x'.frob | FAILURE | String has no property 'frob'
            def l = List.of(1, 2) | FAILURE | static methods of Java interfaces, such as List.of and Map.of
            def m = Map.of('a', 1) | FAILURE | static methods of Java interfaces, such as List.of and Map.of
            throw new IllegalStateException('odd') | FAILURE | IllegalStateException: odd
            assert 1 == 2 | FAILURE | PowerAssertionError: assert 1 == 2
            def f; f = { f() }; f() | FAILURE | methods of the script call each other without end
            retry(0) { } | FAILURE | count of retry must be at least 1, is 0
            timeout(time: 1, unit: 'WEEKS') { } | FAILURE | unit of timeout cannot be 'WEEKS'
            timeout(time: 10, unit: 'MILLISECONDS') { sleep 30 } | ABORTED | timeout: it took longer than 10 MILLISECONDS
            timeout(time: 50, unit: 'MILLISECONDS') { while (true) { } } | ABORTED | timeout: it took longer than 50
            timeout(time: 50, unit: 'MILLISECONDS') { for (;;) { } } | ABORTED | timeout: it took longer than 50
            int n = 0; retry(count: 3, conditions: [nonresumable()]) { error "failed ${++n}" } | FAILURE | failed 1
            retry(3) { throw new RuntimeException('again') } | FAILURE | RuntimeException: again
            waitUntil { 'text' } | FAILURE | waitUntil must end in true or false, ended in text
            withEnv(['A']) { } | FAILURE | withEnv needs NAME=value, got 'A'
            parallel 'x' | FAILURE | parallel needs branches by name
            parallel(a: 1) | FAILURE | branch a of parallel must be { … }, is 1
            currentBuild.result = 'FINE' | FAILURE | a result cannot be 'FINE'; known: [SUCCESS,
            catchError(buildResult: 'BAD') { error 'x' } | FAILURE | buildResult of catchError cannot be 'BAD'
            node { readFile 'gone.txt' } | FAILURE | cannot read the file
            node { sh script: 'x', returnStdout: true, returnStatus: true } | FAILURE | sh can return its output or its status
            input 'Go?' | FAILURE | input 'Go?' has no answer
            echo(['a']) | FAILURE | message of echo must be text, is a list
            properties([parameters([credentials(nam: 'X')])]) | FAILURE | credentials has no parameter 'nam'; known: name,
            """)
    void failsAtTheLine(String script, BuildResult expected, String message) {
        RehearsalResult result = stage.run("stage('One') {\n" + script + "\n}\n");

        assertThat(result.result()).isEqualTo(expected);
        assertThat(result.error().orElseThrow().describe()).startsWith("Jenkinsfile:2: " + message);
        assertThat(result.stages())
                .singleElement()
                .extracting(StageTiming::result)
                .isEqualTo(expected);
    }

    @Test
    void findsTheLineOfWhatWasLoaded() {
        stage.write("more.groovy", "def fail(x) {\n\n  echo 'in more'\n  return x.y.z\n}\nreturn this\n");

        RehearsalResult result = stage.run("node {\n  def more = load 'more.groovy'\n\n\n\n\n  more.fail([:])\n}\n");

        assertThat(result.error()).hasValueSatisfying(error -> {
            assertThat(error.line()).isEqualTo(7);
            assertThat(error.message()).contains("Cannot get property 'z' on null object (in more.groovy line 4)");
        });
        assertThat(stage.console()).contains("[Pipeline] load (more.groovy) at line 2");
    }

    @Test
    void takesTheUsualWordsOfOtherPlugins() {
        RehearsalResult result = stage.run(
                """
                node {
                    checkout scmGit(branches: [[name: '*/main']], extensions: [cloneOption(depth: 1), cleanBeforeCheckout()])
                    emailext subject: 's', body: 'b', recipientProviders: [developers(), requestor()]
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.console()).contains("cloneOption(depth: 1)").doesNotContain("Directive[");
    }

    @Test
    void listsStagesWithTheirDepthAtTheEnd() {
        stage.run("stage('Out') { stage('In') { echo 'x' } }\nstage('Next') { }");

        assertThat(stage.console())
                .contains("[Pipeline] stage (Out) at line 1")
                .containsPattern("SUCCESS +\\d+ ms {2}Out\\R +SUCCESS +\\d+ ms {4}In\\R +SUCCESS")
                .endsWith("Finished: SUCCESS" + System.lineSeparator());
    }

    @Test
    void hidesPasswords() {
        stage.options = stage.options.with(Map.of("PASS", "s3cret"));

        RehearsalResult result = stage.run(
                """
                properties([parameters([password(name: 'PASS', defaultValue: '')])])
                echo "it is ${params.PASS}"
                error "wrong ${params.PASS}"
                """);

        assertThat(stage.console()).doesNotContain("s3cret").contains("it is ****");
        assertThat(result.error().orElseThrow().message()).isEqualTo("wrong ****");
    }
}
