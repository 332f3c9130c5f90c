// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;
import io.jenkins.plugins.relocation.simulator.Script;
import java.util.List;

/** One call of the host script for AIX: as relocation-aix.sh. */
final class AixProgram {
    private final AixGuest guest;
    private final Script script;

    AixProgram(AixGuest guest, Script script) {
        this.guest = guest;
        this.script = script;
    }

    String run(String command, List<String> arguments, String input) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        String second = arguments.size() > 1 ? arguments.get(1) : "";
        return switch (command) {
            case "guard-read" -> script.guardText();
            case "guard-take" -> takeGuard(first);
            case "guard-release" -> script.releaseGuard();
            case "leg-open" -> open(leg(first), second, input);
            case "leg-read" -> read(leg(first), second);
            case "leg-clean" -> clean(leg(first), second.equals("away"));
            case "spec" -> spec(openLeg(first));
            case "hold" -> hold(openLeg(first));
            case "adopt" -> adopt(leg(first), second);
            case "start" -> start(openLeg(first), second, wait(arguments));
            case "poll" -> new AixOperations(openLeg(first)).report(second, wait(arguments));
            case "observe" -> observe();
            case "received" -> "received=%s\n".formatted(received(leg(first)) ? "yes" : "no");
            case "revoke" -> revoke(leg(first), second);
            default -> throw new Failed(64, "'%s' is no command of the model".formatted(command));
        };
    }

    private static long wait(List<String> arguments) {
        return arguments.size() > 2 ? Long.parseLong(arguments.get(2)) : 0;
    }

    private AixLeg leg(String id) {
        return new AixLeg(guest, script, id);
    }

    /** As need_leg. */
    private AixLeg openLeg(String id) {
        AixLeg leg = leg(id);
        if (!leg.isOpen()) {
            throw new Failed("leg %s is not open on this host".formatted(id));
        }
        return leg;
    }

    private List<AixLeg> legs() {
        String prefix = "%s.%s.%s.".formatted(script.run(), script.attempt(), script.workload());
        return guest.host().disk().names("legs").stream()
                .filter(name -> name.startsWith(prefix))
                .map(this::leg)
                .toList();
    }

    private String takeGuard(String holder) {
        String text = script.takeGuard(holder);
        for (String name : guest.host().disk().names("legs")) {
            AixLeg leg = leg(name);
            String[] owner = leg.read("owner").split(" ");
            if (owner.length == 2
                    && owner[1].equals(script.workload())
                    && Long.parseLong(owner[0]) < script.epoch()
                    && leg.isOpen()) {
                guest.shared().requireAnswer();
                leg.claim("void");
            }
        }
        return text;
    }

    // ---- legs ----

    private String open(AixLeg leg, String imageDir, String plan) {
        script.needGuard();
        script.step("leg-open: make the directories");
        leg.put("shared", imageDir + "/" + leg.id());
        guest.shared().makeDirectory(imageDir + "/" + leg.id());
        leg.put("plan", plan);
        leg.put("owner", script.epoch() + " " + script.workload());
        if (!leg.has("boot")) {
            leg.lay("boot", guest.bootId());
        }
        script.step("leg-open: say so");
        if (!leg.isOpen()) {
            leg.put("images", imageDir + "/" + leg.id());
        }
        return "";
    }

    private String read(AixLeg leg, String key) {
        if (!leg.isOpen()) {
            return "";
        }
        return key.isEmpty() ? leg.read("plan") : leg.planned(key) + "\n";
    }

    private String clean(AixLeg leg, boolean away) {
        script.needNoOther();
        if (leg.isOpen()) {
            leg.lay("settled", "");
            AixOperations operations = new AixOperations(leg);
            if (!script.await(30_000, operations::othersEnded)) {
                throw new Failed("an operation of leg %s is still at work".formatted(leg.id()));
            }
            boolean made = away && (leg.has("defined") || leg.isFrom());
            boolean idle = !leg.has("permitted") && (leg.has("defined") || leg.has("restoring"));
            if (made || idle) {
                forget(leg);
            }
        }
        if (leg.has("shared")) {
            script.step("leg-clean: remove the images");
            guest.shared().removeAll(leg.read("shared"));
        }
        script.step("leg-clean: remove the leg");
        leg.removeAll();
        return "";
    }

    private void forget(AixLeg leg) {
        String letter = guest.letter(leg.wpar());
        if (letter.equals("D") && leg.isBack() && !leg.isFrom()) {
            return;
        }
        if (letter.equals("D")) {
            script.step("leg-clean: rmwpar");
            Answer answer = guest.call("rmwpar", "-p", leg.wpar());
            letter = answer.succeeded() ? "none" : guest.letter(leg.wpar());
        }
        if (!List.of("none", "A").contains(letter)) {
            throw new Failed("partition %s is in state %s and stays".formatted(leg.wpar(), letter));
        }
    }

    private String spec(AixLeg leg) {
        script.needGuard();
        script.step("spec: write it");
        Answer answer =
                guest.call(leg.isSystem() ? "mkwpar" : "wparexec", "-w", "-o", leg.image("spec"), "-e", leg.wpar());
        if (!answer.succeeded()) {
            throw new Failed("mkwpar -w failed: " + answer.err());
        }
        return "";
    }

    // ---- who would start it ----

    private boolean auto(AixLeg leg) {
        return guest.machine().spec(leg.wpar()).filter(WparSpec::auto).isPresent();
    }

    private String hold(AixLeg leg) {
        script.needGuard();
        if (!leg.has("auto")) {
            leg.put("auto", "auto=" + (auto(leg) ? "yes" : "no"));
        }
        if (auto(leg)) {
            script.step("hold: chwpar");
            guest.call("chwpar", "-K", "-A", leg.wpar());
        }
        return leg.read("auto") + "\n";
    }

    private String adopt(AixLeg leg, String word) {
        script.needGuard();
        String wanted = word.equals("before") ? leg.read("auto").replace("auto=", "") : word;
        boolean there = leg.isOpen() && guest.machine().state(leg.wpar()).isPresent();
        if (!there || !leg.isSystem() || wanted.isEmpty()) {
            return "";
        }
        if (auto(leg) != wanted.equals("yes")) {
            script.step("adopt: chwpar");
            Answer answer = wanted.equals("yes")
                    ? guest.call("chwpar", "-A", leg.wpar())
                    : guest.call("chwpar", "-K", "-A", leg.wpar());
            if (!answer.succeeded()) {
                throw new Failed("chwpar failed: " + answer.err());
            }
        }
        if (wanted.equals("yes") && guest.letter(leg.wpar()).equals("D") && leg.rebooted()) {
            script.step("adopt: startwpar");
            guest.call("startwpar", leg.wpar());
        }
        return "";
    }

    // ---- operations, permits, looking ----

    private String start(AixLeg leg, String op, long wait) {
        script.needGuard();
        AixOperations operations = new AixOperations(leg);
        operations.start(op);
        return operations.report(op, wait);
    }

    private boolean received(AixLeg leg) {
        if (leg.isOpen()) {
            guest.shared().requireAnswer();
        }
        return leg.isOpen() && (leg.isLive() ? leg.imageIsComplete() : leg.hasImage("stopped"));
    }

    private String revoke(AixLeg leg, String end) {
        script.needGuard();
        if (!leg.isOpen() && end.equals("target")) {
            return "permit=void\n"; // nothing can resume here
        }
        openLeg(leg.id());
        if (leg.sharedIsGone() && end.equals("target")) {
            return leg.has("permitted") ? "permit=go\n" : "permit=void\n";
        }
        script.step("revoke: claim the permit");
        leg.requireClaim("void");
        if (leg.permit().equals("go") && end.equals("target")) {
            script.step("revoke: whether it ran");
            leg.unsayPermit();
        }
        return "permit=%s\n".formatted(leg.permit());
    }

    private static String word(boolean is) {
        return is ? "yes" : "no";
    }

    private String observe() {
        StringBuilder said = new StringBuilder("\n@@legs\n");
        for (AixLeg leg : legs()) {
            if (leg.isOpen()) {
                said.append("leg=%s wpar=%s role=%s mode=%s"
                        .formatted(leg.id(), leg.wpar(), leg.planned("role"), leg.planned("mode")));
                for (String mark : List.of("frozen", "stopped", "staged", "restoring", "given-up")) {
                    said.append(" %s=%s".formatted(mark, word(leg.has(mark))));
                }
                said.append(" restore=%s image=%s shared=%s%n"
                        .formatted(leg.state("restore"), word(leg.hasImage("manifest")), word(leg.sharedAnswers())));
            }
        }
        return said.append("\n@@lswpar\n")
                .append(guest.call("lswpar", "-c").out())
                .append("\n@@told\nyes\n")
                .toString();
    }
}
