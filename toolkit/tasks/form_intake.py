"""Excel forms in: first a look at each that saves nothing, then the taking of those that were chosen.

Takes an office and files; gives what taking each would do, and what became of it. A form with a fault is not taken at all,
and the others are; one whose figures changed meanwhile is refused with both values until somebody says which stand. A cell
left as it was sent out says nothing. There is no other way in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final

from toolkit.archives import fingerprint, read_archive
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile, MissingFile, ToolkitError
from toolkit.figures.figure import Change, Entry, typed_rows
from toolkit.figures.store import Intake
from toolkit.figures.workbooks.layout import MOST_FORM_BYTES
from toolkit.figures.workbooks.read import WHAT, Form, read_form
from toolkit.findings import Finding, error
from toolkit.tasks.figures import label_of, shown_text
from toolkit.tasks.office import Office, now

CONFLICT: Final = "form_conflict"
BLANK: Final = "（空）"


class FormState(Enum):
    """What a file turned out to be."""

    FRESH = "新表"
    SAME = "与现有的相同"
    KNOWN = "早已收过"
    BLANK = "空表"
    CONFLICT = "有冲突，请选择"
    REFUSED = "有错不能收"


class Effect(Enum):
    """What taking a form does to one figure; a conflict is why the whole form is not taken."""

    FILLED = "新填"
    CHANGED = "改动"
    CLEARED = "清空"
    CONFLICT = "冲突"


class Settle(Enum):
    """What becomes of the figures of a form that others changed meanwhile."""

    KEEP = "有冲突的保留现在的"
    TAKE = "有冲突的改用表里的"


@dataclass(frozen=True)
class Difference:
    """One figure or ledger that is not in the store as it is in the form.

    Args:
        item, label: key and name; of an item or of a ledger.
        stored, new: the texts as typed; of a ledger, how many rows.
        effect: what taking the form does to it.
    """

    item: str
    label: str
    stored: str
    new: str
    effect: Effect


@dataclass(frozen=True)
class FormLook:
    """What one file holds, and what taking it would do.

    Args:
        path: the file, or only the name of one that was sent.
        state: what it turned out to be.
        unit, period: whose form it is, where that could be told.
        findings: everything wrong with it, with its cell.
        differences: to what is stored, in the order of the form.
        form: what was read; None where that could not be or was taken before.
        changes: what is saved when it is taken, each with the version that stood at the look.
    """

    path: Path
    state: FormState
    unit: Unit | None = None
    period: Period | None = None
    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    form: Form | None = None
    changes: tuple[Change, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it can be taken."""
        return self.state in (FormState.FRESH, FormState.SAME)

    @property
    def is_in_conflict(self) -> bool:
        """Whether nothing speaks against it but figures that others changed meanwhile."""
        return self.state is FormState.CONFLICT


@dataclass(frozen=True)
class FormRead:
    """What became of one file.

    Args:
        path: the file.
        unit, period: whose form it is, where that could be told.
        taken: how many figures are new or changed; None where the file was not taken.
        known: whether exactly this file had been taken before.
        is_blank: whether nothing was filled in.
        findings: everything wrong with it.
        at: when it was taken in.
    """

    path: Path
    unit: Unit | None = None
    period: Period | None = None
    taken: int | None = None
    known: bool = False
    is_blank: bool = False
    findings: tuple[Finding, ...] = ()
    at: datetime | None = None


def read_forms(
    office: Office, paths: Iterable[Path], done: Callable[[FormRead], None] = lambda _read: None
) -> tuple[FormRead, ...]:
    """Look into forms and take in each that can be, whole or not at all.

    Args:
        office: the office.
        paths: files, and folders searched through; what is no form is reported, not passed over.
        done: told of each file as it is read.

    Raises:
        MissingFile: a path does not exist, or no form is in any folder.
    """
    results = []
    for path in form_files(paths):
        result = _take(office, _look_at(office, path))
        done(result)
        results.append(result)
    return tuple(results)


def look_into_forms(
    office: Office,
    files: Mapping[str, bytes] | None = None,
    paths: Sequence[Path] = (),
    done: Callable[[FormLook], None] = lambda _look: None,
) -> tuple[FormLook, ...]:
    """Read forms without saving anything.

    Args:
        office: the office.
        files: files that were sent, name to content.
        paths: files, and folders searched through; what is no form is reported, not passed over.
        done: told of each file as it is read.

    Raises:
        MissingFile: a path does not exist, or no form is in any folder.
    """
    looked = []
    for look in _looks(office, files or {}, form_files(paths) if paths else ()):
        done(look)
        looked.append(look)
    return tuple(looked)


