// Hides the rows that do not fit what is sought. Without it the page shows everything; nothing is fetched and nothing is written.
(function () {
  "use strict";
  var box = document.getElementById("seek"), level = document.getElementById("level"), year = document.getElementById("year");
  var failing = document.getElementById("failing"), count = document.getElementById("found"), total = count.textContent;
  var rows = Array.prototype.map.call(document.querySelectorAll("tr.report, li.comparison"), function (row) {
    return { row: row, text: row.textContent.toLowerCase(), home: row.closest("details"), report: row.tagName === "TR" };
  });
  var homes = Array.prototype.map.call(document.querySelectorAll("details.place"), function (home) {
    return { home: home, open: home.open };
  });
  document.getElementById("filter").hidden = false;
  function seek() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), any = words.length || level.value || year.value || failing.checked;
    var shown = 0, alive = new Set();
    rows.forEach(function (r) {
      var fits = words.every(function (w) { return r.text.indexOf(w) >= 0; });
      if (r.report) {
        fits = fits && (!level.value || r.row.classList.contains(level.value)) && (!year.value || r.row.classList.contains(year.value)) &&
          (!failing.checked || r.row.classList.contains("failing"));
        shown += fits ? 1 : 0;
      }
      r.row.hidden = !fits;
      if (fits && r.home) { alive.add(r.home); }
    });
    homes.forEach(function (h) {
      h.home.hidden = Boolean(any) && !alive.has(h.home);
      h.home.open = any ? alive.has(h.home) : h.open;
    });
    count.textContent = any ? shown + " / " + total : total;
  }
  [box, level, year, failing].forEach(function (control) { control.addEventListener("input", seek); });
})();
