// SPDX-License-Identifier: MIT
package hudson.model;

/** Stand-in for tests. */
public class Api {
    public final Object bean;

    public Api(Object bean) {
        this.bean = bean;
    }
}
