// The form of one unit: labels, text fields and what is found beside them.
//
// Takes `heading`, `sections` (what is asked) and `shown` {period, unit, turn, done, cells, folded}; sends
// {kind: "enter", key, text, shown, view, number} · {kind: "adopt", keys} · {kind: "keep" | "take", key} ·
// {kind: "confirm", key, code, message, reason}, each with the period and unit its fields show, and
// {kind: "go", unit?, period?} · {kind: "submit"} · {kind: "undo"} · {kind: "refresh"} · {kind: "focus", key}.
// Takes {kind: "open", key}: puts the cursor there. What is typed is never changed here, and an answer that does not know of a
// field's last edit yet (`done`) leaves the field alone.
const IDLE = 900;
const LATE = 10000;
const FLUSH = 400;
// Voila ends the kernel as the page goes: its page template says so first.
const CLOSING = ["hy-leaving", "beforeunload"];
const COMPUTED = "合计";
const PLACE = "hy-place";
const CUT_OFF = "还没有存上：与程序断开了，或程序正忙。请先不要关闭本页；过一会儿仍这样，请刷新页面后核对。";

class Field {
  constructor(item, form) {
    this.item = item;
    this.form = form;
    this.stored = "";
    this.clean = "";
    this.sent = 0;
    this.drafts = new Map();
    this.input = item.is_text || item.is_list ? made("textarea") : made("input");
    this.input.rows = item.is_text ? 3 : 1;
    this.input.classList.toggle("hy-wide", !item.unit && Boolean(item.hint));
    this.input.id = `hy-${form.id}-${item.key}`;
    this.input.placeholder = item.hint;
    this.input.title = item.about;
    this.input.setAttribute("aria-label", item.label);
    this.input.autocomplete = "off";
    const label = made("label", item.required ? "hy-label hy-required" : "hy-label", item.label);
    label.htmlFor = this.input.id;
    label.title = item.about;
    label.classList.toggle("hy-has-help", item.has_help);
    this.unit = made("span", "hy-unit", item.unit);
    this.last = made("span", "hy-last");
    this.aim = made("span", "hy-aim");
    this.finding = made("div", "hy-finding");
    this.finding.setAttribute("aria-live", "polite");
    this.row = made("div", `hy-row hy-field-${item.key}${item.is_text ? " hy-long" : ""}`);
    this.row.dataset.key = item.key;
    const entry = made("span", "hy-entry-box");
    entry.append(this.input, this.unit);
    const side = made("span", "hy-side");
    side.append(this.last, this.aim, this.finding);
    this.row.append(label, entry, side);
    if (item.choices.length) this.offerChoices();
    this.listen();
  }

  offerChoices() {
    const list = made("datalist");
    list.id = `${this.input.id}-choices`;
    list.append(...this.item.choices.map(word => Object.assign(made("option"), { value: word })));
    this.input.setAttribute("list", list.id);
    this.row.append(list);
  }

  listen() {
    this.input.addEventListener("change", () => this.save());
    this.input.addEventListener("focus", () => this.form.send({ kind: "focus", key: this.item.key }));
    this.input.addEventListener("input", () => { this.count(); this.saveSoon(); });
    // What an input method is still composing is nobody's text yet.
    this.input.addEventListener("compositionstart", () => { this.isComposing = true; });
    this.input.addEventListener("compositionend", () => { this.isComposing = false; this.saveSoon(); });
    this.input.addEventListener("keydown", event => this.press(event));
  }

  saveSoon() {
    clearTimeout(this.timer);
    if (this.item.is_text) this.timer = setTimeout(() => this.save(), IDLE);
  }

