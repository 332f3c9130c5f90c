// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/24, 10.1.0.255, true",
        "10.1.0.0/24, 10.1.1.0, false",
        "10.1.0.128/25, 10.1.0.127, false",
        "10.1.0.7/32, 10.1.0.7, true",
        "0.0.0.0/0, 192.168.1.1, true",
        "10.1.0.0/24, fd00::1, false",
        "fd00:1::/64, fd00:1::9, true",
        "fd00:1::/64, fd00:1:0:1::9, false",
        "::/0, 10.1.0.1, false"
    })
    void knowsItsAddresses(String cidr, String address, boolean inside) {
        assertThat(new Network("n", cidr, true).contains(address)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a.example", "10.1.0", "010.1.0.1", "10.1.0.1%eth0", "", "10.1.0.1 "})
    void holdsNothingThatIsNoAddress(String name) {
        assertThat(new Network("n", "0.0.0.0/0", true).contains(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.0.0",
                "10.1.0.0/33",
                "10.1.0.0/",
                "10.1.0.0/-1",
                "10.1.0.0/024",
                "/24",
                "lan/24",
                "10.1.0.0/24/8",
                "fd00::/129"
            })
    void refusesWhatIsNoNetwork(String cidr) {
        assertThatThrownBy(() -> new Network("n", cidr, true)).hasMessageContaining("is not a network");
    }

    @Test
    void refusesAddressesOfHosts() {
        assertThatThrownBy(() -> new Network("n", "10.1.0.1/24", true))
                .hasMessageContaining("bits behind its first 24");
    }
}
