// All branches × figures: one table that takes what is typed or pasted as it stands.
//
// Takes `columns` ([{key, title, section, about, kind}]), `rows` ([{id, name, cells: {key: [text, state, note]}}]), `totals` and
// `missing_only` and `period`; sends {kind: "enter", period, edits: [[id, key, text], …], pasted?: {text, rows_beyond,
// columns_beyond, not_asked}}, {kind: "undo"} and {kind: "ready"}. {kind: "cells", rows, totals} brings what changed. Never judges a text: the
// kernel does.
import {
  createGrid, ModuleRegistry, CellStyleModule, ClientSideRowModelModule, ColumnApiModule, EventApiModule, LocaleModule, PinnedRowModule,
  LargeTextEditorModule, RenderApiModule, RowApiModule, ScrollApiModule, TextEditorModule, TooltipModule, ExternalFilterModule, themeQuartz,
} from "ag-grid-community";

ModuleRegistry.registerModules([
  CellStyleModule, ClientSideRowModelModule, ColumnApiModule, EventApiModule, LargeTextEditorModule, LocaleModule, PinnedRowModule, RenderApiModule, RowApiModule,
  ScrollApiModule, TextEditorModule, TooltipModule, ExternalFilterModule,
]);

const TEXT = 0, STATE = 1, NOTE = 2;
const UNFILLED = new Set(["waiting", "unread"]);
const LONG = new Set(["文字", "列表"]);
const WIDTHS = { 日期: 122, 文字: 210, 列表: 150 };
const colour = name => `var(${name})`;
const THEME = themeQuartz.withParams({
  rowHeight: 28, headerHeight: 30, fontSize: 13, columnBorder: true, cellHorizontalPadding: 7, wrapperBorderRadius: 4, spacing: 5,
  fontFamily: "inherit", backgroundColor: colour("--hy-surface"), foregroundColor: colour("--hy-text"),
  headerBackgroundColor: colour("--hy-band"), borderColor: colour("--hy-line"), accentColor: colour("--hy-accent"),
});
const LOCALE = { noRowsToShow: "没有可显示的单位。", noMatchingRows: "没有要显示的：必填项都填齐了。", loadingOoo: "正在读取……" };
const LATE = 10000;
const FLUSH = 400;
// Voila ends the kernel as the page goes: its page template says so first.
const CLOSING = ["hy-leaving", "beforeunload"];
const CUT_OFF = "还没有存上：与程序断开了，或程序正忙。请先不要关闭本页；过一会儿仍这样，请刷新页面后核对。";

// A block as Excel puts it on the clipboard: tabs and lines, and cells with lines of their own in quotes.
function cellsOf(block) {
  const lines = [[]];
  const piece = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n?|\n|$)/gy;
  const text = block.replace(/(\r\n?|\n)$/, "");
  while (piece.lastIndex <= text.length) {
    const [, quoted, plain, end] = piece.exec(text) ?? [, , text.slice(piece.lastIndex), ""];
    lines.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "") break;
    if (end !== "\t") lines.push([]);
  }
  return lines;
}

const cellOf = params => params.data?.cells[params.colDef.field];

function columnFor({ key, title, about, kind }) {
  return {
    field: key, colId: key, headerName: title, headerTooltip: about, width: Math.max(WIDTHS[kind] ?? 86, 24 + 14 * title.length),
    editable: params => !params.node.rowPinned && cellOf(params) !== undefined,
    ...(LONG.has(kind) && { cellEditor: "agLargeTextCellEditor", cellEditorPopup: true, cellEditorParams: { maxLength: 20000, rows: 6, cols: 50 } }),
    valueGetter: params => cellOf(params)?.[TEXT] ?? "",
    valueSetter: params => {
      const cell = cellOf(params);
      const text = String(params.newValue ?? "");
      if (cell === undefined || text === cell[TEXT]) return false;
      params.data.cells[key] = [text, "saving", ""];
      return true;
    },
    cellClass: params => `hy-cell-${cellOf(params)?.[STATE] ?? "absent"}`,
    tooltipValueGetter: params => cellOf(params)?.[NOTE] || null,
  };
}

function columnsFor(columns) {
  const grouped = [{ field: "name", colId: "name", headerName: "单位", pinned: "left", width: 150, editable: false, tooltipField: "name" }];
  for (const column of columns) {
    const group = grouped.at(-1);
    if (group.headerName === column.section && group.children) group.children.push(columnFor(column));
    else grouped.push({ headerName: column.section, children: [columnFor(column)], marryChildren: true });
  }
  return grouped;
}

