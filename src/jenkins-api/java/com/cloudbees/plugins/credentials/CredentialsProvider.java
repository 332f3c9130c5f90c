// SPDX-License-Identifier: MIT
package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.model.Run;

public abstract class CredentialsProvider {
    public static <C extends IdCredentials> C findCredentialById(String id, Class<C> type, Run<?, ?> run) {
        return null;
    }

    public static <C extends Credentials> C track(Run<?, ?> build, C credentials) {
        return null;
    }
}
