// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JumpHostTest {
    private final MinaServer outer = new MinaServer("EC").acceptPassword().start();
    private final MinaServer middle = new MinaServer("RSA").acceptPassword().start();
    private final MinaServer inner = new MinaServer("EC").acceptPassword().start();
    private final Map<String, Host> inventory = new ConcurrentHashMap<>();
    private final SshHosts hosts = new SshHosts(
            name -> Optional.ofNullable(inventory.get(name)),
            id -> new Secret.Password(MinaServer.PASSWORD.toCharArray()),
            Ticker.SYSTEM,
            SshLimits.DEFAULT,
            Optional.empty());

    @AfterEach
    void stop() {
        hosts.close();
        outer.close();
        middle.close();
        inner.close();
    }

    @Test
    void goesThroughAJumpHost() {
        add(outer, "outer", "");
        Host host = add(inner, "inner", "outer");

        SshShell shell = hosts.shell(host);

        assertThat(shell.run(Command.of("echo", "in")).text()).isEqualTo("in");
        assertThat(outer.passwordsTried).hasSize(1);
        assertThat(inner.passwordsTried).hasSize(1);
    }

    @Test
    void goesThroughAChainWithBulkData() {
        add(outer, "outer", "");
        add(middle, "middle", "outer");
        Host host = add(inner, "inner", "middle");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        CommandResult result = hosts.shell(host).stream(
                Command.of("cat").within(Duration.ofSeconds(60)), new RandomBytes(5_000_000), out);

        assertThat(result.status()).isZero();
        assertThat(out.toByteArray()).isEqualTo(new RandomBytes(5_000_000).all());
        assertThat(middle.passwordsTried).isNotEmpty();
    }

    @Test
    void leavesNoPortOpenAfterTheLogin() {
        add(outer, "outer", "");

        hosts.shell(add(inner, "inner", "outer"));

        assertThat(Thread.getAllStackTraces().values())
                .noneMatch(stack -> List.of(stack).toString().contains("com.jcraft.jsch.PortWatcher"));
    }

    @Test
    void checksTheKeyOfTheHostBehindTheJumpHost() {
        add(outer, "outer", "");
        Host host = inner.host("inner", "password", Login.Become.NONE, outer.hostKeys(), "outer");

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_KEY_CHANGED)
                .hasMessageContaining("host inner")
                .hasMessageContaining("seen " + inner.fingerprint());
        assertThat(inner.passwordsTried).isEmpty();
    }

    @Test
    void checksTheKeyOfTheJumpHost() {
        inventory.put("outer", outer.host("outer", "password", Login.Become.NONE, inner.hostKeys(), ""));
        Host host = add(inner, "inner", "outer");

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_KEY_CHANGED).hasMessageContaining("host outer");
        assertThat(outer.passwordsTried).isEmpty();
    }

    @Test
    void saysWhichPartOfTheWayIsBroken() {
        add(outer, "outer", "");
        Host host = add(inner, "inner", "outer");
        inner.close();

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_UNREACHABLE)
                .hasMessageContaining("host inner")
                .hasMessageContaining("through jump host outer");

        outer.close();

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_UNREACHABLE)
                .hasMessageContaining("host outer")
                .hasMessageContaining("refused");
    }

    @Test
    void refusesALoop() {
        add(outer, "outer", "inner");
        Host host = add(inner, "inner", "outer");

        assertFails(() -> hosts.shell(host), ErrorCode.BAD_INPUT)
                .hasMessageContaining("inner -> outer -> inner")
                .hasMessageContaining("jump");
    }

    @Test
    void refusesAJumpHostThatTheInventoryDoesNotHave() {
        Host host = add(inner, "inner", "nowhere");

        assertFails(() -> hosts.shell(host), ErrorCode.BAD_INPUT).hasMessageContaining("nowhere");
    }

    private Host add(MinaServer server, String name, String jump) {
        Host host = server.host(name, "password", Login.Become.NONE, server.hostKeys(), jump);
        inventory.put(name, host);
        return host;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(RelocationException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
