// SPDX-License-Identifier: MIT
package hudson.model;

public interface Describable<T extends Describable<T>> {
    default Descriptor<T> getDescriptor() {
        return null;
    }
}
