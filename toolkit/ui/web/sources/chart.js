// One chart: an Altair specification, drawn by Vega in the browser; nothing is asked of the network.
//
// Takes `spec`; gives a drawing. Follows the page's light or dark theme.
import embed from "vega-embed";

function isDark(el) {
  const colour = getComputedStyle(el).getPropertyValue("--jp-layout-color0").trim();
  return document.body.dataset.jpThemeLight === "false" || /^#?(111|0{3,6}|1{3,6})/.test(colour.replace("#", ""));
}

function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "hy-chart";
  el.append(box);
  let view = null;

  async function draw() {
    view?.finalize();
    const spec = model.get("spec");
    if (!Object.keys(spec).length) { box.replaceChildren(); return; }
    const options = { actions: false, renderer: "svg", ast: true, theme: isDark(el) ? "dark" : undefined };
    view = await embed(box, structuredClone(spec), options);
    box.dataset.drawn = "yes";
  }

  model.on("change:spec", draw);
  draw();
  return () => { model.off("change:spec", draw); view?.finalize(); };
}

export default { render };
