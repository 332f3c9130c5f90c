// SPDX-License-Identifier: MIT
// Brings the page up to date as long as something is under way. Without it the page is complete; it is then reloaded by hand.
(function () {
  "use strict";

  const PAUSE = 3000;
  const LONGEST_PAUSE = 60000;
  const ID = "relocation-live";
  let pause = PAUSE;

  function openDetails(area) {
    return Array.from(area.querySelectorAll("details[open][id]"), (details) => details.id);
  }

  function put(fresh) {
    const area = document.getElementById(ID);
    const open = openDetails(area);
    const focused = area.contains(document.activeElement) ? document.activeElement.closest("[id]") : null;
    area.replaceWith(fresh);
    open.forEach((id) => {
      const details = document.getElementById(id);
      if (details) {
        details.open = true;
      }
    });
    if (focused && focused.id !== ID) {
      const again = document.getElementById(focused.id);
      const target = again && (again.matches("details") ? again.querySelector("summary") : again);
      if (target) {
        target.focus({ preventScroll: true });
      }
    }
  }

  function look() {
    if (document.hidden) {
      return Promise.resolve();
    }
    return fetch(window.location.href, { credentials: "same-origin" })
      .then((answer) => {
        if (!answer.ok) {
          throw new Error("status " + answer.status);
        }
        return answer.text();
      })
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(ID);
        if (!fresh) {
          throw new Error("another page came");
        }
        put(document.adoptNode(fresh));
        pause = PAUSE;
      })
      .catch(() => {
        // Jenkins is restarting, or the session has ended: asked again, ever less often.
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      });
  }

  function next() {
    const area = document.getElementById(ID);
    if (area && area.dataset.relocationLive === "true") {
      window.setTimeout(() => look().then(next), pause);
    }
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", next);
  } else {
    next();
  }
})();