  press(event) {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.isComposing) return;
    const isLeaving = this.item.is_text ? event.key === "Enter" && event.ctrlKey : isPlain && ["Enter", "ArrowDown"].includes(event.key);
    if (isLeaving) { event.preventDefault(); this.form.step(this, +1); }
    if (!this.item.is_text && isPlain && event.key === "ArrowUp") { event.preventDefault(); this.form.step(this, -1); }
    if (event.key === "Escape" && this.isTyping) { this.put(this.text); event.preventDefault(); }
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !this.isTyping) { event.preventDefault(); this.form.undo(); }
  }

  // A field may show a text otherwise than it was given (a line break in a single line): only what differs from that was typed.
  get isTyping() { return this.input.value !== this.clean; }

  put(text) {
    this.text = text;
    this.input.value = text;
    this.clean = this.input.value;
    this.count();
  }

  save() {
    clearTimeout(this.timer);
    if (!this.isTyping || this.isComposing) return;
    this.clean = this.input.value;
    this.sent = this.form.enter(this.item.key, this.input.value, this.stored);
    this.row.classList.add("hy-saving");
  }

  // Nothing answered: the text counts as typed still, and is sent again when the field or the page is left.
  unsent() { this.clean = undefined; }

  show(cell, done) {
    if (this.sent > done) return;
    this.stored = cell.stored;
    const isKept = this.isTyping && (document.activeElement === this.input || this.isComposing);
    if (!isKept && (this.text !== cell.text || this.isTyping)) this.put(cell.text);
    this.row.classList.remove("hy-saving");
    this.row.dataset.state = cell.state;
    this.isComputed = Boolean(cell.computed || this.item.source);
    const source = this.item.source || COMPUTED;
    this.input.placeholder = cell.computed ? `${source} ${cell.computed}` : this.item.source ? "不用填" : this.item.hint;
    this.showLast(cell);
    this.aim.textContent = cell.aim;
    this.showFindings(cell);
    this.count();
  }

  // Drawn anew only where it says something else: a reason being typed stays under the cursor.
  showFindings({ findings, conflict }) {
    const said = JSON.stringify([findings, conflict]);
    if (said === this.said) return;
    this.said = said;
    this.finding.replaceChildren(...findings.map(found => this.found(found)), ...this.conflict(conflict));
  }

  // Another unit's field: nothing typed or asked in this one belongs to it.
  moveTo(text) {
    this.sent = 0;
    this.said = undefined;
    this.drafts.clear();
    this.put(text);
  }

  get hasLast() { return Boolean(this.last.childElementCount) && !this.text && !this.isComputed; }

  showLast(cell) {
    this.last.replaceChildren();
    if (!cell.last) return;
    if (this.item.is_text) {
      const more = made("details");
      more.append(made("summary", "", "上期写的"), made("div", "hy-last-text", cell.last));
      this.last.append(more);
    } else {
      this.last.append(Object.assign(made("span", "", `上期 ${cell.last}`), { title: cell.last }));
    }
    if (!cell.text && !this.isComputed) this.last.append(button("沿用", "hy-small", () => this.form.tell({ kind: "adopt", keys: [this.item.key] }), "填上上期的内容"));
  }

  found({ level, message, said, code, reason }) {
    const line = made("div", `hy-${level}`, message);
    const confirm = why => this.form.tell({ kind: "confirm", key: this.item.key, code, message: said, reason: why });
    const ask = () => askReason(line, this.drafts, said, confirm);
    if (level === "warning") line.append(button("属实", "hy-small", ask, "数字没错，写明原因后不再提醒"));
    if (level === "warning" && this.drafts.has(said)) ask();
    if (reason) line.append(button("撤回", "hy-small", () => confirm("")));
    return line;
  }

  conflict(met) {
    if (!met) return [];
    const box = made("div", "hy-conflict");
    box.append(
      made("div", "", `这一项被${met.author}在${met.at}改过，没有保存。您填的是“${met.mine}”，对方填的是“${met.theirs}”。`),
      button("保留我填的", "hy-small", () => this.form.tell({ kind: "keep", key: this.item.key })),
      button("改用对方填的", "hy-small", () => this.form.tell({ kind: "take", key: this.item.key })),
    );
    return [box];
  }

  count() {
    if (!this.item.limit) return;
    const length = [...this.input.value.trim()].length;
    this.unit.textContent = length ? `${length}/${this.item.limit}字` : "";
    this.unit.classList.toggle("hy-warning", length > this.item.limit);
  }
}

