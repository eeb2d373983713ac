"""The pane 收发表: Excel forms out to the units, and back in.

Takes a workspace; gives a pane. What taking a form would do to the stored figures is shown before anything is taken. Calls
tasks and shows their answers; never opens a form itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from toolkit import tasks
from toolkit.findings import Finding
from toolkit.report.outputs import safe_name, unique_names
from toolkit.tasks import Difference, Effect, FormLook, FormRead, FormState, FormWritten, Settle
from toolkit.ui.page import CLASSES, download_html, guarded, pane, text_html
from toolkit.ui.table_view import TableView
from toolkit.ui.workspace import Workspace

ALL, WAITING = "全部", "只给没填齐的"
RETURNING: Final = "在有错的格子里加批注、标红，问题写在表的上面；其余原样"
ACCEPTED: Final = ".xlsx,.xlsm,.xls,.et,.zip"
BLANK: Final = text_html("（空）", "hy-muted")
NOT_YET: Final = "先不收"
OFFERED: Final = (FormState.FRESH, FormState.SAME, FormState.VERSIONS, FormState.ASIDE)
"""What can be chosen: what can be taken as it is, and what was sent in several versions."""
ADVICE: Final = "先上传或读取，看清每张表会带来什么变化，再收下。一张表要么全收，要么不收；有错的请填报人改好后再发来，有冲突的在这里选用哪一个；一个单位发来几份的，在这里勾选收哪一份。"
STATE_CLASSES: Final = {
    FormState.FRESH: "hy-ok",
    FormState.SAME: "hy-muted",
    FormState.KNOWN: "hy-muted",
    FormState.BLANK: "hy-warning",
    FormState.VERSIONS: "hy-error",
    FormState.ASIDE: "hy-muted",
    FormState.CONFLICT: "hy-error",
    FormState.REFUSED: "hy-error",
}
EFFECT_CLASSES: Final = {
    Effect.FILLED: "hy-ok",
    Effect.CHANGED: "hy-warning",
    Effect.CLEARED: "hy-error",
    Effect.CONFLICT: "hy-error",
}


class FormsView:
    """Both halves: forms out, and forms in.

    Args:
        workspace: what it shares with the other panes of its page.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._looked: tuple[FormLook, ...] = ()
        self._offered: tuple[FormLook, ...] = ()
        self._settled: dict[Path, Settle] = {}
        self._taken: dict[Path, FormRead] = {}
        self._own_folder = ""
        self._boxes: dict[Path, widgets.Checkbox] = {}
        self.tables = TableView(workspace)
        self._make_sending()
        self._make_taking()
        self.pane = pane(
            self.heading,
            widgets.HBox([self.which, self.write_button]),
            self.written,
            widgets.HTML(f"<h3>收表</h3>{text_html(ADVICE, 'hy-muted')}"),
            widgets.HBox([self.upload, self.folder, self.read_button]),
            self.message,
            self.files,
            self.questions,
            self.choices,
            widgets.HBox([self.take_button, self.return_button]),
            self.returned,
            self.lines,
            self.differences,
            self.tables.pane,
            name="hy-forms",
        )
        workspace.watch(place=self._show_place)
        self._show_place()
        self._show((), chosen=())

    def refresh(self) -> None:
        """Show the period in view, and the forms looked into against what is stored now."""
        self._show_place()
        self._show(tasks.look_again(self._workspace.office, self._looked), chosen=self._chosen)
        self.tables.refresh()

    def _make_sending(self) -> None:
        self.heading, self.written = widgets.HTML(), widgets.HTML()
        self.written.add_class("hy-written")
        self.which = widgets.RadioButtons(options=[ALL, WAITING], layout=widgets.Layout(width="160px"))
        self.write_button = widgets.Button(description="写出填报表", button_style="primary", icon="file-excel-o")
        self.write_button.add_class("hy-write-button")
        self.write_button.on_click(guarded(self.written)(self._write))

    def _make_taking(self) -> None:
        self.upload = widgets.FileUpload(accept=ACCEPTED, multiple=True, description="上传填好的表")
        self.upload.layout.width = "auto"
        self.folder = widgets.Text(description="或文件夹", layout=widgets.Layout(width="460px"))
        self.read_button = widgets.Button(description="读取文件夹", icon="folder-open")
        self.message, self.files, self.differences = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.message.add_class("hy-message")
        self.files.add_class("hy-files")
        self.differences.add_class("hy-differences")
        self.questions = widgets.VBox()
        self.choices = widgets.Box()
        self.choices.add_class("hy-choices")
        self.take_button = widgets.Button(description="收下所选", button_style="primary", icon="check")
        self.take_button.add_class("hy-take-button")
        self.return_button = widgets.Button(description="退回有错的", icon="reply", tooltip=RETURNING)
        self.return_button.add_class("hy-return-button")
        self.returned = widgets.HTML()
        self.lines = widgets.Textarea(description="发到群里", layout=widgets.Layout(width="720px", height="90px"))
        self._tell(())
        guard = guarded(self.message)
        self.upload.observe(guard(self._look_uploaded), names="value")
        self.read_button.on_click(guard(lambda _button: self._look(paths=[self._folder])))
        self.take_button.on_click(guard(self._take))
        self.return_button.on_click(guard(self._send_back))

    def _show_place(self) -> None:
        period = self._workspace.period
        self.heading.value = f"<h3>发表：{escape(period.name)}</h3>"
        if self.folder.value == self._own_folder:
            self._own_folder = str(tasks.returned_folder(self._workspace.office, period))
            self.folder.value = self._own_folder

    def _write(self, _button: Any) -> None:
        office, period = self._workspace.office, self._workspace.period
        units = self._workspace.units.filing if self.which.value == ALL else tasks.units_waiting(office, period)
        if not units:
            self.written.value = text_html(f"{period.name}各单位必填项都已填齐，没有要发的表。", "hy-ok")
            return
        self.written.value = text_html(f"正在写{len(units)}张表……", "hy-muted")
        folder = tasks.form_folder(office, period)
        written = tasks.write_forms(office, period, units, folder)
        self.written.value = _written_html(written, folder, safe_name(f"{period.name}填报表"))
        # The folder they come back to is there now.
        self._show_place()

    def _look_uploaded(self, _change: Any) -> None:
        sent = self.upload.value
        if not sent:
            return
        names = unique_names(file["name"] for file in sent)
        try:
            self._look(files={name: bytes(file["content"]) for name, file in zip(names, sent, strict=True)})
        finally:
            # Emptied, so that the same file can be sent again after it was mended.
            self.upload.value = ()

    def _look(self, files: Mapping[str, bytes] | None = None, paths: Sequence[Path] = ()) -> None:
        self._say("正在读取……", "hy-muted")
        looked = tasks.look_into_forms(self._workspace.office, files, paths, done=self._one_looked)
        self._taken, self._settled = {}, {}
        self.returned.value = ""
        self._tell(())
        self._show(looked, chosen=[look.path for look in looked if look.is_usable])
        self._say(_summary(looked), "hy-muted")

    def _one_looked(self, look: FormLook) -> None:
        self._say(f"已读：{look.path.name}", "hy-muted")

    def _take(self, _button: Any) -> None:
        chosen = self._chosen
        if not chosen:
            self._say("还没有选要收的表。请先勾选，再按“收下所选”。", "hy-warning")
            return
        self.take_button.disabled = True
        try:
            results = tasks.take_forms(self._workspace.office, self._offered, chosen)
        finally:
            self.take_button.disabled = False
        self._taken |= {result.path: result for result in results if result.taken is not None}
        self._workspace.refresh()
        # What was refused may be taken after all once it was looked at again, but only if somebody says so.
        self._show(tasks.look_again(self._workspace.office, self._looked), chosen=())
        self.message.value = _taken_html(results)
        self._tell(tasks.receipts(self._workspace.office, results))

    def _send_back(self, _button: Any) -> None:
        """Offer the forms with faults as they go back, and what to write with them."""
        sent = tasks.send_back_all(self._workspace.office, self._looked)
        self._workspace.refresh()
        files = [each.path for each in sent if each.path]
        link = download_html("下载要退回的表（zip）", "退回修改.zip", tasks.zip_files(files)) if files else ""
        kept = f"，已存在 {files[0].parent}" if files else ""
        old = (
            f"；另有{len(sent) - len(files)}张是旧格式（.xls），不能加批注，请把下面的话发去"
            if len(files) < len(sent)
            else ""
        )
        self.returned.value = f"{text_html(f'{len(files)}张加好了批注{kept}{old}。', 'hy-ok')}<br>{link}"
        self._tell([each.line for each in sent])

    def _tell(self, lines: Sequence[str]) -> None:
        """What may be written to the units."""
        self.lines.value = "\n".join(lines)
        self.lines.layout.display = "" if lines else "none"

    def _show(self, looked: tuple[FormLook, ...], *, chosen: Collection[Path]) -> None:
        self._looked = looked
        self._offered = tuple(self._as_settled(look) for look in looked)
        self._boxes = {}
        for look, label in _labelled([look for look in self._offered if look.state in OFFERED]):
            box = widgets.Checkbox(value=look.path in chosen, description=label, indent=False)
            box.observe(partial(self._leave_rivals, look), names="value")
            self._boxes[look.path] = box
        self.choices.children = tuple(self._boxes.values())
        self.take_button.layout.display = "" if self._boxes else "none"
        can_go_back = any(look.state is FormState.REFUSED and look.unit and look.data for look in looked)
        self.return_button.layout.display = "" if can_go_back else "none"
        self.questions.children = tuple(self._question(look) for look in looked if look.is_in_conflict)
        self.files.value = self._files_html()
        shown = [look for look in self._offered if look.differences]
        self.differences.value = "".join(map(_differences_html, shown))

    def _leave_rivals(self, look: FormLook, change: Any) -> None:
        """Of the versions of one form only one can be chosen."""
        if change["new"] and look.state is FormState.VERSIONS:
            for other in self._offered:
                if (other.unit, other.period) == (look.unit, look.period) and other.path in self._boxes:
                    self._boxes[other.path].value = other.path == look.path

    def _as_settled(self, look: FormLook) -> FormLook:
        settle = self._settled.get(look.path)
        return tasks.settle_conflicts(self._workspace.office, look, settle) if settle else look

    def _question(self, look: FormLook) -> widgets.HBox:
        """What to do with a form that meets others' changes."""
        options = [(NOT_YET, None), *((f"收下，{settle.value}", settle) for settle in Settle)]
        answer = widgets.Dropdown(options=options, value=self._settled.get(look.path), layout={"width": "260px"})
        answer.observe(guarded(self.message)(partial(self._settle, look.path)), names="value")
        count = sum(each.effect is Effect.CONFLICT for each in look.differences)
        return widgets.HBox([widgets.HTML(text_html(f"{_whose(look)}有{count}项冲突：", "hy-error")), answer])

    def _settle(self, path: Path, change: Any) -> None:
        chosen = self._chosen - {path}
        if change["new"] is None:
            self._settled.pop(path, None)
        else:
            self._settled[path] = change["new"]
            chosen |= {path}
        self._show(self._looked, chosen=chosen)
        self._say(_summary(self._offered), "hy-muted")

    def _files_html(self) -> str:
        rows = (
            (
                text_html(look.path.name),
                text_html(look.unit.short_name if look.unit else ""),
                self._period_html(look),
                self._state_html(look),
                "<br>".join(_finding_html(finding, look.path.name) for finding in look.findings),
            )
            for look in self._offered
        )
        return _table_html(("文件", "单位", "期间", "结果", "说明"), rows) if self._looked else ""

    def _period_html(self, look: FormLook) -> str:
        if look.period in (None, self._workspace.period):
            return text_html(look.period.name if look.period else "")
        return text_html(f"{look.period.name}（不是当前期间）", "hy-warning")

    def _state_html(self, look: FormLook) -> str:
        read = self._taken.get(look.path)
        if read is not None and not look.is_usable:
            return text_html(f"已收下{read.taken}项", "hy-ok")
        return text_html(look.state.value, STATE_CLASSES[look.state])

    def _say(self, text: str, css_class: str) -> None:
        self.message.value = text_html(text, css_class)

    @property
    def _folder(self) -> Path:
        # Windows puts quotes round a path that is copied.
        named = self.folder.value.strip().strip('"“”')
        office = self._workspace.office
        return office.settings.root / named if named else tasks.returned_folder(office, self._workspace.period)

    @property
    def _chosen(self) -> set[Path]:
        return {path for path, box in self._boxes.items() if box.value}


