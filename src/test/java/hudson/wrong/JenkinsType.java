// SPDX-License-Identifier: MIT
package hudson.wrong;

/** Stands for any class of Jenkins, which is known by its package. */
public interface JenkinsType {}
