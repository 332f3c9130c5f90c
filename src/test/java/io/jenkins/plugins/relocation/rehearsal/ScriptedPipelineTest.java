// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptedPipelineTest {
    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
    }

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
    void catchesWhatScriptsCatchByTheNamesOfJenkins() {
        RehearsalResult result = stage.run(
                """
                import hudson.AbortException
                try {
                    timeout(time: 1, unit: 'SECONDS') { sleep 10 }
                } catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) {
                    echo "${e.result} ${e.causes[0].shortDescription}"
                }
                try {
                    error 'x'
                } catch (AbortException e) {
                    echo "aborted: ${e.message}"
                }
                try {
                    throw new AbortException('y')
                } catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) {
                    echo 'wrong'
                } catch (e) {
                    echo e.message
                }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("ABORTED timeout: it took longer than 1 SECONDS", "aborted: x", "y");
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
    void keepsTheResultOfTheBuildWhereScriptsSayNull() {
        RehearsalResult result =
                stage.run("stage('One') { catchError(buildResult: null, stageResult: 'FAILURE') { error 'boom' } }");

        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.stages()).extracting(StageTiming::result).containsExactly(BuildResult.FAILURE);
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

    /** The compiler makes one catch of each type, all with the same block. */
    @Test
    void catchesSeveralTypesInOneBlock() {
        RehearsalResult result = stage.run(
                """
                def caught(Closure body) {
                    try {
                        body()
                    } catch (IllegalStateException | IOException | IllegalArgumentException e) {
                        for (i in [1, 2]) {
                            echo "${i} ${e.message}"
                        }
                        [3].each { echo "${it}" }
                    }
                }
                caught { throw new IllegalStateException('state') }
                caught { throw new IOException('io') }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).containsExactly("1 state", "2 state", "3", "1 io", "2 io", "3");
    }

    @Test
    void marksWhatWasCaught() {
        RehearsalResult result = stage.run(
                """
                stage('a') { catchError(buildResult: 'UNSTABLE', stageResult: 'FAILURE', message: 'm') { error 'x' } }
                stage('b') { warnError('w') { error 'y' } }
                stage('c') { unstable 'u' }
                stage('d') { catchError(buildResult: 'SUCCESS', stageResult: 'SUCCESS') { error 'z' } }
                stage('e') { catchError { error 'v' } }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.stages())
                .extracting(StageTiming::result)
                .containsExactly(
                        BuildResult.FAILURE,
                        BuildResult.UNSTABLE,
                        BuildResult.UNSTABLE,
                        BuildResult.SUCCESS,
                        BuildResult.SUCCESS);
        assertThat(stage.console()).contains("WARNING: m: x", "WARNING: w: y", "WARNING: u");
    }

    @Test
    void retriesUntilItWorks() {
        RehearsalResult result = stage.run(
                """
                int n = 0
                retry(3) {
                    n++
                    if (n < 3) { error "attempt ${n}" }
                }
                echo "worked after ${n}"
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).contains("worked after 3");
        assertThat(stage.console()).contains("attempt 2 of 3 failed: attempt 2");
    }

    @Test
    void retriesTimeoutInsideButNotOutside() {
        RehearsalResult inside = stage.run(
                """
                int n = 0
                retry(2) {
                    timeout(time: 50, unit: 'MILLISECONDS') { if (++n == 1) { sleep 30 } }
                }
                echo "tries ${n}"
                """);
        RehearsalResult outside = stage.run(
                """
                int n = 0
                try {
                    timeout(time: 50, unit: 'MILLISECONDS') { retry(5) { n++; sleep 30 } }
                } finally {
                    echo "attempts ${n}"
                }
                """);

        assertThat(inside.error()).isEmpty();
        assertThat(outside.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(stage.said()).contains("tries 2", "attempts 1");
    }

    @Test
    void runsBranchesAtTheSameTime() {
        CyclicBarrier both = new CyclicBarrier(2);
        stage.steps.relocating = caller -> meet(both);

        RehearsalResult result = stage.run(
                """
                parallel one: { relocate plan: 'p', wave: 1 }, two: { relocate plan: 'p', wave: 2; echo 'hello' }
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.calls).containsExactlyInAnyOrder("relocate p wave 1", "relocate p wave 2");
        assertThat(stage.said()).contains("[two] hello");
    }

    @Test
    void letsBranchesShareVariables() {
        RehearsalResult result = stage.run(
                """
                def counts = [:]
                def branches = [:]
                for (int i = 0; i < 8; i++) {
                    def name = "b${i}".toString()
                    branches[name] = { for (int j = 0; j < 200; j++) { counts[j] = (counts[j] ?: 0) + 1; if (j % 50 == 0) sleep 0 } }
                }
                parallel branches
                echo "${counts.values().toSet()} ${counts.size()}"
                """);

        assertThat(result.error()).isEmpty();
        assertThat(stage.said()).startsWith("[8] 200");
    }

    @Test
    void failFastEndsTheOtherBranches() {
        long began = System.nanoTime();

        RehearsalResult result = stage.run(
                """
                parallel failFast: true,
                    slow: { try { sleep 30 } finally { echo 'slow ended' } },
                    bad: {
                        error 'boom'
                    }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().describe()).isEqualTo("Jenkinsfile:4: boom");
        assertThat(stage.said()).contains("[slow] slow ended");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void otherBranchesGoOnWithoutFailFast() {
        RehearsalResult result = stage.run(
                """
                parallel bad: { error 'boom' }, slow: { sleep time: 300, unit: 'MILLISECONDS'; echo 'slow is done' }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(stage.said()).contains("[slow] slow is done");
    }

    @Test
    void endsAtItsLimit() {
        stage.options = stage.options.within(Duration.ofMillis(200));

        RehearsalResult result = stage.run("echo 'begin'\nwhile (true) { sleep 1 }");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().describe())
                .isEqualTo("Jenkinsfile:2: the rehearsal took longer than its limit of PT0.2S");
    }

    @Test
    void endsWhenTheCallerIsToldToStop() {
        stage.steps.relocating = caller -> stage.stop.stop("ctrl-c");

        RehearsalResult result = stage.run("relocate plan: 'p'\nsleep 30");

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().message()).isEqualTo("stopped: ctrl-c");
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

    @Test
    void collectsResultsOfBranches() {
        stage.run("def r = parallel(a: { sh2() }, b: { 'B' })\necho \"${r}\"\ndef sh2() { 'A' }");

        assertThat(stage.said()).isEqualTo(List.of("[a:A, b:B]"));
    }

    @Test
    void cleansUpAfterItWasToldToEnd() {
        RehearsalResult result = stage.run(
                """
                timeout(time: 100, unit: 'MILLISECONDS') {
                    try {
                        sleep 30
                    } catch (Exception e) {
                        echo "told: ${e.message}"
                        sleep time: 50, unit: 'MILLISECONDS'
                        rollback plan: 'p-1'
                        throw e
                    } finally {
                        for (x in [1, 2]) { echo "finally ${x}" }
                    }
                }
                """);

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(stage.said())
                .containsExactly("told: timeout: it took longer than 100 MILLISECONDS", "finally 1", "finally 2");
        assertThat(stage.steps.calls).containsExactly("rollback p-1");
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the branches do not run at the same time", e);
        }
    }
}
