// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Survey;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A real driver, but without prechecks: simulated hosts do not know what those ask. */
record Unchecked(DriverFactory factory) implements DriverFactory {
    @Override
    public String id() {
        return factory.id();
    }

    @Override
    public List<SettingProblem> check(Workload workload) {
        return factory.check(workload);
    }

    @Override
    public Driver create(HostAccess access, Ticker ticker) {
        return new Real(factory.create(access, ticker));
    }

    private record Real(Driver driver) implements Driver {
        @Override
        public List<Finding> precheck(Leg leg) {
            return List.of();
        }

        @Override
        public Set<Capability> capabilities() {
            return driver.capabilities();
        }

        @Override
        public List<Discovered> discover(Host host) {
            return driver.discover(host);
        }

        @Override
        public Survey survey(Workload workload, Host on) {
            return driver.survey(workload, on);
        }

        @Override
        public Memory memory(Host host) {
            return driver.memory(host);
        }

        @Override
        public List<Fact> facts(Workload workload, Host from, Host to) {
            return driver.facts(workload, from, to);
        }

        @Override
        public Map<String, String> readings(Host host, List<Fact> facts) {
            return driver.readings(host, facts);
        }

        @Override
        public void prepare(Leg leg, Progress progress) {
            driver.prepare(leg, progress);
        }

        @Override
        public Duration checkpoint(Leg leg, Progress progress) {
            return driver.checkpoint(leg, progress);
        }

        @Override
        public void freeze(Leg leg, Progress progress) {
            driver.freeze(leg, progress);
        }

        @Override
        public void restore(Leg leg, Progress progress) {
            driver.restore(leg, progress);
        }

        @Override
        public void resume(Leg leg) {
            driver.resume(leg);
        }

        @Override
        public boolean hasImage(Leg leg) {
            return driver.hasImage(leg);
        }

        @Override
        public boolean revoke(Leg leg) {
            return driver.revoke(leg);
        }

        @Override
        public void thaw(Leg leg) {
            driver.thaw(leg);
        }

        @Override
        public void discard(Leg leg, Leg.End end) {
            driver.discard(leg, end);
        }

        @Override
        public void adopt(Leg leg, Leg.End home) {
            driver.adopt(leg, home);
        }

        @Override
        public void cleanUp(Leg leg, Leg.End end) {
            driver.cleanUp(leg, end);
        }

        @Override
        public void restorePoint(Leg leg, RestorePointUse use) {
            driver.restorePoint(leg, use);
        }

        @Override
        public Observation observe(Leg leg) {
            return driver.observe(leg);
        }

        @Override
        public Observation.State observe(Leg leg, Leg.End end) {
            return driver.observe(leg, end);
        }
    }
}
