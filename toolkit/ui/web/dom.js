// What our own scripts share; it is put before each of them, since a widget's script is one text.
function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function button(text, className, action, tip) {
  const element = made("button", `hy-button ${className}`, text);
  element.type = "button";
  if (tip) element.title = tip;
  element.addEventListener("click", action);
  return element;
}


function choice(label, className, chosen) {
  const box = made("label", "hy-choice", label);
  const select = made("select", className);
  select.setAttribute("aria-label", label);
  select.addEventListener("change", () => chosen(select.value));
  box.append(select);
  return [box, select];
}

function fill(select, options, value) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    select.replaceChildren(...options.map(([text, code]) => Object.assign(made("option", "", text), { value: code })));
  }
  select.value = value;
}

// Holds everything for a moment: for a page that is closing, where nothing else can wait.
function pause(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

// Asks in `line` why something odd is true. What is typed is kept in `drafts` under `key`, so that redrawing the line loses nothing.
function askReason(line, drafts, key, confirm) {
  if (line.querySelector(".hy-reason")) return;
  const reason = made("input", "hy-reason");
  reason.placeholder = "写明原因，如：书记住院，下半年补上";
  reason.setAttribute("aria-label", "原因");
  reason.value = drafts.get(key) ?? "";
  drafts.set(key, reason.value);
  const settle = () => {
    if (!reason.value.trim()) { reason.placeholder = "请先写明原因，再按确定"; reason.classList.add("hy-wanted"); reason.focus(); return; }
    drafts.delete(key);
    confirm(reason.value);
  };
  const giveUp = () => { drafts.delete(key); box.remove(); };
  reason.addEventListener("input", () => drafts.set(key, reason.value));
  reason.addEventListener("keydown", event => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); settle(); }
    if (event.key === "Escape" && !event.isComposing) giveUp();
  });
  const box = made("span", "hy-asking");
  box.append(reason, button("确定", "hy-small", settle), button("算了", "hy-small", giveUp));
  line.append(box);
  reason.focus();
}
