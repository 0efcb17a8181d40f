// The review panel: one plain module for the local page (page.js) and for JupyterLab (anywidget).
// It keeps nothing: every change goes to Python, which saves it and answers with the whole state.

const KEYS = ["a", "s", "d"]; // candidates
const MARKS = { pass: "✓", fail: "✗", undecided: "?" };
// A long word in a narrow column breaks with a hyphen, whether or not the browser knows its language.
const parted = (text) => text.replace(/[A-Za-z]{5}(?=[a-z]{7})/g, "$&\u00ad");

function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

class Calls {
  // One after another, in order; of several states of one cell that still wait, the last is enough.
  constructor(call, answered, failed) {
    Object.assign(this, { call, answered, failed, waiting: [], busy: false });
  }

  add(name, args = {}) {
    const last = this.waiting[this.waiting.length - 1];
    if (name === "write" && last && last.name === "write" && last.args.code === args.code) {
      last.args = args;
      return last.promise;
    }
    const one = { name, args };
    one.promise = new Promise((resolve) => (one.resolve = resolve));
    this.waiting.push(one);
    this.run();
    return one.promise;
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length) {
      const one = this.waiting.shift();
      try {
        const answer = await this.call(one.name, one.args);
        this.answered(answer, this.waiting.length > 0);
        one.resolve(answer);
      } catch (error) {
        this.failed(error);
        one.resolve({ error: String(error) });
      }
    }
    this.busy = false;
  }
}

class Panel {
  constructor(root, call) {
    this.root = root;
    this.calls = new Calls(call, (a, more) => this.answered(a, more), () => this.lost());
  }

  async start() {
    this.root.classList.add("gouji-review");
    this.root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab keeps its keys
    const model = await this.calls.call("open", {}).catch(() => null);
    if (!model || model.error) {
      this.root.append(make("p", { class: "gr-error", role: "alert" }, model ? model.error
        : "地址里没有口令，或程序已结束。请从终端复制完整地址。 · The address lacks its token, or the program has ended. "
        + "Copy the whole address from the terminal."));
      return;
    }
    this.model = model;
    this.words = model.words;
    this.root.setAttribute("lang", model.lang === "zh" ? "zh-CN" : "en");
    this.build();
    this.state = model;
    this.apply();
    this.showOriginal();
    const first = this.nextOpen(null, 1) || this.order[0];
    this.focus(first);
  }