function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "hy-grid";
  box.style.height = model.get("height");
  box.dataset.lmSuppressShortcuts = "true";
  const late = document.createElement("div");
  late.className = "hy-error";
  el.append(late, box);
  let edits = [];
  let pastedNote = null;
  let timer = null;
  let waiting = null;
  let waitedFor = null;
  let period = model.get("period");
  const isTyping = target => ["INPUT", "TEXTAREA"].includes(target.tagName);
  const isMissing = row => Object.values(row.cells).some(cell => UNFILLED.has(cell[STATE]));

  const api = createGrid(box, {
    theme: THEME, localeText: LOCALE, columnDefs: columnsFor(model.get("columns")), rowData: structuredClone(model.get("rows")),
    pinnedBottomRowData: structuredClone(model.get("totals")), getRowId: params => params.data.id, tooltipShowDelay: 300, animateRows: false,
    defaultColDef: { sortable: false, suppressMovable: true, resizable: true, cellEditor: "agTextCellEditor", editable: false },
    enterNavigatesVertically: true, enterNavigatesVerticallyAfterEdit: true, stopEditingWhenCellsLoseFocus: true,
    isExternalFilterPresent: () => model.get("missing_only"), doesExternalFilterPass: node => isMissing(node.data),
    onCellValueChanged: event => gather([[event.data.id, event.colDef.field, event.newValue ?? ""]]),
    onFirstDataRendered: () => { box.dataset.ready = "yes"; },
  });

  // What is typed within one turn of the browser goes together: a paste is one save and one undo.
  function gather(more) {
    edits.push(...more);
    timer ??= setTimeout(send, 0);
  }

  function send() {
    const message = { kind: "enter", period, edits, ...(pastedNote && { pasted: pastedNote }) };
    edits = [];
    pastedNote = timer = null;
    if (!message.edits.length && !message.pasted) return;
    model.send(message);
    waiting ??= setTimeout(() => { late.textContent = CUT_OFF; }, LATE);
  }

  // A page that is closed saves what is being typed, and waits a moment for the kernel to have it. Where nothing is answered any
  // more the browser asks.
  function close(event) {
    leave();
    if (late.textContent) event.preventDefault();
    const until = performance.now() + FLUSH;
    while (waiting !== waitedFor && performance.now() < until);
    waitedFor = waiting;
  }

  // An open cell counts as left when the page is: what was typed into it is saved.
  function leave() {
    api.stopEditing();
    send();
  }

  function hideWhatIsThere() {
    const only = model.get("missing_only");
    const rows = [];
    api.forEachNode(node => rows.push(node.data));
    const isWanted = key => !only || rows.some(row => UNFILLED.has(row.cells[key]?.[STATE]));
    const keys = model.get("columns").map(column => column.key);
    api.setColumnsVisible(keys.filter(isWanted), true);
    api.setColumnsVisible(keys.filter(key => !isWanted(key)), false);
    api.onFilterChanged();
  }

  function take(message) {
    if (message.kind === "cells") {
      const nodes = [];
      for (const { id, cells } of message.rows) {
        const node = api.getRowNode(id);
        if (node) { Object.assign(node.data.cells, cells); nodes.push(node); }
      }
      api.refreshCells({ rowNodes: nodes, force: true });
      api.setGridOption("pinnedBottomRowData", message.totals);
      clearTimeout(waiting);
      waiting = waitedFor = null;
      late.textContent = "";
      box.dataset.saved = String(Number(box.dataset.saved || 0) + 1);
    }
  }

  function paste(event) {
    const focused = api.getFocusedCell();
    if (isTyping(event.target) || !focused || focused.rowPinned) return;
    event.preventDefault();
    const shown = api.getAllDisplayedColumns();
    const first = shown.indexOf(focused.column);
    const pasted = [];
    const whole = event.clipboardData.getData("text/plain");
    const note = { text: whole, rows_beyond: 0, columns_beyond: 0, not_asked: 0 };
    cellsOf(whole).forEach((line, down) => {
      const node = api.getDisplayedRowAtIndex(focused.rowIndex + down);
      if (!node) { note.rows_beyond += 1; return; }
      note.columns_beyond = Math.max(note.columns_beyond, first + line.length - shown.length);
      line.slice(0, shown.length - first).forEach((text, right) => {
        const key = shown[first + right].getColId();
        const cell = node.data.cells[key];
        if (cell === undefined && text) note.not_asked += 1;
        if (cell === undefined || cell[TEXT] === text) return;
        node.data.cells[key] = [text, "saving", ""];
        pasted.push([node.data.id, key, text]);
      });
    });
    api.refreshCells({ force: true });
    pastedNote = note;
    gather(pasted);
  }

  function press(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isTyping(event.target) || !isCommand) return;
    if (event.key.toLowerCase() === "v") event.stopImmediatePropagation();
    if (event.key.toLowerCase() === "z") { event.stopImmediatePropagation(); event.preventDefault(); model.send({ kind: "undo" }); }
    if (event.key.toLowerCase() === "c") copy(event);
  }

  function copy(event) {
    const focused = api.getFocusedCell();
    const node = focused && (focused.rowPinned ? api.getPinnedBottomRow(focused.rowIndex) : api.getDisplayedRowAtIndex(focused.rowIndex));
    const cell = node && node.data.cells[focused.column.getColId()];
    if (cell) { event.stopImmediatePropagation(); navigator.clipboard?.writeText(cell[TEXT]); }
  }

  const afresh = () => {
    period = model.get("period");
    api.setGridOption("columnDefs", columnsFor(model.get("columns")));
    api.setGridOption("rowData", structuredClone(model.get("rows")));
    api.setGridOption("pinnedBottomRowData", structuredClone(model.get("totals")));
    hideWhatIsThere();
  };
  box.addEventListener("keydown", press, true);
  box.addEventListener("paste", paste);
  document.addEventListener("visibilitychange", leave);
  CLOSING.forEach(name => window.addEventListener(name, close));
  model.on("change:rows", afresh);
  model.on("change:missing_only", hideWhatIsThere);
  model.on("msg:custom", take);
  if (model.get("missing_only")) hideWhatIsThere();
  model.send({ kind: "ready" });
  return () => {
    leave();
    clearTimeout(waiting);
    document.removeEventListener("visibilitychange", leave);
    CLOSING.forEach(name => window.removeEventListener(name, close));
    model.off("change:rows", afresh);
    model.off("change:missing_only", hideWhatIsThere);
    model.off("msg:custom", take);
    api.destroy();
  };
}

export default { render };