def look_again(office: Office, looked: Iterable[FormLook]) -> tuple[FormLook, ...]:
    """The same forms against what is stored now; no file is read again."""
    return tuple(look if look.form is None else _again(office, look, look.form) for look in looked)


def settle_conflicts(office: Office, look: FormLook, settle: Settle) -> FormLook:
    """A form in conflict as it can be taken, once somebody who saw both values has said which stand.

    What is changed after that is a conflict again.
    """
    if look.form is None or not look.is_in_conflict:
        return look
    current = _current(office, look.form)
    met = {each.item for each in look.differences if each.effect is Effect.CONFLICT}
    changes = tuple(
        _settled(change, current[change.item], settle) if change.item in met else change for change in look.changes
    )
    return _judged(office, look.path, replace(look.form, changes=changes), look.findings)


def take_forms(office: Office, looked: Iterable[FormLook], chosen: Collection[Path]) -> tuple[FormRead, ...]:
    """Take in the chosen ones of the forms looked into, each whole or not at all and exactly as it was looked at.

    A figure that changed after the look refuses its form, with both values.
    """
    return tuple(_take(office, look) for look in looked if look.path in chosen)


def form_files(paths: Iterable[Path]) -> list[Path]:
    """The form files in files and folders, in order of their names; Excel's lock files are passed over."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise MissingFile(f"{path}：没有这个文件或文件夹。请检查路径。")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [file for file in inside if file.is_file() and not file.name.startswith(("~", "."))]
    if not found:
        raise MissingFile(f"{'、'.join(map(str, paths))}：里面没有填报表（.xlsx）。请把各支部发回的表放进去。")
    return found


def _looks(office: Office, files: Mapping[str, bytes], paths: Iterable[Path]) -> Iterator[FormLook]:
    for name, data in files.items():
        yield _look(office, Path(name), data)
    for path in paths:
        yield _look_at(office, path)


def _look_at(office: Office, path: Path) -> FormLook:
    try:
        data = read_archive(path, WHAT, MOST_FORM_BYTES)
    except ToolkitError as fault:
        unopened = error("form_unopened", path.name, str(fault).removeprefix(f"{path}："))
        return FormLook(path, FormState.REFUSED, findings=(unopened,))
    return _look(office, path, data)


def _look(office: Office, path: Path, data: bytes) -> FormLook:
    known = _known(office, path, fingerprint(data))
    if known is not None:
        return known
    reading = read_form(data, path.name, office.catalogue, office.units)
    if reading.form is None:
        return FormLook(path, FormState.REFUSED, reading.unit, reading.period, reading.findings)
    return _judged(office, path, reading.form, reading.findings)


def _known(office: Office, path: Path, fingerprint: str) -> FormLook | None:
    known = office.store.intake(fingerprint)
    if known is None or known.unit not in office.units:
        return None
    return FormLook(path, FormState.KNOWN, office.units[known.unit], read_period(known.period))


def _again(office: Office, look: FormLook, form: Form) -> FormLook:
    return _known(office, look.path, form.fingerprint) or _judged(office, look.path, form, look.findings)


def _judged(office: Office, path: Path, form: Form, findings: Iterable[Finding]) -> FormLook:
    current = _current(office, form)
    changes = tuple(_wished(office, form, current))
    met, conflict = _conflict(office, path, changes)
    differences = tuple(_differences(office, changes, current, met))
    found = (*(each for each in findings if each.code != CONFLICT), *conflict)
    state = _state(form, differences, is_in_conflict=bool(conflict))
    return FormLook(path, state, form.unit, form.period, found, differences, form, changes)


def _current(office: Office, form: Form) -> dict[str, Entry]:
    return {entry.item: entry for entry in office.store.current(form.period.code, form.unit.code)}


def _is_as_sent(office: Office, change: Change, current: Entry | None) -> bool:
    """Whether a cell still holds what it was sent out with, while others changed the figure: nobody wished anything."""
    if current is None or not 0 < change.seen < current.version:
        return False
    history = office.store.history(change.unit, change.period, change.item)
    return any(entry.version == change.seen and entry.text == change.text for entry in history)


def _settled(change: Change, current: Entry, settle: Settle) -> Change:
    text = current.text if settle is Settle.KEEP else change.text
    return replace(change, text=text, seen=current.version)


def _state(form: Form, differences: Sequence[Difference], *, is_in_conflict: bool) -> FormState:
    if is_in_conflict:
        return FormState.CONFLICT
    if not form.changes:
        return FormState.BLANK
    return FormState.FRESH if differences else FormState.SAME


def _wished(office: Office, form: Form, current: Mapping[str, Entry]) -> Iterator[Change]:
    """The form's changes, without the cells that were left as they were sent out.

    What came from an earlier sending of the same form is known to who corrected it. A cell as it was sent out, whose figure an
    earlier sending of the same form changed, was put back or comes from an old copy: nobody can tell, so it stays a conflict.
    """
    sent = f"填报表{form.mark} " if form.mark else None
    own = {key for key, entry in current.items() if sent and entry.source.startswith(sent)}
    as_sent = {each.item for each in form.changes if _is_as_sent(office, each, current.get(each.item))}
    is_touched = any(each.item not in as_sent and _is_other(each, current) for each in form.changes)
    for change in form.changes:
        if change.item in as_sent and (change.item not in own or not is_touched):
            continue
        is_known = change.item in own and change.item not in as_sent
        yield replace(change, seen=current[change.item].version) if is_known else change


def _is_other(change: Change, current: Mapping[str, Entry]) -> bool:
    return change.text != (current[change.item].text if change.item in current else "")


def _conflict(office: Office, path: Path, changes: Sequence[Change]) -> tuple[Collection[str], tuple[Finding, ...]]:
    """The items for which the store would refuse these changes, and the finding that says so."""
    try:
        office.store.check(changes)
    except ChangedMeanwhile as fault:
        items = {mine.item for mine, _theirs in fault.conflicts if isinstance(mine, Change)}
        return items, (_conflict_finding(office, path, changes[0].unit, fault),)
    return (), ()


def _conflict_finding(office: Office, path: Path, unit: str, fault: ChangedMeanwhile) -> Finding:
    told = "；".join(_conflict_line(office, mine, theirs) for mine, theirs in fault.conflicts)
    return error(CONFLICT, path.name, f"发表以后别人改过，和表里的不同，请选用哪一个。{told}。", unit)


def _conflict_line(office: Office, mine: object, theirs: object) -> str:
    assert isinstance(mine, Change) and isinstance(theirs, Entry)
    sent, stands = (shown_text(office, mine.item, each.text) or BLANK for each in (mine, theirs))
    moment = theirs.at.astimezone().strftime("%m月%d日 %H:%M")
    return f"{label_of(office, mine.item)}：表里是“{sent}”，现在是“{stands}”（{theirs.author}在{moment}填的）"


def _differences(
    office: Office, changes: Iterable[Change], current: Mapping[str, Entry], met: Collection[str]
) -> Iterator[Difference]:
    for change in changes:
        stored = current[change.item].text if change.item in current else ""
        if stored != change.text:
            effect = Effect.CONFLICT if change.item in met else _effect(stored, change.text)
            shown = shown_text(office, change.item, stored), _new_text(office, change, stored)
            yield Difference(change.item, label_of(office, change.item), *shown, effect)


def _effect(stored: str, new: str) -> Effect:
    if not new:
        return Effect.CLEARED
    return Effect.CHANGED if stored else Effect.FILLED


def _new_text(office: Office, change: Change, stored: str) -> str:
    """What the form holds; of a ledger that has rows already, also how many rows are others, lest 3行→3行 say nothing."""
    shown = shown_text(office, change.item, change.text)
    if shown == change.text or not stored:
        return shown
    before = typed_rows(stored)
    others = sum(row not in before for row in typed_rows(change.text))
    return f"{shown}（其中{others}行有改动）" if others else shown


def _take(office: Office, look: FormLook) -> FormRead:
    # Somebody may have taken the same file since the look.
    look = look if look.form is None else _known(office, look.path, look.form.fingerprint) or look
    if look.form is None or not look.is_usable:
        is_known, is_blank = look.state is FormState.KNOWN, look.state is FormState.BLANK
        taken = 0 if is_known or is_blank else None
        return FormRead(look.path, look.unit, look.period, taken, is_known, is_blank, look.findings)
    return _save(office, look, look.form)


def _save(office: Office, look: FormLook, form: Form) -> FormRead:
    intake = Intake(form.fingerprint, form.unit.code, form.period.code, look.path.name[:255], now())
    author = form.author[:128] or form.unit.short_name
    source = f"填报表{form.mark} {look.path.name}"[:255]
    try:
        fresh = office.store.save(look.changes, author, source, intake)
    except ChangedMeanwhile as fault:
        conflict = _conflict_finding(office, look.path, form.unit.code, fault)
        return FormRead(look.path, form.unit, form.period, findings=(*look.findings, conflict))
    return FormRead(look.path, form.unit, form.period, len(fresh), findings=look.findings, at=intake.at)
