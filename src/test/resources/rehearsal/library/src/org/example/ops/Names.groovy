package org.example.ops

class Names {
    static boolean isHost(String text) {
        return text ==~ /[a-z][a-z0-9-]*/
    }
}
