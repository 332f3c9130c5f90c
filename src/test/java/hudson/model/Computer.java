// SPDX-License-Identifier: MIT
package hudson.model;

import hudson.remoting.VirtualChannel;

/** Stand-in for tests: a computer that is there or away. */
public class Computer extends Actionable {
    private final String name;
    private volatile VirtualChannel channel;

    public Computer(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    public VirtualChannel getChannel() {
        return channel;
    }

    public void connect(VirtualChannel there) {
        channel = there;
    }

    public void disconnect() {
        channel = null;
    }
}