def _written_html(written: Sequence[FormWritten], folder: Path, name: str) -> str:
    new = sum(form.is_new for form in written)
    failed = [form for form in written if form.reason]
    lines = [text_html(f"写出{new}张填报表，在 {folder}", "hy-ok" if new or not failed else "hy-muted")]
    if kept := len(written) - new - len(failed):
        told = f"另有{kept}张早已写出，可能已经填了，没有覆盖。要重写，请先把旧表移走。"
        lines.append(text_html(told, "hy-warning"))
    lines += [text_html(f"有{len(failed)}张没有写成：", "hy-error")] if failed else []
    lines += [text_html(f"{form.unit.short_name}：{form.reason}", "hy-error") for form in failed]
    if len(failed) < len(written):
        lines.append(download_html("下载全部（zip）", f"{name}.zip", tasks.zip_forms(written)))
    return "<br>".join(lines)


def _summary(looked: Sequence[FormLook]) -> str:
    counts = Counter(look.state for look in looked)
    return (
        f"共{len(looked)}张：{'，'.join(f'{state.value}{counts[state]}张' for state in FormState if counts[state])}。"
    )


def _taken_html(results: Sequence[FormRead]) -> str:
    taken = [result for result in results if result.taken is not None]
    refused = [result for result in results if result.taken is None]
    at = max((result.at for result in taken if result.at), default=None)
    clock = at.astimezone().strftime(" %H:%M:%S") if at else ""
    done = f"已收下{len(taken)}张、{sum(result.taken or 0 for result in taken)}项{clock}"
    lines = [text_html(done, "hy-ok")] if taken else []
    lines += [text_html(f"有{len(refused)}张没有收：", "hy-error")] if refused else []
    lines += [_finding_html(finding) for result in refused for finding in result.findings]
    return "<br>".join(lines)


