"""The pane of templates: take one, change it in Word, hand it back, see what is wrong, look at it, put it to use.

Takes a workspace; gives a pane. Calls the tasks about templates and shows their answers. Never changes a template itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets
import traitlets

from toolkit import tasks
from toolkit.catalogue.documents import Document
from toolkit.catalogue.units import Unit
from toolkit.errors import ToolkitError
from toolkit.findings import Finding, has_errors
from toolkit.report.outputs import safe_name
from toolkit.tasks import Adopted, EarlierTemplate, Trial
from toolkit.tasks.documents.making import wanted
from toolkit.ui.page import download_html, guarded, pane, table_html, text_html
from toolkit.ui.page_part import PagePart
from toolkit.ui.part import Part, not_built, part, script
from toolkit.ui.workspace import Workspace

STEPS: Final = "下载 → 用 Word 或 WPS 改 → 上传 → 看检查结果 → 预览 → 启用"
NAMES_HINT: Final = (
    "要印数据的地方，从右边找到名称，复制后贴到模板里；有才写、万元、余等写法，在右边最上面的“常用写法”里。"
)
KEPT_HINT: Final = "启用前的模板自动存进“旧模板”，随时可以恢复，所以不用再确认。"
NO_UNIT: Final = "单位表里没有要出这份文书的单位，不能预览。"
MOST_EARLIER: Final = 20


@dataclass(frozen=True)
class Shown:
    """A template in the preview: what it is called there, and its bytes; None for the one in use."""

    called: str
    data: bytes | None = None


IN_USE: Final = Shown("正在用的模板")


class NamesPart(Part):
    """The list of names: groups of {write, about, example, key}."""

    groups: traitlets.List[Any] = traitlets.List().tag(sync=True)


class TemplateView:
    """The pane.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._office = workspace, workspace.office
        self._trial: Trial | None = None
        self._named: tuple[str, str, str] | None = None
        self._previewed = IN_USE
        self.document = widgets.Dropdown(
            description="文书",
            options=[(document.label, document) for document in self._office.documents],
            layout=widgets.Layout(width="360px"),
        )
        self.state, self.download = widgets.HTML(), widgets.HTML()
        self.findings, self.copies = widgets.HTML(), widgets.HTML()
        self.note, self.message = widgets.HTML(), widgets.HTML()
        self.upload = widgets.FileUpload(accept=".docx,.dotx", multiple=False, description="上传改好的模板")
        self.unit = widgets.Dropdown(description="用谁的数据", style={"description_width": "initial"})
        self.show_current = widgets.Button(description="预览正在用的模板")
        self.show_uploaded = widgets.Button(description="预览上传的模板", disabled=True)
        self.page = part(PagePart, "preview", height="60vh")
        self.preview = widgets.VBox([self.page or not_built()])
        self.adopt = widgets.Button(description="启用", button_style="primary", disabled=True)
        self.earlier = widgets.VBox()
        self.names = NamesPart(_esm=script("names"))
        self._name_for_styles()
        self.pane = self._laid_out()
        self._listen()
        self._choose(None)

    def refresh(self) -> None:
        """Look anew at the template in use, the earlier ones and the figures."""
        self._named = None
        self._show_state()
        self._show_earlier()
        self._show_names()

    def _name_for_styles(self) -> None:
        for widget, name in (
            (self.state, "hy-findings"),
            (self.findings, "hy-findings"),
            (self.message, "hy-message"),
            (self.adopt, "hy-adopt-button"),
            (self.upload, "hy-upload"),
        ):
            widget.add_class(name)
        for button in (self.show_current, self.show_uploaded):
            button.layout.width = "auto"

    def _laid_out(self) -> widgets.VBox:
        steps = widgets.HTML(f'<div class="hy-steps">{text_html(STEPS)}<br>{text_html(NAMES_HINT, "hy-muted")}</div>')
        work = widgets.VBox(
            [
                _row(self.download, self.upload),
                self.findings,
                self.copies,
                _row(self.unit, self.show_current, self.show_uploaded),
                _row(self.adopt, widgets.HTML(text_html(KEPT_HINT, "hy-muted"))),
                self.message,
                self.note,
                self.preview,
                self.earlier,
            ]
        )
        beside = widgets.Box([work, self.names])
        beside.add_class("hy-beside")
        return pane(self.document, self.state, steps, beside, name="hy-templates")

    def _listen(self) -> None:
        self.document.observe(guarded(self.state)(self._choose), names="value")
        self.upload.observe(guarded(self.findings)(self._try), names="value")
        self.unit.observe(guarded(self.note)(self._follow_unit), names="value")
        self.show_current.on_click(guarded(self.note)(partial(self._preview, is_uploaded=False)))
        self.show_uploaded.on_click(guarded(self.note)(partial(self._preview, is_uploaded=True)))
        self.adopt.on_click(guarded(self.message)(self._adopt))
        self._workspace.watch(place=self._show_names)

    def _choose(self, _change: Any) -> None:
        """Another document: nothing of the one before stays."""
        self._forget_trial()
        self._hide_preview()
        self._offer_units()
        self.message.value = ""
        self.refresh()

    def _try(self, _change: Any) -> None:
        if not self.upload.value:
            return
        (file,) = self.upload.value
        self._trial = tasks.try_template(self._office, self._chosen, bytes(file["content"]), file["name"])
        self.message.value = ""
        self._show_trial(self._trial)

    def _adopt(self, _button: Any) -> None:
        if self._trial is None:
            return
        made = tasks.adopt_template(self._office, self._chosen, self._trial.data)
        self._forget_trial()
        self._took_effect(made, "已启用，以后生成的文书都用它。")

    def _restore(self, earlier: EarlierTemplate, _button: Any) -> None:
        made = tasks.restore_template(self._office, self._chosen, earlier)
        self._took_effect(made, f"已恢复用到{_moment(earlier)}的模板。")

    def _took_effect(self, made: Adopted, word: str) -> None:
        self._hide_preview()
        self.refresh()
        kept = f"换下来的存为“{made.kept.path.parent.name}”里的“{made.kept.path.name}”。" if made.kept else ""
        text = f"{word}{kept}" if made.changed else "和正在用的模板完全一样，没有改动。"
        self.message.value = text_html(text, "hy-ok")

    def _follow_unit(self, _change: Any) -> None:
        self._show_names()
        if self.preview.layout.display != "none":
            self._draw(self._previewed)

    def _preview(self, _button: Any, *, is_uploaded: bool) -> None:
        trial = self._trial if is_uploaded else None
        self._draw(Shown(f"上传的“{trial.name}”", trial.data) if trial else IN_USE)

    def _draw(self, shown: Shown, link: str = "") -> None:
        """Show what a template makes of the unit's figures, with a link to the template itself where there is one."""
        unit, period = self._unit, self._workspace.period
        if unit is None:
            self.note.value = text_html(NO_UNIT, "hy-warning")
            return
        self._hide_preview()
        self.note.value = text_html("正在填……", "hy-muted") + link
        data = tasks.preview_template(self._office, self._chosen, shown.data, unit, period)
        self._previewed = shown
        self._show_page(data)
        words = f"{shown.called}，{unit.name}{period.name}的数据。分页以 Word 为准。"
        self.note.value = text_html(words, "hy-muted") + link

    def _show_kept(self, earlier: EarlierTemplate, _button: Any) -> None:
        data = tasks.read_earlier(earlier)
        link = download_html("下载这份旧模板", earlier.path.name, data)
        self._draw(Shown(f"用到{_moment(earlier)}的旧模板", data), link)

    def _show_page(self, data: bytes) -> None:
        if isinstance(self.page, PagePart):
            self.page.data = data
        self.preview.layout.display = ""

    def _hide_preview(self) -> None:
        self.preview.layout.display = "none"
        self.note.value = ""

    def _show_state(self) -> None:
        (report,) = tasks.check_templates(self._office, (self._chosen,))
        self.state.value = _state_html(self._chosen, report.findings)
        try:
            data = tasks.read_template(self._office, self._chosen)
        except ToolkitError:
            # What is wrong with it stands above already.
            self.download.value = ""
            return
        self.download.value = download_html("下载正在用的模板", Path(self._chosen.template).name, data)

    def _show_trial(self, trial: Trial) -> None:
        self.adopt.disabled = self.show_uploaded.disabled = not trial.is_usable
        self.findings.value = _verdict_html(trial) + _table(trial.findings) + _corrections_html(trial)
        stem = safe_name(Path(trial.name).stem)
        copies = (("下载带批注的副本", "批注", trial.annotated), ("下载改好的副本", "改正", trial.mended))
        self.copies.value = "".join(
            download_html(text, f"{stem}（{mark}）.docx", data) for text, mark, data in copies if data
        )

    def _forget_trial(self) -> None:
        self._trial, self._previewed = None, IN_USE
        self.upload.value = ()
        self.findings.value = self.copies.value = ""
        self.adopt.disabled = self.show_uploaded.disabled = True

    def _show_earlier(self) -> None:
        found = tasks.earlier_templates(self._office, self._chosen)
        rows = [self._earlier_row(each) for each in found[:MOST_EARLIER]]
        more = (
            f"还有{len(found) - MOST_EARLIER}个更早的，在模板文件夹的“旧模板”里。" if len(found) > MOST_EARLIER else ""
        )
        title = [widgets.HTML("<h3>旧模板</h3>")] if rows else []
        self.earlier.children = (*title, *rows, *([widgets.HTML(text_html(more, "hy-muted"))] if more else []))

    def _earlier_row(self, earlier: EarlierTemplate) -> widgets.HBox:
        look = widgets.Button(description="预览、下载", layout=widgets.Layout(width="auto"))
        look.on_click(guarded(self.note)(partial(self._show_kept, earlier)))
        restore = widgets.Button(description="恢复", layout=widgets.Layout(width="auto"))
        restore.on_click(guarded(self.message)(partial(self._restore, earlier)))
        return _row(widgets.HTML(text_html(f"用到{_moment(earlier)}")), look, restore)

    def _show_names(self) -> None:
        shown = (self._chosen.key, self.unit.value or "", self._workspace.period.code)
        if shown == self._named:
            return
        self._named = shown
        groups = tasks.names_with_examples(self._office, self._chosen, self._unit, self._workspace.period)
        self.names.groups = [asdict(group) for group in groups]

    def _offer_units(self) -> None:
        units = wanted(self._office.at(self._workspace.period), self._chosen)
        self.unit.options = [(unit.short_name, unit.code) for unit in units]
        codes = [unit.code for unit in units]
        own = self._workspace.unit.code
        self.unit.value = own if own in codes else next(iter(codes), None)
        self.show_current.disabled = not units

    @property
    def _chosen(self) -> Document:
        document: Document = self.document.value
        return document

    @property
    def _unit(self) -> Unit | None:
        return self._office.units[self.unit.value] if self.unit.value else None


