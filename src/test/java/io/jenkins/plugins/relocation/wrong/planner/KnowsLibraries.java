// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.planner;

import com.jcraft.jsch.JSch;
import groovy.lang.Binding;
import hudson.wrong.JenkinsType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.sshd.server.SshServer;
import picocli.CommandLine;

/** Breaks: each of these libraries has one package that knows it, and it is another one. */
public record KnowsLibraries(
        JSch ssh, HttpHost http, SshServer simulator, Binding rehearsal, CommandLine cli, JenkinsType jenkins) {}