class Form {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.id = Math.random().toString(36).slice(2, 8);
    this.fields = new Map();
    this.place = {};
    this.number = 0;
    this.waitedFor = 0;
    el.classList.add("hy", "hy-entry");
    el.dataset.lmSuppressShortcuts = "true";
    this.head = made("div", "hy-head");
    this.body = made("div", "hy-sections");
    el.append(this.head, this.body);
    this.makeHead();
    this.build();
    this.showHeading();
    this.showCells();
  }

  // Where there is no kernel any more, sending itself fails: what could not be sent is looked after like what nobody answers.
  send(message) {
    try { this.model.send(message); } catch { setTimeout(() => this.lookAfter(this.number), 0); }
  }

  // Whatever is done to a figure is said with the place its fields show, not with the one the kernel may have gone to.
  tell(message) { this.send({ ...message, ...this.place }); }

  enter(key, text, shown) {
    this.number += 1;
    const number = this.number;
    setTimeout(() => this.lookAfter(number), LATE);
    this.tell({ kind: "enter", key, text, shown, view: this.id, number });
    return number;
  }

  lookAfter(number) {
    if (number <= this.done) return;
    this.isLate = true;
    for (const field of this.fields.values()) if (field.sent >= number) field.unsent();
    this.saved.textContent = CUT_OFF;
    this.saved.className = "hy-saved hy-error";
  }

  get done() { return this.model.get("shown").done?.[this.id] ?? 0; }

  // A page that is closed or reloaded saves what is being typed, and waits a moment for the kernel to have it. Where nothing is
  // answered any more the browser asks: what is typed is on this page only.
  close(event) {
    this.leave();
    if (this.isLate) event.preventDefault();
    else if (this.number > Math.max(this.done, this.waitedFor)) { this.waitedFor = this.number; pause(FLUSH); }
  }

  // What is being typed is saved before anything else is shown.
  leave() { for (const field of this.fields.values()) field.save(); }

  undo() { this.leave(); this.send({ kind: "undo" }); }

  // Until the other place is shown nothing can be typed into this one's fields.
  go(where) {
    this.leave();
    this.body.inert = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { this.body.inert = false; }, LATE);
    this.send({ kind: "go", ...where });
  }

  makeHead() {
    let box;
    const line = made("div", "hy-bar");
    [box, this.period] = choice("期间", "hy-period", period => this.go({ period }));
    line.append(box);
    [box, this.unit] = choice("单位", "hy-unit-choice", unit => this.go({ unit }));
    line.append(box);
    line.append(button("‹ 上一个", "", () => this.stepUnit(-1)), button("下一个 ›", "", () => this.stepUnit(+1)));
    this.undoButton = button("撤销", "hy-undo", () => this.undo(), "撤销刚才保存的一次修改（Ctrl+Z）");
    line.append(this.undoButton, button("刷新", "hy-refresh", () => { this.leave(); this.send({ kind: "refresh" }); }, "看看别人有没有改"));
    this.submitButton = button("上报", "hy-submit", () => { this.leave(); this.tell({ kind: "submit" }); }, "");
    line.append(this.submitButton);
    this.saved = made("div", "hy-saved");
    this.saved.setAttribute("aria-live", "polite");
    this.state = made("div", "hy-state");
    this.links = made("div", "hy-links");
    this.head.append(line, this.saved, this.state, this.links);
  }

  stepUnit(by) {
    const codes = this.model.get("heading").units.map(([, code]) => code);
    this.go({ unit: codes[(codes.indexOf(this.unit.value) + by + codes.length) % codes.length] });
  }

  build() {
    this.fields.clear();
    this.parts = this.model.get("sections").map(section => this.section(section));
    this.body.replaceChildren(...this.parts.map(part => part.box));
    this.links.replaceChildren(...this.parts.map(part => part.link));
  }

  section({ title, items }) {
    const box = made("section", "hy-section");
    const head = made("h3", "hy-section-head", title);
    const left = made("span", "hy-left");
    const keys = items.map(item => item.key);
    const adopt = button("沿用上期（没填的）", "hy-small hy-adopt", () => this.tell({ kind: "adopt", keys }), "本节没填的项目，都填上上期的内容");
    const fold = button("展开", "hy-small hy-fold", () => { part.isOpened = !part.isOpened; this.showFold(part); }, "数对得上就不用填");
    head.append(left, adopt, fold);
    box.append(head);
    for (const item of items) {
      const field = new Field(item, this);
      this.fields.set(item.key, field);
      box.append(field.row);
    }
    const goThere = () => (link.dataset.first ? this.open(link.dataset.first) : box.scrollIntoView({ block: "start", behavior: "smooth" }));
    const link = button(title, "hy-link", goThere);
    const part = { box, left, link, title, keys, adopt, fold, isOpened: false };
    return part;
  }

  // A section that is asked for only where numbers do not agree stays closed until then, or until somebody opens it.
  showFold(part) {
    const isFolded = (this.model.get("shown").folded ?? []).includes(part.title);
    part.fold.hidden = !isFolded;
    part.fold.textContent = part.isOpened ? "收起" : "展开";
    part.box.classList.toggle("hy-folded", isFolded && !part.isOpened);
  }

  showHeading() {
    const heading = this.model.get("heading");
    fill(this.period, heading.periods, heading.period);
    fill(this.unit, heading.units, heading.unit);
    this.state.textContent = heading.state;
    this.saved.textContent = heading.saved;
    this.saved.className = `hy-saved hy-${heading.mood}`;
    this.isLate = false;
    this.undoButton.disabled = !heading.undoable;
    this.submitButton.textContent = heading.filing.word;
    this.submitButton.title = heading.filing.about;
    this.submitButton.disabled = heading.filing.is_done;
  }

  showCells() {
    const { period, unit, cells } = this.model.get("shown");
    const isAnother = this.place.period !== period || this.place.unit !== unit;
    this.place = { period, unit };
    sessionStorage.setItem(PLACE, JSON.stringify(this.place));
    this.body.inert = false;
    for (const [key, field] of this.fields) {
      if (!cells[key]) continue;
      if (isAnother) field.moveTo(cells[key].text);
      field.show(cells[key], this.done);
    }
    for (const part of this.parts) {
      if (isAnother) part.isOpened = false;
      this.showPart(part, cells);
      this.showFold(part);
    }
    this.el.dataset.shown = String(Number(this.el.dataset.shown || 0) + 1);
  }

  // How a section stands: what is to be filled, what to be mended, what to be looked at; a click leads to the first of them.
  showPart({ left, link, title, keys, adopt }, cells) {
    const inState = state => keys.filter(key => cells[key]?.state === state);
    const [missing, unread, odd] = ["waiting", "unread", "warning"].map(inState);
    const said = [[missing, "还差", "项"], [unread, "", "项填错"], [odd, "", "项待核对"]].filter(([found]) => found.length);
    const words = said.map(([found, before, after]) => `${before}${found.length}${after}`).join("，");
    // What asks for nothing and has nothing is not done: it is just not begun.
    const isBlank = keys.every(key => ["blank", "absent"].includes(cells[key]?.state));
    const mark = words || (isBlank ? "" : "✓");
    left.textContent = mark;
    left.classList.toggle("hy-ok", !words);
    link.textContent = `${title} ${mark}`.trim();
    link.classList.toggle("hy-done", !words && !isBlank);
    link.classList.toggle("hy-none", isBlank);
    link.dataset.first = [...unread, ...missing, ...odd][0] ?? "";
    adopt.hidden = !keys.some(key => this.fields.get(key).hasLast);
  }

  step(field, by) {
    const all = [...this.fields.values()];
    const next = all[all.indexOf(field) + by];
    field.save();
    if (next) { next.input.focus(); next.input.select?.(); } else field.input.blur();
  }

  open(key) {
    const field = this.fields.get(key);
    if (!field) return;
    const part = this.parts.find(each => each.keys.includes(key));
    part.isOpened = true;
    this.showFold(part);
    field.row.scrollIntoView({ block: "center" });
    field.input.focus({ preventScroll: true });
    field.row.classList.add("hy-flash");
    setTimeout(() => field.row.classList.remove("hy-flash"), 1200);
  }
}