def _row(*children: widgets.Widget) -> widgets.HBox:
    return widgets.HBox(children, layout=widgets.Layout(align_items="center"))


def _state_html(document: Document, findings: Sequence[Finding]) -> str:
    if has_errors(findings):
        text, mood = "有错，用它的文书生成不了。请改好后上传，或恢复旧模板。", "hy-error"
    else:
        text, mood = ("可以用，有几处请看一看。", "hy-warning") if findings else ("没有问题。", "hy-ok")
    return text_html(f"正在用的模板：{document.template}，{text}", mood) + _table(findings)


def _verdict_html(trial: Trial) -> str:
    errors = sum(1 for finding in trial.findings if has_errors([finding]))
    if not trial.is_usable:
        return text_html(f"“{trial.name}”有{errors}处错误，不能启用。请照下面改好，再上传一次。", "hy-error")
    if trial.findings:
        return text_html(f"“{trial.name}”可以启用，有{len(trial.findings)}处请看一看。", "hy-warning")
    return text_html(f"“{trial.name}”没有问题，可以预览、启用。", "hy-ok")


def _corrections_html(trial: Trial) -> str:
    if not trial.corrections:
        return ""
    rows = [(each.part, each.before, each.result) for each in trial.corrections]
    return text_html("下面这些写法可以自动改正，已在“改好的副本”里改了：") + table_html(("哪里", "原来", "改成"), rows)


def _table(findings: Sequence[Finding]) -> str:
    rows = [(finding.level.label, finding.place, finding.message) for finding in findings]
    return table_html(("级别", "位置", "问题和办法"), rows) if rows else ""


def _moment(earlier: EarlierTemplate) -> str:
    at = earlier.until
    return f"{at.year}年{at.month}月{at.day}日{at:%H}:{at:%M}:{at:%S}"
