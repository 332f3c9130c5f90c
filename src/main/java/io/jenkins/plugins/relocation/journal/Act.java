// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Something that changes a host. Its intention is journalled before it happens, its outcome after it was read back. */
public enum Act {
    @JsonProperty("take-guards")
    TAKE_GUARDS("take the guards on both hosts"),
    @JsonProperty("prepare")
    PREPARE("get ready while the source runs"),
    @JsonProperty("checkpoint")
    CHECKPOINT("take a restore point"),
    @JsonProperty("freeze")
    FREEZE("freeze the source and send its state"),
    @JsonProperty("restore")
    RESTORE("restore on the target, held"),
    @JsonProperty("resume")
    RESUME("let the target run"),
    @JsonProperty("revoke")
    REVOKE("take back the target's permit to resume"),
    @JsonProperty("discard-source")
    DISCARD_SOURCE("give up the source"),
    @JsonProperty("adopt-target")
    ADOPT_TARGET("make the target the home"),
    @JsonProperty("discard-target")
    DISCARD_TARGET("destroy the target's copy"),
    @JsonProperty("thaw")
    THAW("continue the source"),
    @JsonProperty("return-freeze")
    RETURN_FREEZE("freeze the target and send its state back"),
    @JsonProperty("discard-stale")
    DISCARD_STALE("destroy the stale original"),
    @JsonProperty("return-restore")
    RETURN_RESTORE("restore the newer state on the source, held"),
    @JsonProperty("return-resume")
    RETURN_RESUME("let the source run"),
    @JsonProperty("discard-returned")
    DISCARD_RETURNED("destroy what was brought back to the source"),
    @JsonProperty("thaw-target")
    THAW_TARGET("continue the target"),
    @JsonProperty("adopt-source")
    ADOPT_SOURCE("make the source the home again"),
    @JsonProperty("continue-from-checkpoint")
    CONTINUE_FROM_CHECKPOINT("continue from the restore point"),
    @JsonProperty("clean-up")
    CLEAN_UP("remove images, keys and state files"),
    @JsonProperty("hook")
    HOOK("run a hook"),
    @JsonProperty("release-guards")
    RELEASE_GUARDS("give the guards back"),
    @JsonProperty("take-over")
    TAKE_OVER("take a guard from who holds it");

    private final String words;

    Act(String words) {
        this.words = words;
    }

    /** The act in words. */
    public String words() {
        return words;
    }
}
