// The names a template may use: looked for, and copied.
//
// Takes `groups`: [{title, names: [{write, about, example, key}]}]; sends nothing. What is copied is what is shown. A browser
// that forbids the clipboard to pages gets the old way of copying, and where that fails too the text is marked for copying by hand.
const SHOWN_FOR = 1500;

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}

function copiedTheOldWay(text) {
  const before = document.activeElement;
  const area = made("textarea");
  area.value = text;
  area.style.cssText = "position: fixed; top: 0; opacity: 0";
  document.body.append(area);
  area.select();
  let isCopied = false;
  try { isCopied = document.execCommand("copy"); } catch { /* told below */ }
  area.remove();
  before?.focus?.({ preventScroll: true });
  return isCopied;
}

function mark(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function copyButton(code) {
  const copy = made("button", "hy-button hy-small hy-copy", "复制");
  copy.type = "button";
  copy.setAttribute("aria-label", `复制 ${code.textContent}`);
  let timer;
  copy.addEventListener("click", async () => {
    const isCopied = await copied(code.textContent);
    if (!isCopied) mark(code);
    copy.textContent = isCopied ? "已复制" : "请按 Ctrl+C";
    copy.classList.toggle("hy-ok", isCopied);
    clearTimeout(timer);
    timer = setTimeout(() => { copy.textContent = "复制"; copy.classList.remove("hy-ok"); }, SHOWN_FOR);
  });
  return copy;
}

function row(name, title) {
  const box = made("div", "hy-name");
  const code = made("code", "hy-name-write", name.write);
  const about = made("div", "hy-name-about", name.about);
  if (name.example) about.append(Object.assign(made("div", "hy-name-example", `现在印：${name.example}`), { title: name.example }));
  box.append(code, about, copyButton(code));
  box.dataset.words = [name.write, name.about, name.key, title].join(" ").toLowerCase();
  return box;
}

function section({ title, names }) {
  const box = made("section", "hy-name-group");
  box.append(made("h3", "hy-section-head", title), ...names.map(name => row(name, title)));
  return box;
}

function render({ model, el }) {
  el.classList.add("hy", "hy-names");
  el.dataset.lmSuppressShortcuts = "true";
  const head = made("div", "hy-names-head");
  const search = made("input", "hy-names-search");
  search.type = "search";
  search.placeholder = "找名称，如：党费、积极分子";
  search.setAttribute("aria-label", "找名称");
  search.autocomplete = "off";
  const count = made("span", "hy-muted");
  count.setAttribute("aria-live", "polite");
  head.append(search, count);
  const list = made("div", "hy-names-list");
  el.append(head, list);

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of list.children) {
      let shown = 0;
      for (const each of group.querySelectorAll(".hy-name")) {
        each.hidden = !words.every(word => each.dataset.words.includes(word));
        if (!each.hidden) shown += 1;
      }
      group.hidden = !shown;
      found += shown;
    }
    count.textContent = found ? `${found}个名称` : `没有含“${search.value.trim()}”的名称，请换个词。`;
  }

  function draw() {
    const top = list.scrollTop;
    list.replaceChildren(...model.get("groups").map(section));
    filter();
    list.scrollTop = top;
  }

  search.addEventListener("input", filter);
  model.on("change:groups", draw);
  draw();
  return () => model.off("change:groups", draw);
}

export default { render };
