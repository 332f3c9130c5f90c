// SPDX-License-Identifier: MIT
package hudson.util;

import java.util.ArrayList;
import org.kohsuke.stapler.HttpResponse;

/** Stand-in for tests. */
public class ListBoxModel extends ArrayList<ListBoxModel.Option> implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public void add(String displayName, String value) {
        add(new Option(displayName, value));
    }

    public static final class Option {
        public final String name;
        public final String value;

        public Option(String name, String value) {
            this.name = name;
            this.value = value;
        }
    }
}
