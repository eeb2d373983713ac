// The review: how complete each form is, what is to be done, and what it all adds up to.
//
// Takes `heat` {sections, rows: [{unit, name, state, cells: [{filled, required, missing}]}]}, `groups` [{title, findings:
// [{unit, item, code, place, message, level, step, reason}]}], `summary` and `scores` {columns, rows} and `said`; sends {kind: "jump", unit, item},
// {kind: "confirm", unit, item, code, message, reason}, {kind: "step", unit, item, code} and {kind: "refresh"}.
const SHOWN_AT_FIRST = 12;

function table(columns, rows, className) {
  const shown = made("table", className);
  const head = made("tr");
  head.append(...columns.map(column => made("th", "", column)));
  shown.append(head);
  for (const row of rows) {
    const line = made("tr");
    line.append(...row.map(cell => (cell instanceof Node ? cell : made("td", "", cell))));
    shown.append(line);
  }
  return shown;
}

function render({ model, el }) {
  el.classList.add("hy", "hy-review");
  el.dataset.lmSuppressShortcuts = "true";
  const opened = new Set();
  const drafts = new Map();
  const send = message => model.send(message);

  function heat() {
    const { sections, rows } = model.get("heat");
    const lines = rows.map(({ unit, name, state, cells }) => {
      const byName = new Map(cells.map(cell => [cell.section, cell]));
      const first = made("td", "hy-heat-name");
      first.append(button(name, "hy-plain", () => send({ kind: "jump", unit, item: "" })));
      return [first, made("td", `hy-state-${state}`, state), ...sections.map(section => heatCell(unit, byName.get(section)))];
    });
    return table(["单位", "状态", ...sections], lines, "hy-heat");
  }

  function heatCell(unit, cell) {
    if (!cell) return made("td", "hy-heat-none", "");
    const level = cell.filled === cell.required ? "full" : cell.filled ? "part" : "none";
    const shown = made("td", `hy-heat-${level}`, `${cell.filled}/${cell.required}`);
    if (cell.missing) {
      shown.title = "点一下，去填还没填的";
      shown.tabIndex = 0;
      const jump = () => send({ kind: "jump", unit, item: cell.missing });
      shown.addEventListener("click", jump);
      shown.addEventListener("keydown", event => { if (event.key === "Enter") jump(); });
    }
    return shown;
  }

  function finding(found) {
    const line = made("div", `hy-found hy-found-${found.level}`);
    const place = button(found.place, "hy-plain hy-found-place", () => send({ kind: "jump", unit: found.unit, item: found.item }));
    line.append(place, made("span", "hy-found-words", found.message));
    if (found.reason) {
      line.append(made("span", "hy-muted", `已说明：${found.reason}（${found.author}）`), button("撤回", "hy-small", () => confirm(found, "")));
    } else if (found.level === "warning") {
      const key = JSON.stringify([found.unit, found.item, found.message]);
      const ask = () => askReason(line, drafts, key, why => confirm(found, why));
      if (found.step) line.append(button(found.step, "hy-small", () => send({ kind: "step", unit: found.unit, item: found.item, code: found.code })));
      line.append(button("属实，写原因", "hy-small", ask));
      if (drafts.has(key)) ask();
    }
    return line;
  }

  const confirm = (found, reason) => send({ kind: "confirm", unit: found.unit, item: found.item, code: found.code, message: found.message, reason });

  function group({ title, findings }) {
    const box = made("details", "hy-group");
    box.open = opened.has(title) || (findings.length <= SHOWN_AT_FIRST && !title.startsWith("已说明"));
    box.addEventListener("toggle", () => (box.open ? opened.add(title) : opened.delete(title)));
    box.append(made("summary", "", `${title}（${findings.length}条）`), ...findings.map(finding));
    return box;
  }

  function draw() {
    const groups = model.get("groups");
    const { columns, rows } = model.get("summary");
    const bar = made("div", "hy-bar");
    bar.append(made("strong", "", model.get("title")), button("刷新", "", () => send({ kind: "refresh" })), made("span", "hy-saved hy-ok", model.get("said")));
    const nothing = made("div", "hy-empty", "没有要处理的了，可以去“生成”。");
    const whole = made("details", "hy-group hy-summary");
    whole.open = opened.has("汇总");
    whole.addEventListener("toggle", () => (whole.open ? opened.add("汇总") : opened.delete("汇总")));
    const about = made("div", "hy-muted hy-about", "比上期、同比空着的：那一期没有数，或者没有两期都报的单位。");
    whole.append(made("summary", "", "全局汇总：合计、覆盖、目标、比上期、同比"), about, table(columns, rows));
    const scores = model.get("scores");
    const assessed = made("details", "hy-group hy-summary");
    assessed.open = opened.has("考核");
    assessed.hidden = !scores.rows?.length;
    assessed.addEventListener("toggle", () => (assessed.open ? opened.add("考核") : opened.delete("考核")));
    assessed.append(made("summary", "", "考核：按目标完成情况得分"), table(scores.columns ?? [], scores.rows ?? []));
    el.replaceChildren(
      bar, made("h3", "", "填报进度（必填已填/必填）"), heat(), made("h3", "", "要处理的"),
      ...(groups.some(each => !each.title.startsWith("已说明")) ? [] : [nothing]), ...groups.map(group), made("h3", "", "汇总"), whole, assessed,
    );
    el.dataset.drawn = String(Number(el.dataset.drawn || 0) + 1);
  }

  let isWaiting = false;
  const drawSoon = () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => { isWaiting = false; draw(); }, 0);
  };
  const names = ["heat", "groups", "summary", "scores", "said", "title"];
  names.forEach(name => model.on(`change:${name}`, drawSoon));
  draw();
  return () => names.forEach(name => model.off(`change:${name}`, drawSoon));
}

export default { render };
