// Points of a funnel can be pointed at, and an agency and an indicator picked. Nothing is fetched: the figures are those of the
// CSV in the caption, and the scale of the drawing is in data-scale: left edge, width, logarithms at both ends, top edge, height,
// value at the top, width and height of the whole.
(function () {
  "use strict";
  function element(name, attributes) { return Object.assign(document.createElement(name), attributes); }
  function rows(figure) {
    var address = figure.querySelector(".files a").getAttribute("href");
    return decodeURIComponent(address.slice(address.indexOf(",") + 1)).trim().split("\r\n").slice(1).map(function (line) {
      var found = line.match(/^(.*),([^,]*),([^,]*),([^,]*),[^,]*$/);
      return { name: found[1].replace(/^"|"$/g, "").replace(/""/g, '"'), part: found[2], whole: found[3], value: +found[4] };
    });
  }
  function place(figure) {
    var s = figure.dataset.scale.split(" ").map(Number), image = figure.querySelector("svg"), box = element("span", { className: "plot" });
    image.replaceWith(box);
    box.append(image);
    rows(figure).forEach(function (row) {
      var across = s[0] + s[1] * (Math.log(row.whole) - s[2]) / (s[3] - s[2]), down = s[4] + s[5] * (1 - Math.min(row.value, s[6]) / s[6]);
      var share = "share" in figure.dataset ? " = " + (Math.floor(1000 * row.part / row.whole + 0.5) / 10).toFixed(1) + "%" : "";
      var point = element("button", { type: "button", className: "point", tabIndex: -1 });
      point.style.left = 100 * across / s[7] + "%";
      point.style.top = 100 * down / s[8] + "%";
      point.classList.toggle("far", across > s[7] / 2);
      point.dataset.name = row.name;
      point.dataset.told = row.name + "\n" + row.part + "/" + row.whole + share;
      point.setAttribute("aria-label", point.dataset.told);
      point.addEventListener("click", function () { pick(point.classList.contains("picked") ? "" : row.name); });
      box.append(point);
    });
  }
  function pick(name) { // an agency, in every table and funnel
    document.querySelectorAll(".point").forEach(function (point) { point.classList.toggle("picked", point.dataset.name === name); });
    document.querySelectorAll("table.peers tbody tr").forEach(function (row) {
      row.classList.toggle("picked", name !== "" && row.cells[0].textContent.indexOf(name) === 0);
    });
    document.querySelectorAll("select.agency").forEach(function (select) { select.value = name; });
  }
  function show(table, figures, slot, label) { // one indicator: its column, and its funnel where there is one
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells), chosen = heads.map(function (head) { return head.textContent; }).indexOf(label);
    Array.prototype.forEach.call(table.rows, function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, n) { cell.hidden = chosen > 0 && n > 0 && n !== chosen; });
    });
    var found = figures.filter(function (figure) { return figure.dataset.label === label; })[0];
    slot.replaceChildren(label && found && found !== figures[0] ? found.cloneNode(true) : "");
    [figures[0], figures[0].previousElementSibling].forEach(function (part) { part.hidden = Boolean(label) && found !== figures[0]; });
    slot.querySelectorAll("figure").forEach(function (figure) { figure.querySelector(".plot").replaceWith(figure.querySelector("svg")); place(figure); });
    pick(document.querySelector("select.agency").value);
  }
  function chooser(label, cls, options, done) {
    var select = element("select", { className: cls });
    select.append(element("option", { value: "", textContent: "—" }));
    options.forEach(function (text) { select.append(element("option", { value: text, textContent: text })); });
    select.addEventListener("change", function () { done(select.value); });
    var shown = element("label", { textContent: label + " " });
    shown.append(select);
    return shown;
  }
  var all = Array.prototype.slice.call(document.querySelectorAll("figure[data-scale]"));
  if (!all.length) { return; }
  all.forEach(place);
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var texts = Array.prototype.map.call(table.tHead.rows[0].cells, function (head) { return head.textContent; });
    var names = Array.prototype.map.call(table.tBodies[0].rows, function (row) { return row.cells[0].textContent; });
    var mine = all.filter(function (figure) { return rows(figure).every(function (row) { return names.indexOf(row.name) >= 0; }); });
    var bar = element("p", { className: "pick" }), slot = element("div", {});
    bar.append(chooser(texts[0], "agency", names, pick));
    if (mine.length) {
      bar.append(chooser(mine[0].dataset.pick, "indicator", texts.slice(1), function (label) { show(table, mine, slot, label); }));
      mine[0].after(slot);
    }
    table.parentElement.before(bar);
  });
})();
