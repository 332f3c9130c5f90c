// SPDX-License-Identifier: MIT
package hudson.remoting;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;

public final class Pipe implements Serializable {
    private static final long serialVersionUID = 1L;

    private Pipe() {}

    public InputStream getIn() {
        return null;
    }

    public OutputStream getOut() {
        return null;
    }

    public static Pipe createRemoteToLocal() {
        return null;
    }

    public static Pipe createLocalToRemote() {
        return null;
    }
}
