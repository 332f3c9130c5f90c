// SPDX-License-Identifier: MIT
/** Puts the engine together with its drivers, SSH and HTTP: the one wiring that all front ends share. */
package io.jenkins.plugins.relocation.controller;
