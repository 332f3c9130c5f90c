// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import java.util.concurrent.Callable;

/** Java code where a step expects code in braces. */
final class CallableClosure extends Closure<Object> {
    private static final long serialVersionUID = 1L;

    private final transient Callable<?> body;

    CallableClosure(Callable<?> body) {
        super(null);
        this.body = body;
        this.maximumNumberOfParameters = 1;
    }

    /** What Groovy calls. */
    public Object doCall(Object... ignored) {
        return call(ignored);
    }

    @Override
    public Object call() {
        try {
            return body.call();
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }

    @Override
    public Object call(Object... ignored) {
        return call();
    }
}