def _labelled(offered: Sequence[FormLook]) -> Iterator[tuple[FormLook, str]]:
    """Each form with what it is offered as; where a unit sent several, their files tell them apart, and when they were saved."""
    names = Counter(map(_whose, offered))
    for look in offered:
        file = f" {look.path.name}，{tasks.saved_text(look.saved)}" if names[_whose(look)] > 1 else ""
        yield look, f"{_whose(look)}{file}（{len(look.differences)}项）"


def _whose(look: FormLook) -> str:
    return " ".join(each for each in (look.unit and look.unit.short_name, look.period and look.period.name) if each)


def _differences_html(look: FormLook) -> str:
    counts = Counter(difference.effect for difference in look.differences)
    counted = "，".join(f"{effect.value}{counts[effect]}项" for effect in Effect if counts[effect])
    # What stands already and would be lost is seen first, and without opening anything.
    ordered = sorted(look.differences, key=lambda difference: difference.effect is Effect.FILLED)
    is_open = "" if ordered[0].effect is Effect.FILLED else " open"
    title = f"<b>{escape(_whose(look))}</b>：{counted}"
    table = _table_html(("指标", "现在", "表里", "变化"), map(_difference_cells, ordered))
    return f"<details{is_open}><summary>{title} {text_html(look.path.name, 'hy-muted')}</summary>{table}</details>"


def _difference_cells(difference: Difference) -> Sequence[str]:
    return (
        text_html(difference.label),
        text_html(difference.stored) if difference.stored else BLANK,
        text_html(difference.new) if difference.new else BLANK,
        text_html(difference.effect.value, EFFECT_CLASSES[difference.effect]),
    )


def _finding_html(finding: Finding, file: str = "") -> str:
    place = finding.place.removeprefix(file).strip()
    return text_html(f"{place}：{finding.message}" if place else finding.message, CLASSES[finding.level])


def _table_html(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML already."""
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
