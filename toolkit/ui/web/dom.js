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

