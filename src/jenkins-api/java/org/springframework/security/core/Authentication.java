// SPDX-License-Identifier: MIT
package org.springframework.security.core;

public interface Authentication {}