  say(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  // Building, once.

  build() {
    this.inputs = new Map();
    this.order = [];
    this.bands = new Map(); // row or column -> its head's badge
    const model = this.model;
    this.count = make("p", { class: "gr-count", role: "status" });
    this.saved = make("span", { class: "gr-saved", role: "status" });
    this.alert = make("p", { class: "gr-error", role: "alert", hidden: "" });
    this.undoButton = make("button", { type: "button", onclick: () => this.step("undo") }, this.say("undo"));
    this.redoButton = make("button", { type: "button", onclick: () => this.step("redo") }, this.say("redo"));
    const done = model.reader === 2 ? "compare" : "done";
    this.doneButton = make("button", { type: "button", class: "gr-main", onclick: () => this.finish() }, this.say(done));
    this.findingsButton = make("button", { type: "button", "aria-expanded": "false", onclick: () => this.toggleFindings() }, this.say("findings"));
    const head = make("header", {},
      make("h1", {}, model.file),
      make("span", { class: "gr-sha", title: `sha256 ${model.sha256}` }, `${this.say("reader")} ${model.by} · sha256 ${model.sha256.slice(0, 12)}…`),
      this.saved, this.undoButton, this.redoButton, this.findingsButton, this.doneButton);
    this.left = make("section", { class: "gr-original", "aria-label": this.say("original"), tabindex: "0" });
    this.detail = make("div", { class: "gr-detail", "aria-live": "polite" });
    this.differences = make("section", { class: "gr-differences", hidden: "" });
    this.findings = make("section", { class: "gr-findings", hidden: "", "aria-label": this.say("findings") });
    const right = make("section", { class: "gr-form", "aria-label": this.say("form") },
      make("div", { class: "gr-top" }, this.count, this.detail),
      this.differences, this.findings, this.fields(), ...model.tables.map((table) => this.table(table)));
    this.root.append(head, this.alert, make("div", { class: "gr-panes" }, this.left, right),
      make("footer", {}, make("strong", {}, `${this.say("keys")} `), this.say("key_help")));
  }

  fields() {
    const box = make("div", { class: "gr-fields" });
    this.fieldInputs = new Map();
    for (const name of ["agency", "year", "published"]) {
      const input = make("input", { type: "text", name, autocomplete: "off",
        oninput: () => this.send("write", { code: name, text: input.value }),
        onchange: () => this.send("accept", { code: name }),
        onkeydown: (event) => {
          if (event.key === "Enter" && !event.isComposing) {
            event.preventDefault();
            const all = [...this.fieldInputs.values()];
            const next = all[all.indexOf(input) + 1];
            if (next) next.focus();
            else this.focus(this.nextOpen(null, 1) || this.order[0]);
          }
        } });
      this.fieldInputs.set(name, input);
      box.append(make("label", {}, make("span", {}, this.say(name)), input));
    }
    return box;
  }

  table(table) {
    const box = make("div", { class: "gr-table" }, make("h2", {}, table.label));
    let body = null;
    let heads = null;
    let group = "";
    this.grid = this.grid || [];
    for (const row of table.rows) {
      if (JSON.stringify(row.heads) !== heads) {
        heads = JSON.stringify(row.heads);
        const top = make("tr", {}, make("th", { scope: "col" }, this.say("row")));
        row.columns.forEach((column, i) => top.append(make("th", { scope: "col" }, parted(row.heads[i]), this.band(`${table.name}/*/${column}`))));
        body = make("tbody");
        box.append(make("table", {}, make("thead", {}, top), body));
      }
      if (row.group && row.group !== group)
        body.append(make("tr", { class: "gr-group" }, make("th", { scope: "rowgroup", colspan: row.columns.length + 1 }, row.group)));
      group = row.group;
      const line = make("tr", {}, make("th", { scope: "row" }, row.label, this.band(`${table.name}/${row.item}/*`)));
      const codes = row.columns.map((column) => `${table.name}/${row.item}/${column}`);
      codes.forEach((code, i) => line.append(make("td", {}, this.cell(code, row, i))));
      this.grid.push(codes);
      body.append(line);
    }
    return box;
  }

  band(where) {
    const badge = make("span", { class: "gr-badge" });
    if (!this.bands.has(where)) this.bands.set(where, []);
    this.bands.get(where).push(badge);
    return badge;
  }

  cell(code, row, i) {
    const label = `${row.group ? `${row.group} ` : ""}${row.label} · ${row.heads[i]}`;
    const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": label, "data-code": code,
      onfocus: () => this.entered(code), onkeydown: (event) => this.key(event, code),
      oninput: (event) => { if (!event.isComposing) this.send("write", { code, text: input.value }); },
      oncompositionend: () => this.send("write", { code, text: input.value }) });
    input.gouji = label;
    this.inputs.set(code, input);
    this.order.push(code);
    return input;
  }

  // Keys.

  key(event, code) {
    if (event.isComposing) return;
    const input = this.inputs.get(code);
    const act = this.action(event, code, input);
    event.stopPropagation();
    if (!act) return;
    event.preventDefault();
    act();
  }

  action(event, code, input) {
    const key = event.key;
    if (event.ctrlKey || event.metaKey) {
      if (key === "z" || key === "Z") return () => this.step(event.shiftKey ? "redo" : "undo");
      return key === "y" ? () => this.step("redo") : null;
    }
    if (event.altKey) return null;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (whole || input.selectionEnd === 0) moves.ArrowLeft = [0, -1];
    if (whole || input.selectionStart === input.value.length) moves.ArrowRight = [0, 1];
    if (moves[key]) return () => this.move(code, ...moves[key]);
    const candidate = this.prints(code)[KEYS.indexOf(key)];
    if (candidate) return () => this.put(code, candidate[0]);
    return {
      Enter: () => this.accept(code),
      n: () => this.jump(code, 1),
      N: () => this.jump(code, -1),
      z: () => this.zeros(code),
      "*": () => this.zeros(code),
      b: () => this.put(code, ""),
      "?": () => this.put(code, "?"),
      "？": () => this.put(code, "?"),
      u: () => this.step("undo"),
      r: () => this.step("redo"),
      a: () => {}, s: () => {}, d: () => {},
    }[key];
  }

  // Only what the print may say is taken by a key. What the sums say is shown, and typed by whoever
  // sees it printed: a figure taken from the sums proves no sum.
  prints(code) {
    return (this.state.candidates[code] || []).filter(([, why]) => why === "print");
  }

  isOpen(code) {
    return this.state.cells[code].open;
  }

  nextOpen(code, by) {
    const start = code === null ? (by > 0 ? -1 : 0) : this.order.indexOf(code);
    for (let i = 1; i <= this.order.length; i++) {
      const at = (start + by * i + 2 * this.order.length) % this.order.length;
      if (this.order[at] !== code && this.isOpen(this.order[at])) return this.order[at];
    }
    return null;
  }

  jump(code, by) {
    const next = this.nextOpen(code, by) || this.nextFailing(code, by);
    if (next) this.focus(next);
    else this.tell(this.say("all_done"));
  }

  nextFailing(code, by) {
    const start = this.order.indexOf(code);
    for (let i = 1; i <= this.order.length; i++) {
      const at = (start + by * i + 2 * this.order.length) % this.order.length;
      if (this.inputs.get(this.order[at]).classList.contains("gr-fail")) return this.order[at];
    }
    return null;
  }

  // The next cell has the focus before Python answers: digits typed at once must not go astray.
  accept(code) {
    const cell = this.state.cells[code];
    const input = this.inputs.get(code);
    const known = cell.typed || input.value !== "" || !["absent", "unreadable"].includes(cell.status);
    if (known) {
      if (!this.looksRight(input.value)) return this.tell(this.say("no_number"), true);
      cell.open = false;
      this.send("accept", { code });
    }
    this.focusNext(code);
  }

  looksRight(text) {
    // Python decides what is a number; letters that slipped in are stopped here.
    return !/[A-Za-z]/.test(text);
  }

  put(code, text) {
    const cell = this.state.cells[code];
    cell.open = false;
    cell.typed = true;
    this.inputs.get(code).value = text;
    this.send("put", { code, text });
    this.focusNext(code);
  }

  zeros(code) {
    const row = this.grid.find((codes) => codes.includes(code));
    const value = (each) => this.inputs.get(each).value.trim();
    const rest = row.slice(row.indexOf(code)).filter((each) => this.isOpen(each));
    let empty = rest.filter((each) => value(each) === "");
    const others = row.filter((each) => !empty.includes(each) && !each.endsWith("/total"));
    if (others.some((each) => value(each) !== "0")) empty = empty.filter((each) => !each.endsWith("/total"));
    for (const each of rest)
      if (empty.includes(each) || value(each) !== "") this.state.cells[each].open = false;
    for (const each of empty) {
      this.inputs.get(each).value = "0";
      this.state.cells[each].typed = true;
    }
    this.send("zeros", { code });
    this.focusNext(code);
  }

  focusNext(code) {
    const next = this.nextOpen(code, 1);
    if (next) this.focus(next);
    else {
      this.tell(this.say("all_done"));
      this.inputs.get(code).select();
    }
  }

  async step(name) {
    const answer = await this.calls.add(name);
    if (answer.focus && this.inputs.has(answer.focus)) this.focus(answer.focus);
  }

  move(code, down, right) {
    const y = this.grid.findIndex((codes) => codes.includes(code));
    const x = this.grid[y].indexOf(code);
    const row = this.grid[y + down];
    if (!row) return;
    const next = right ? row[x + right] : row[Math.min(x, row.length - 1)];
    if (next) this.focus(next);
  }

  focus(code) {
    const input = this.inputs.get(code);
    input.focus();
    input.select();
  }

  entered(code) {
    this.current = code;
    this.showDetail(code);
    this.markPlace(this.model.published[code][3]);
    this.inputs.get(code).select();
  }

  // Calls and what they answer.

  send(name, args) {
    this.saved.textContent = this.say("saving");
    return this.calls.add(name, args);
  }

  answered(answer, more) {
    if (answer.cells) this.state = more ? this.state : answer;
    if (!more && answer.cells) this.apply();
    if (answer.error) this.tell(answer.error, true);
    else if (!more) this.saved.textContent = `✓ ${this.say("saved")}`;
  }

  lost() {
    this.saved.textContent = "";
    this.tell(this.say("lost"), true);
  }

  tell(text, wrong = false) {
    this.alert.textContent = text;
    this.alert.classList.toggle("gr-quiet", !wrong);
    this.alert.hidden = false;
    clearTimeout(this.timer);
    if (!wrong) this.timer = setTimeout(() => (this.alert.hidden = true), 4000);
  }

  apply() {
    const { cells, sums, fields } = this.state;
    const outcomes = new Map();
    for (const [where, , label, outcome] of sums) {
      if (!outcomes.has(where)) outcomes.set(where, []);
      outcomes.get(where).push([label, outcome]);
    }
    const worst = (where) => {
      const found = (outcomes.get(where) || []).map(([, outcome]) => outcome);
      return ["fail", "undecided", "pass"].find((outcome) => found.includes(outcome));
    };
    for (const [where, badges] of this.bands) {
      const outcome = worst(where);
      for (const badge of badges) {
        badge.className = `gr-badge gr-${outcome || "none"}`;
        badge.textContent = outcome ? MARKS[outcome] : "";
        badge.title = (outcomes.get(where) || []).map(([label, each]) => `${MARKS[each]} ${label}`).join("\n");
        if (outcome) badge.setAttribute("aria-label", this.say(`${outcome}_one`));
        else badge.removeAttribute("aria-label");
        if (outcome) badge.setAttribute("role", "img");
      }
    }
    for (const [code, input] of this.inputs) {
      const cell = cells[code];
      const [table, item, column] = code.split("/");
      const here = [worst(`${table}/${item}/*`), worst(`${table}/*/${column}`)];
      const value = cell.typed || !["absent", "unreadable"].includes(cell.status) ? cell.text : "";
      if (input.value !== value) input.value = value;
      input.placeholder = { absent: "—", unreadable: "?", blank: this.say("blank") }[cell.status] || "";
      input.className = [cell.open && "gr-open", cell.accepted && "gr-accepted", cell.status === "blank" && "gr-blank",
        here.includes("fail") ? "gr-fail" : here.includes("pass") && !here.includes("undecided") && "gr-pass",
        cell.typed && cell.status === "unreadable" && cell.text !== "?" && "gr-bad"].filter(Boolean).join(" ");
      input.title = cell.by ? `${cell.by} · ${cell.at}` : "";
      input.setAttribute("aria-invalid", String(input.classList.contains("gr-bad")));
    }
    for (const [name, input] of this.fieldInputs) if (input !== document.activeElement || !input.value) input.value = fields[name];
    const count = (outcome) => sums.filter((each) => each[3] === outcome).length;
    const open = this.order.filter((code) => cells[code].open).length;
    this.count.replaceChildren(
      make("span", { class: open ? "gr-chip gr-chip-open" : "gr-chip", "data-open": open }, this.say("open", { count: open })),
      ...["pass", "fail", "undecided"].map((outcome) => make("span", { class: `gr-chip gr-${outcome}`, [`data-${outcome}`]: count(outcome) },
        `${MARKS[outcome]} ${this.say(outcome, { count: count(outcome) })}`)));
    this.undoButton.disabled = !this.state.undo;
    this.redoButton.disabled = !this.state.redo;
    if (this.current) this.showDetail(this.current);
    this.showDifferences();
  }

  showDetail(code) {
    const [status, printed, , where] = this.model.published[code];
    const found = this.state.candidates[code] || [];
    const label = this.inputs.get(code).gouji;
    this.detail.replaceChildren(
      make("strong", {}, label), make("code", {}, code),
      make("span", {}, `${this.say("printed")}${printed ? `“${printed}” ` : ""}[${this.words[status] || status}]`),
      make("span", {}, where ? `${this.say("place")}${where}` : this.say("no_place")));
    if (found.length) {
      const box = make("span", { class: "gr-candidates" }, this.say("candidates"));
      this.prints(code).slice(0, KEYS.length).forEach(([text], i) => box.append(
        make("button", { type: "button", onclick: () => this.put(code, text) }, make("kbd", {}, KEYS[i]), ` ${text} `, make("small", {}, this.say("why_print")))));
      for (const [text, why] of found)
        if (why === "rules") box.append(make("span", { class: "gr-implied" }, `${text} `, make("small", {}, this.say("why_rules"))));
      this.detail.append(box);
    }
  }

  // The original.

  async showOriginal() {
    const { original, notes } = this.model;
    if (notes.length) this.left.append(make("p", { class: "gr-notes" }, notes.join(" ")));
    if (original.kind === "html") {
      // Its own scripts are taken out and it may run none; the panel marks cells from outside.
      this.frame = make("iframe", { sandbox: "allow-same-origin", title: this.say("original"), srcdoc: original.html,
        onload: () => this.current && this.markPlace(this.model.published[this.current][3]) });
      this.left.append(this.frame);
    } else if (original.kind === "pages") await this.showPages(original);
    else if (original.kind === "blocks") this.left.append(this.blocks(original.blocks));
    else this.left.append(make("p", { class: "gr-error" }, original.reason));
    if (this.current) this.markPlace(this.model.published[this.current][3]);
  }

  async showPages(original) {
    this.pages = original.pages.map(([width, height], i) => {
      const page = make("figure", { class: "gr-page", style: `aspect-ratio: ${width} / ${height}` });
      this.left.append(page);
      return page;
    });
    for (const [i, page] of this.pages.entries()) {
      const answer = await this.calls.call("page", { number: i + 1 }).catch(() => ({}));
      if (answer.picture) page.prepend(make("img", { src: answer.picture, alt: this.say("page", { count: i + 1 }) }));
    }
  }

  blocks(all) {
    const box = make("div", { class: "gr-blocks" });
    this.places = new Map();
    const place = (element, where) => {
      if (where && !this.places.has(where)) this.places.set(where, element);
      return element;
    };
    for (const block of all) {
      if (!block.rows) box.append(place(make("p", {}, block.text), block.where));
      else box.append(make("table", {}, make("tbody", {}, ...block.rows.map((row) => make("tr", {},
        ...row.map(([text, where, width]) => place(make("td", { colspan: width > 1 ? width : null }, text), where)))))));
    }
    return box;
  }

  markPlace(where) {
    const { original } = this.model;
    for (const old of this.left.querySelectorAll(".gr-here")) old.classList.remove("gr-here");
    for (const old of this.left.querySelectorAll(".gr-box")) old.remove();
    const doc = this.frame && this.frame.contentDocument;
    if (doc) for (const old of doc.querySelectorAll(".gouji-cell")) old.classList.remove("gouji-cell");
    if (!where) return;
    if (doc) {
      const element = doc.getElementById(original.ids[where]);
      if (element) this.scrollTo(element, (e) => e.classList.add("gouji-cell"), doc.scrollingElement);
    } else if (this.places) {
      const element = this.places.get(where);
      if (element) this.scrollTo(element, (e) => e.classList.add("gr-here"), this.left);
    } else if (this.pages) {
      for (const [number, left, bottom, right, top] of original.boxes[where] || []) {
        const page = this.pages[number - 1];
        if (!page) continue;
        const [width, height] = original.pages[number - 1];
        const percent = (part, whole) => `${(100 * part) / whole}%`;
        const box = make("div", { class: "gr-box", style: `left:${percent(left - 2, width)};top:${percent(height - top - 2, height)};`
          + `width:${percent(right - left + 4, width)};height:${percent(top - bottom + 4, height)}` });
        page.append(box);
        this.scrollTo(box, () => {}, this.left);
      }
    }
  }

  scrollTo(element, mark, pane) {
    mark(element);
    if (!pane) return;
    const box = element.getBoundingClientRect();
    const outer = pane === this.left ? pane.getBoundingClientRect() : { top: 0, left: 0 };
    const middle = (pane === this.left ? pane.clientHeight : this.frame.clientHeight) / 2;
    pane.scrollTop += box.top - outer.top - middle; // only this pane: the page itself stays
    if (box.left < outer.left || box.right > outer.left + pane.clientWidth) pane.scrollLeft += box.left - outer.left - 40;
  }

  // Done, differences, findings.

  async finish() {
    const answer = await this.send("finish");
    if (answer.written) this.tell(this.say("written", { file: answer.written }));
    if (!this.findings.hidden) this.loadFindings();
  }

  showDifferences() {
    const found = this.state.differences || [];
    this.differences.hidden = !found.length;
    const list = make("ul");
    for (const [code, first, second] of found) {
      const third = make("input", { type: "text", value: second, "aria-label": `${this.labelOf(code)}` });
      const settle = (text) => this.send("settle", { code, text });
      const shown = (text) => (text === "" ? this.say("empty") : text);
      list.append(make("li", { "data-code": code }, make("span", {}, this.labelOf(code)),
        make("button", { type: "button", onclick: () => settle(first) }, `${this.say("first")}: ${shown(first)}`),
        make("button", { type: "button", onclick: () => settle(second) }, `${this.say("second")}: ${shown(second)}`),
        third, make("button", { type: "button", onclick: () => settle(third.value) }, this.say("settle"))));
    }
    this.differences.replaceChildren(make("h2", {}, this.say("differences", { count: found.length })), list);
  }

  labelOf(code) {
    return this.inputs.has(code) ? this.inputs.get(code).gouji : this.words[code] || code;
  }

  toggleFindings() {
    this.findings.hidden = !this.findings.hidden;
    this.findingsButton.setAttribute("aria-expanded", String(!this.findings.hidden));
    if (!this.findings.hidden) this.loadFindings();
  }

  async loadFindings() {
    this.showFindings(await this.calls.add("findings"));
  }

  showFindings(answer) {
    if (answer.error) return;
    const items = answer.findings.map((finding) => {
      const item = make("li", { class: `gr-${finding.severity}` }, make("strong", {}, `${this.words[finding.severity] || finding.severity} `),
        make("span", {}, finding.text), make("code", {}, `${finding.rule} ${finding.where}`));
      if (finding.decision) {
        const [decision, by, on, reason] = finding.decision;
        item.append(make("p", { class: "gr-decided" }, `${this.say(decision)} · ${by} · ${on}: ${reason}`));
        return item;
      }
      const reason = make("input", { type: "text", "aria-label": this.say("reason"), placeholder: this.say("reason") });
      const decide = async (decision) => this.showFindings(await this.calls.add("decide",
        { rule: finding.rule, where: finding.where, decision, reason: reason.value }));
      item.append(make("div", { class: "gr-decide" }, reason, ...["accept", "reject", "explain"].map((decision) =>
        make("button", { type: "button", onclick: () => decide(decision) }, this.say(decision)))));
      return item;
    });
    this.findings.replaceChildren(make("h2", {}, this.say("findings_of", { file: answer.of })),
      items.length ? make("ul", {}, ...items) : make("p", {}, this.say("no_findings")));
  }
}

export function mount(root, call) {
  return new Panel(root, call).start();
}

// JupyterLab: calls go through the kernel.
function render({ model, el }) {
  const waiting = new Map();
  let count = 0;
  model.on("msg:custom", (message) => {
    const resolve = waiting.get(message.id);
    waiting.delete(message.id);
    if (resolve) resolve(message.answer);
  });
  const call = (name, args) => new Promise((resolve) => {
    waiting.set(++count, resolve);
    model.send({ id: count, name, arguments: args });
  });
  const root = document.createElement("div");
  el.append(root);
  mount(root, call);
}

export default { render };
