// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.agent;

import static java.util.Objects.requireNonNull;

import hudson.model.Computer;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.spi.Dialer;
import java.net.Socket;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import jenkins.model.Jenkins;

/**
 * Connects through an agent as long as it is there, and from the controller when it is not: what an agent was lost in the
 * middle of is continued from the controller, which re-attaches to what runs on the hosts. The agent is looked up by name for
 * each connection, since one that comes back has another channel.
 */
public final class AgentDialer implements Dialer {
    private final String agent;
    private final Function<String, Optional<VirtualChannel>> agents;
    private final Consumer<String> log;
    private Optional<Boolean> wasThere = Optional.empty();

    AgentDialer(String agent, Function<String, Optional<VirtualChannel>> agents, Consumer<String> log) {
        this.agent = requireNonNull(agent, "agent is null");
        this.agents = requireNonNull(agents, "agents is null");
        this.log = requireNonNull(log, "log is null");
    }

    /**
     * Connections for a step.
     *
     * @param agent name of the agent that the step runs on; empty: none, or the controller
     * @param log is told where connections come from
     */
    public static Dialer of(String agent, Consumer<String> log) {
        return agent.isEmpty() ? Dialer.DIRECT : new AgentDialer(agent, AgentDialer::channel, log);
    }

    private static Optional<VirtualChannel> channel(String agent) {
        return Optional.ofNullable(Jenkins.get().getComputer(agent)).map(Computer::getChannel);
    }

    @Override
    public Socket socket() {
        Optional<VirtualChannel> channel = agents.apply(agent);
        tell(channel.isPresent());
        return channel.<Socket>map(there -> new RelayedSocket(agent, there)).orElseGet(Dialer.DIRECT::socket);
    }

    private synchronized void tell(boolean there) {
        if (!wasThere.equals(Optional.of(there))) {
            wasThere = Optional.of(there);
            log.accept(Messages.get(there ? "AgentDialer.through" : "AgentDialer.gone", agent));
        }
    }

    @Override
    public String toString() {
        return "connections through agent " + agent;
    }
}
