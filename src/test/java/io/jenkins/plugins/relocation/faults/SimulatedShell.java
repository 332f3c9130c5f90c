// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.simulator.ServedCommand;
import io.jenkins.plugins.relocation.simulator.SimulatedHosts;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;

/** As much of a shell as our own SSH client needs: its persistent shell, and its commands with input. */
final class SimulatedShell extends ServedCommand {
    /** Where commands are run. */
    record Target(SimulatedHosts hosts, String host) {}

    private static final Pattern LINE = Pattern.compile(
            "echo (R\\w+);echo \\1 >&2;\\(exec (.*?)\\)</dev/null;echo \"(R\\w+) \\$\\?\";echo \\3 >&2\n",
            Pattern.DOTALL);
    private static final Pattern SCRIPT =
            Pattern.compile("echo (R\\w+);echo \\1 >&2;\\(exec (.*)\\);s=\\$\\?;", Pattern.DOTALL);
    private static final Pattern COUNT = Pattern.compile("count=(\\d+)");
    private static final Pattern WORD = Pattern.compile("'((?:[^']|'\\\\'')*)'(?: |$)");

    private final String line;
    private final Target target;

    SimulatedShell(String line, Target target) {
        this.line = line;
        this.target = target;
    }

    @Override
    public void start(ChannelSession channel, Environment env) {
        daemon(() -> serve(channel));
    }

    private void serve(ChannelSession channel) {
        try {
            Matcher count = COUNT.matcher(line);
            if (count.find()) {
                exit.onExit(withInput(Integer.parseInt(count.group(1))));
            } else {
                persistent();
                exit.onExit(0);
            }
        } catch (IOException | RelocationException e) {
            // The host is gone, or the client: either way nothing more can be said.
            channel.getSession().close(true);
        }
    }

    private void persistent() throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] piece = new byte[8192];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            text.append(new String(piece, 0, n, StandardCharsets.UTF_8));
            for (Matcher found = LINE.matcher(text); found.find(); found = LINE.matcher(text)) {
                CommandResult result = run(words(found.group(2)), new byte[0]);
                write(out, "%s\n%s%s %d\n".formatted(found.group(1), result.out(), found.group(3), result.status()));
                write(err, "%s\n%s%s\n".formatted(found.group(1), result.err(), found.group(3)));
                text.delete(0, found.end());
            }
        }
    }

    private int withInput(int count) throws IOException {
        String script = new String(in.readNBytes(count), StandardCharsets.UTF_8);
        Matcher found = SCRIPT.matcher(script);
        if (!found.find()) {
            throw new IOException("not understood: " + script);
        }
        CommandResult result = run(words(found.group(2)), in.readAllBytes());
        write(out, found.group(1) + "\n" + result.out());
        write(err, found.group(1) + "\n" + result.err());
        return result.status();
    }

    private CommandResult run(List<String> argv, byte[] input) {
        return argv.equals(List.of("true"))
                ? new CommandResult(0, "", "", false)
                : target.hosts().run(target.host(), Command.root(argv).reading(input));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group(1).replace("'\\''", "'"));
        }
        return words;
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    @Override
    public void destroy(ChannelSession channel) {}
}
