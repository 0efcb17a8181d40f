// Nothing is fetched. Gives each figure a link to its drawing: the page holds it already, and a second copy would double it.
document.querySelectorAll("figure.gouji").forEach(function (figure) {
  "use strict";
  var place = figure.querySelector(".files"), image = figure.querySelector("svg"), title = figure.querySelector("strong");
  if (!title || !image) { return; }
  if (!place) { // a page of a compact run
    place = Object.assign(document.createElement("span"), { className: "files" });
    title.parentNode.append(" ", place);
  }
  image.setAttribute("font-family", getComputedStyle(image).fontFamily);
  var link = document.createElement("a");
  link.href = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(image));
  link.download = title.textContent + ".svg";
  link.textContent = "SVG";
  place.append(place.firstChild ? " · " : "", link);
});
// The entry that a page shows, as a file, where the page does not hold it twice.
document.querySelectorAll("a[download]:not([href])").forEach(function (link) {
  "use strict";
  link.href = "data:text/plain;charset=utf-8," + encodeURIComponent(link.parentNode.previousElementSibling.textContent);
});
// Columns of a table of a group can be sorted: by share, from high to low and back; what cannot be compared stays last.
document.querySelectorAll("table.sortable").forEach(function (table) {
  "use strict";
  var body = table.tBodies[0], heads = table.tHead.rows[0].cells;
  Array.prototype.forEach.call(heads, function (head, n) {
    var button = document.createElement("button");
    button.type = "button";
    button.append.apply(button, Array.prototype.slice.call(head.childNodes));
    head.append(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") !== "descending" && n > 0 || head.getAttribute("aria-sort") === "ascending";
      Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      Array.prototype.slice.call(body.rows).sort(function (a, b) {
        var x = a.cells[n], y = b.cells[n], way = down ? -1 : 1;
        if (n === 0) { return way * x.textContent.localeCompare(y.textContent, "zh"); }
        if (!x.dataset.sort || !y.dataset.sort) { return (x.dataset.sort ? 0 : 1) - (y.dataset.sort ? 0 : 1); }
        return way * (x.dataset.sort - y.dataset.sort);
      }).forEach(function (row) { body.append(row); });
    });
  });
});
// What is wider than its place is scrolled by keyboard too: it takes the focus, and only while it is wider.
(function () {
  "use strict";
  var watch = new ResizeObserver(function (seen) {
    seen.forEach(function (entry) {
      var box = entry.target;
      if (box.scrollWidth > box.clientWidth) { box.tabIndex = 0; } else { box.removeAttribute("tabindex"); }
    });
  });
  document.querySelectorAll(".scroll").forEach(function (box) { watch.observe(box); });
})();
// What a page says once, where a pointer looks for it: what a term means, which cells a sentence rests on, the code and place of a cell.
(function () {
  "use strict";
  var zh = document.documentElement.lang.indexOf("zh") === 0;
  function target(link) { return document.getElementById(link.hash.slice(1)); }
  function meaning(node) { // of a compact run the style sheet has it
    var said = getComputedStyle(node, "::before").content; // none, or a text in quotes
    return node.textContent || (said.charAt(0) === '"' ? said.slice(1, -1).replace(/\\(.)/g, "$1") : "");
  }
  document.querySelectorAll("a.term").forEach(function (term) {
    var entry = target(term), said = entry && meaning(entry.nextElementSibling);
    if (said) { term.dataset.term = said; }
  });
  document.querySelectorAll(":is(h2, h3)[id]").forEach(function (head) {
    var link = document.createElement("a"), folded = head.closest("summary");
    link.href = "#" + head.id;
    link.className = "permalink";
    link.textContent = "#";
    link.setAttribute("aria-label", zh ? "本节链接" : "Link to this section");
    if (folded) { folded.after(link); } else { head.append(link); } // inside a summary no keyboard could reach it
  });
  document.querySelectorAll(".gouji code, .notes td:nth-child(2)").forEach(function (code) { // may break after a slash or dot
    var parts = code.textContent.split(/([^/.]*[/.])/).filter(Boolean);
    if (parts.length < 2 || code.children.length) { return; }
    code.replaceChildren.apply(code, parts.reduce(function (all, part) { return all.concat(part, document.createElement("wbr")); }, []).slice(0, -1));
  });
  function codes(cell) { return Array.prototype.map.call(cell.querySelectorAll("code"), function (code) { return code.textContent; }); }
  function last(head) { return head.title.split("\n").pop().split(" · "); }
  document.addEventListener("pointerover", function (event) {
    var link = event.target.closest("sup > a"), cell = event.target.closest("table.statutory td"), note = link && target(link), row, own, column, code, where;
    if (note && !link.title) { link.title = codes(note.parentNode.cells[2]).filter(function (c, n, all) { return all.indexOf(c) === n; }).join(", "); }
    if (!cell || "joined" in cell.dataset) { return; }
    row = cell.parentNode.cells[0];
    own = last(row);
    column = last(cell.closest("table").tHead.rows[0].cells[cell.cellIndex]);
    code = codes(row)[0] || own.shift();
    where = own.concat(column.slice(1), cell.title).filter(Boolean).join(zh ? "" : ", ");
    cell.title = code + "/" + column[0] + (where ? " · " + where : "");
    cell.dataset.joined = "";
  });
})();
