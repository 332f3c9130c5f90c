// SPDX-License-Identifier: MIT
package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.model.Run;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stand-in for tests: credentials by build and id, and which of them were used. */
public abstract class CredentialsProvider {
    private static final Map<String, Credentials> KNOWN = new ConcurrentHashMap<>();
    private static final List<String> TRACKED = new CopyOnWriteArrayList<>();

    public static void put(Run<?, ?> run, IdCredentials credentials) {
        KNOWN.put(run.getExternalizableId() + "/" + credentials.getId(), credentials);
    }

    public static void reset() {
        KNOWN.clear();
        TRACKED.clear();
    }

    public static List<String> tracked() {
        return List.copyOf(TRACKED);
    }

    public static <C extends IdCredentials> C findCredentialById(String id, Class<C> type, Run<?, ?> run) {
        Credentials found = KNOWN.get(run.getExternalizableId() + "/" + id);
        return type.isInstance(found) ? type.cast(found) : null;
    }

    public static <C extends Credentials> C track(Run<?, ?> build, C credentials) {
        TRACKED.add(build.getExternalizableId() + "/" + ((IdCredentials) credentials).getId());
        return credentials;
    }
}
