// The live page: the bytes of a document, shown as Word will show it.
//
// Takes `data` (a .docx whose values stand between marks, see toolkit/word/document/marks.py) and `marks`, their keys; sends
// {kind: "ready"} when it is there and {kind: "open", key} when a value is clicked. {kind: "show", key} scrolls to a value.
// Never changes the document.
import { renderAsync } from "docx-preview";

const START = "\uFDE4";
const END = "\uFDE5";
const FIRST_DIGIT = 0xfde8;
const SIGN = /(\uFDE4[\uFDE8-\uFDEF]+|\uFDE5)/;
const OPTIONS = { className: "hy-docx", inWrapper: true, ignoreLastRenderedPageBreak: true, useBase64URL: true, experimental: false };

function textNodesOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

function marked(text, key) {
  const mark = document.createElement("mark");
  mark.className = "hy-value";
  mark.dataset.key = key;
  mark.textContent = text;
  return mark;
}

function numberOf(mark) {
  return [...mark.slice(1)].reduce((number, digit) => number * 8 + digit.charCodeAt(0) - FIRST_DIGIT, 0);
}

// A value may run over several paragraphs, so the key in force goes on from one text node to the next.
function markValues(root, keys) {
  let key = null;
  for (const node of textNodesOf(root)) {
    if (key === null && !SIGN.test(node.data)) continue;
    const pieces = [];
    for (const piece of node.data.split(SIGN)) {
      if (piece === END) key = null;
      else if (piece.startsWith(START)) key = keys[numberOf(piece)] || null;
      else if (piece) pieces.push(key === null ? document.createTextNode(piece) : marked(piece, key));
    }
    node.replaceWith(...pieces);
  }
}

function render({ model, el }) {
  const style = document.createElement("div");
  const box = document.createElement("div");
  box.className = "hy-page";
  box.style.height = model.get("height");
  el.append(style, box);
  let drawing = false;
  let isStale = false;

  async function draw() {
    if (drawing) { isStale = true; return; }
    drawing = true;
    do {
      isStale = false;
      await drawOnce();
    } while (isStale);
    drawing = false;
  }

  async function drawOnce() {
    const data = model.get("data");
    if (!data || !data.byteLength) { box.replaceChildren(); return; }
    const page = document.createElement("div");
    const pageStyle = document.createElement("div");
    try {
      await renderAsync(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), page, pageStyle, OPTIONS);
      markValues(page, model.get("marks"));
      const [top, left] = [box.scrollTop, box.scrollLeft];
      box.replaceChildren(...page.childNodes);
      style.replaceChildren(...pageStyle.childNodes);
      fit();
      box.scrollTop = top;
      box.scrollLeft = left;
    } catch (fault) {
      box.textContent = "这份文书显示不出来，不影响填报和生成。可以先生成，再用 Word 或 WPS 打开看。";
      console.error(fault);
    }
    box.dataset.drawn = String(Number(box.dataset.drawn || 0) + 1);
  }

  // Word's page is wider than the pane: it is made smaller as a whole, never broken anew.
  function fit() {
    const sheet = box.querySelector("section.hy-docx");
    const wrapper = box.querySelector(".hy-docx-wrapper");
    if (!sheet || !wrapper || !box.clientWidth) return;
    wrapper.style.zoom = Math.min(1, (box.clientWidth - 24) / (sheet.offsetWidth || 1)).toFixed(3);
  }

  function show(key) {
    for (const mark of box.querySelectorAll("mark.hy-now")) mark.classList.remove("hy-now");
    const found = [...box.querySelectorAll("mark.hy-value")].filter(mark => mark.dataset.key === key);
    for (const mark of found) mark.classList.add("hy-now");
    if (!found.length) return;
    const [outer, inner] = [box.getBoundingClientRect(), found[0].getBoundingClientRect()];
    if (inner.top < outer.top + 20 || inner.bottom > outer.bottom - 20) {
      box.scrollTop += inner.top - outer.top - box.clientHeight / 3;
    }
  }

  const onMessage = message => { if (message.kind === "show") show(message.key); };
  box.addEventListener("click", event => {
    const mark = event.target.closest("mark.hy-value");
    if (mark) { model.send({ kind: "open", key: mark.dataset.key }); event.preventDefault(); }
  });
  const watcher = new ResizeObserver(() => fit());
  watcher.observe(box);
  model.on("change:data", draw);
  model.on("msg:custom", onMessage);
  draw();
  model.send({ kind: "ready" });
  return () => { watcher.disconnect(); model.off("change:data", draw); model.off("msg:custom", onMessage); };
}

export default { render };