// A page that was reloaded comes back to the unit it showed: who goes on typing must not type into another's form.
function placeBefore(model) {
  const { periods, units } = model.get("heading");
  const { period, unit } = JSON.parse(sessionStorage.getItem(PLACE) ?? "{}");
  const isKnown = periods.some(([, code]) => code === period) && units.some(([, code]) => code === unit);
  return isKnown && (period !== model.get("shown").period || unit !== model.get("shown").unit) ? { period, unit } : null;
}

function render({ model, el }) {
  const before = placeBefore(model);
  const form = new Form(model, el);
  if (before) form.go(before);
  const heading = () => form.showHeading();
  const sections = () => { form.build(); form.place = {}; form.showCells(); };
  const cells = () => form.showCells();
  const message = sent => { if (sent.kind === "open") form.open(sent.key); };
  const leave = () => form.leave();
  const close = event => form.close(event);
  model.on("change:heading", heading);
  model.on("change:sections", sections);
  model.on("change:shown", cells);
  model.on("msg:custom", message);
  document.addEventListener("visibilitychange", leave);
  CLOSING.forEach(name => window.addEventListener(name, close));
  return () => {
    leave();
    model.off("change:heading", heading);
    model.off("change:sections", sections);
    model.off("change:shown", cells);
    model.off("msg:custom", message);
    document.removeEventListener("visibilitychange", leave);
    CLOSING.forEach(name => window.removeEventListener(name, close));
  };
}

export default { render };
