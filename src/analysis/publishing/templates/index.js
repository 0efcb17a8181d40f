// Shows the reports and comparisons that fit what is sought. Without it the page shows what it holds. Rows that it does not hold are
// loaded as scripts of ours beside it, when their group is opened or something is sought; what they hold is put in as text only.
var gouji = (function () {
  "use strict";
  var AT_ONCE = 200; // groups are unfolded where no more rows fit
  var labels = [["新收", "Received"], ["全部或部分公开", "Granted, in full or part"], ["勾稽", "Checks"], ["发现", "Findings"]];
  var controls = ["seek", "level", "year", "failing"].map(function (id) { return document.getElementById(id); });
  var box = controls[0], level = controls[1], year = controls[2], failing = controls[3], found = document.getElementById("found");
  var groups = Array.prototype.map.call(document.querySelectorAll("details.place"), function (home) {
    var body = home.querySelector("tbody, ul"), count = home.querySelector(".count"), own = home.dataset;
    return { home: home, body: body, count: count, total: count.dataset.total, fail: home.querySelector("summary .fail .n"), unfolded: home.open,
      report: own.kind === "report", number: own.number, find: own.find, piece: own.piece, rows: own.piece ? null : held(body) };
  });
  var asked = {}, language = document.getElementById("language");

  function held(body) {
    return Array.prototype.map.call(body.children, function (node) {
      var own = node.dataset;
      return { node: node, find: own.find, level: own.level, year: own.year, failing: "failing" in own };
    });
  }

  function element(name, parts, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    parts.forEach(function (part) { made.append(part); });
    return made;
  }

  function link(folder, stem, lang, text) {
    var parts = [element("span", [text], { "class": "full" }), element("span", [lang === "zh" ? "中文" : "EN"], { "class": "short" })];
    return element("a", parts, { href: folder + "/" + encodeURIComponent(stem) + "." + lang + ".html", "class": lang, title: text, lang: lang });
  }

  function names(folder, r, zh, en) { // a page in each language, in one, or none
    if (!r.langs) { return element("div", [link(folder, r.stem, "zh", zh), " ", link(folder, r.stem, "en", en)], { "class": "names" }); }
    return element(r.langs.length ? "a" : "span", shown([zh, en]), r.langs.length ? { href: folder + "/" + encodeURIComponent(r.stem) + "." + r.langs[0] + ".html" } : {});
  }

  function shown(text) { // one text, or one in each language
    if (typeof text === "string") { return [text]; }
    return [element("span", [text[0]], { "class": "zh" }), " ", element("span", [text[1]], { "class": "en", lang: "en" })];
  }

  function cell(n, parts, fails) {
    return element("td", parts, { "class": fails ? "num fail" : "num", "data-zh": labels[n][0], "data-en": labels[n][1] });
  }

  function drawn(r, report) {
    if (!report) { return element("li", [names("comparisons", r, r.zh, r.en)]); }
    var share = r.interval ? shown(r.granted).concat(element("br", []), " ", element("small", shown(r.interval))) : shown(r.granted);
    var head = element("th", [names("assessments", r, r.agency + " " + r.year + (r.printed ? "（" + r.printed + "）" : ""), r.english + " " + r.year + (r.printed ? " (" + r.printed + ")" : ""))], { scope: "row" });
    return element("tr", [head, cell(0, shown(r.received)), cell(1, share), cell(2, [r.checks], r.failed), cell(3, [String(r.findings)])]);
  }

  function show(group, fits) {
    group.body.replaceChildren.apply(group.body, fits.map(function (row) {
      row.node = row.node || drawn(row.own, group.report);
      return row.node;
    }));
  }

  function load(piece) {
    if (asked[piece]) { return; }
    asked[piece] = true;
    document.head.append(element("script", [], { src: piece }));
  }

  function seek() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), any = Boolean(words.length || level.value || year.value || failing.checked);
    var shown = 0, waiting = false;
    groups.forEach(function (group) {
      if (any && !group.rows) { load(group.piece); waiting = true; }
      group.fits = (group.rows || []).filter(function (row) {
        return words.every(function (w) { return row.find.indexOf(w) >= 0 || group.find.indexOf(w) >= 0; }) && (!group.report ||
          ((!level.value || row.level === level.value) && (!year.value || row.year === year.value) && (!failing.checked || row.failing)));
      });
      shown += group.report ? group.fits.length : 0;
    });
    groups.forEach(function (group) {
      var fits = group.fits, fails = fits.filter(function (row) { return row.failing; }).length;
      group.home.hidden = any && !fits.length;
      group.home.open = any ? shown <= AT_ONCE && fits.length > 0 && fits.length <= AT_ONCE : group.unfolded;
      group.count.textContent = any ? fits.length + " / " + group.total : group.total;
      if (group.fail && group.rows) { group.fail.textContent = fails; }
      if (group.rows && (group.home.open || !group.piece)) { show(group, fits); }
    });
    found.textContent = any ? (waiting ? "… " : "") + (language.value === "zh" ? "找到 " : "Found: ") + shown : "";
  }

  groups.forEach(function (group) {
    if (!group.piece) { return; }
    group.body.className = "fetched";
    group.home.addEventListener("toggle", function () {
      if (group.home.open && group.rows) { show(group, group.fits); } else if (group.home.open) { load(group.piece); }
    });
  });

  function speak() {
    document.body.classList.toggle("in-zh", language.value === "zh");
    document.body.classList.toggle("in-en", language.value === "en");
    if (box.value || level.value || year.value || failing.checked) { seek(); } // a browser keeps what was sought
  }

  controls.forEach(function (control) { control.addEventListener("input", seek); });
  language.addEventListener("input", speak);
  language.value = /^zh\b/.test(navigator.language) ? "zh" : "en";
  document.getElementById("filter").hidden = false;
  speak();

  return function (pieces) { // called by each piece
    groups.forEach(function (group) {
      if (!pieces[group.number]) { return; }
      group.rows = pieces[group.number].map(function (r) {
        var find = (group.report ? [r.agency, r.printed || "", r.english, r.year, r.pinyin] : [r.zh, r.en, r.pinyin]).join(" ").toLowerCase();
        return { own: r, find: find, level: r.level, year: String(r.year || ""), failing: Boolean(r.failed) };
      });
      group.fits = group.rows;
      if (group.home.open) { show(group, group.fits); }
    });
    if (box.value || level.value || year.value || failing.checked) { seek(); }
  };
})();
