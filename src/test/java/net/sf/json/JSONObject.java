// SPDX-License-Identifier: MIT
package net.sf.json;

import java.util.Map;

/** Stand-in for tests. */
public final class JSONObject {
    private final Map<String, Object> values;

    public JSONObject(Map<String, Object> values) {
        this.values = values;
    }

    public String optString(String key) {
        return String.valueOf(values.getOrDefault(key, ""));
    }

    public Map<String, Object> asMap() {
        return values;
    }
}
