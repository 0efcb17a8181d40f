// Nothing is fetched. Gives each figure a link to its drawing: the page holds it already, and a second copy would double it.
document.querySelectorAll("figure.gouji").forEach(function (figure) {
  "use strict";
  var place = figure.querySelector(".files"), image = figure.querySelector("svg"), title = figure.querySelector("strong");
  if (!place || !image) { return; }
  var link = document.createElement("a");
  link.href = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(image));
  link.download = title.textContent + ".svg";
  link.textContent = "SVG";
  place.append(" · ", link);
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
