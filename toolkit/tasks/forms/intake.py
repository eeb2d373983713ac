"""Excel forms in: first a look at each that saves nothing, then the taking of those that were chosen.

Takes an office and files; gives what taking each would do, and what became of it. A form with a fault is not taken at all,
and the others are; one whose figures changed meanwhile is refused with both values until somebody says which stand. A cell
left as it was sent out says nothing. There is no other way in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from toolkit.archives import fingerprint, read_unchecked
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile, MissingFile, ToolkitError, UnknownName
from toolkit.figures.figure import Change, Entry, FilingState
from toolkit.figures.store import Blob, Intake
from toolkit.figures.wishes import Stood, Wish, is_empty, with_rows_apart
from toolkit.figures.workbooks.layout import MOST_FORM_BYTES
from toolkit.figures.workbooks.opened import saved_at
from toolkit.figures.workbooks.read import WHAT, Form, read_form
from toolkit.file_kinds import FileKind, kind_of
from toolkit.findings import Finding, error
from toolkit.tasks.figures.book import rows_of_all_times, running_into
from toolkit.tasks.figures.states import state_changes
from toolkit.tasks.forms.effects import CONFLICT, TWIN, conflict_finding, differences, twin_findings
from toolkit.tasks.forms.look import Difference, FormLook, FormRead, FormState, Settle
from toolkit.tasks.forms.sending_back import FOLDER, WORKBOOK, send_back
from toolkit.tasks.forms.versions import (
    UNDECIDED,
    VERSIONS,
    check_choice,
    is_aside,
    mark_versions,
    newest_paths,
    set_aside,
    take_up_again,
)
from toolkit.tasks.office.office import Office, now
from toolkit.zipped import files_in

OF_THE_LOOK: Final = (CONFLICT, VERSIONS, TWIN)
"""What is found by looking at what stands, and anew each time; all else was found in the file itself."""
MOST_SECONDS_TO_WRITE: Final = 10
"""How much later than it says a form may be saved by ourselves."""


def read_forms(
    office: Office,
    paths: Iterable[Path],
    done: Callable[[FormRead], None] = lambda _read: None,
    *,
    choose: Collection[Path] = (),
    newest: bool = False,
) -> tuple[FormRead, ...]:
    """Look into forms and take in each that can be, whole or not at all.

    Args:
        office: the office.
        paths: files, and folders searched through; what is no form is reported, not passed over.
        done: told of each file as it is taken or not.
        choose: of forms that came in several versions, the files to take.
        newest: whether to take, of the others, the one saved last where the workbooks say when that was.

    Raises:
        MissingFile: a path does not exist, or no form is in any folder.
        UnknownName: a file to choose is not among them.
        ToolkitError: a file to choose cannot be taken, or two are of one form.
    """
    given = list(paths)
    looked = look_into_forms(office, paths=given)
    chosen = frozenset(_named(looked, choose))
    check_choice(looked, chosen)
    if newest:
        chosen |= newest_paths(office, looked, but=chosen)
    # A file that is named by itself is meant, even if another was chosen in its place before.
    chosen |= {look.path for look in looked if look.state is FormState.ASIDE and look.path in given}
    results = []
    for look in _as_chosen(office, looked, chosen):
        result = _take(office, look)
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
    return mark_versions(office, looked)


def look_again(office: Office, looked: Iterable[FormLook]) -> tuple[FormLook, ...]:
    """The same forms against what is stored now; no file is read again."""
    again = [look if look.form is None else _again(office, look, look.form) for look in looked]
    return mark_versions(office, again)


def settle_conflicts(office: Office, look: FormLook, settle: Settle) -> FormLook:
    """A form in conflict as it can be taken, once somebody who saw both values has said which stand.

    What is changed after that is a conflict again.
    """
    if look.form is None or not look.is_in_conflict:
        return look
    stood = _stood(office, look.form)
    met = {mine.item for mine, _theirs in stood.met(look.changes)}
    changes = tuple(
        _settled(change, stood.current[change.item], settle) if change.item in met else change
        for change in look.changes
    )
    blanks = tuple(key for key in look.form.blanks if key not in met)
    return _judged(office, look, replace(look.form, changes=changes, blanks=blanks, rows={}))


def take_forms(office: Office, looked: Iterable[FormLook], chosen: Collection[Path]) -> tuple[FormRead, ...]:
    """Take in the chosen ones of the forms looked into, each whole or not at all and exactly as it was looked at.

    A figure that changed after the look refuses its form, with both values. Where one of several versions is chosen, the others
    are set aside.
    """
    looks = _as_chosen(office, looked, chosen)
    for look in looks:
        send_back(office, look)
    return tuple(_take(office, look) for look in looks if look.path in chosen)


def form_files(paths: Iterable[Path]) -> list[Path]:
    """The form files in files and folders, in order of their names; Excel's lock files are passed over."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise MissingFile(f"{path}：没有这个文件或文件夹。请检查路径。")
        inside = sorted(_inside(path)) if path.is_dir() else [path]
        found += [file for file in inside if file.is_file() and not file.name.startswith(("~", "."))]
    if not found:
        raise MissingFile(f"{'、'.join(map(str, paths))}：里面没有填报表（.xlsx）。请把各支部发回的表放进去。")
    return found


def _inside(folder: Path) -> Iterator[Path]:
    """What lies in a folder, but for what goes back to the units."""
    return (each for each in folder.rglob("*") if FOLDER not in each.relative_to(folder).parts)


def _looks(office: Office, files: Mapping[str, bytes], paths: Iterable[Path]) -> Iterator[FormLook]:
    for name, data in files.items():
        yield from _looks_into(office, Path(name), data)
    for path in paths:
        yield from _looks_at(office, path)


def _named(looked: Sequence[FormLook], named: Iterable[Path]) -> Iterator[Path]:
    """The files among those looked into that were named, each by its path or by its name alone."""
    for each in named:
        found = [look.path for look in looked if look.path.resolve() == each.resolve()]
        found = found or [look.path for look in looked if look.path.name == str(each)]
        if len(found) != 1:
            reason = "有几个文件都叫这个名，请写明在哪个文件夹" if found else "不在这次读的表里，请检查文件名"
            raise UnknownName(f"{each}：{reason}。")
        yield found[0]


def _as_chosen(office: Office, looked: Iterable[FormLook], chosen: Collection[Path]) -> tuple[FormLook, ...]:
    """The looks once a version was chosen: the chosen ones as they can be taken, the others set aside."""
    everything = tuple(looked)
    meant = [look for look in everything if look.path in chosen and look.state in UNDECIDED]
    for look in meant:
        take_up_again(office, look)
    decided = [*meant, *set_aside(office, everything, chosen)]
    return tuple(
        _judged(office, look, look.form, is_chosen=look in meant) if look in decided and look.form else look
        for look in everything
    )


def _looks_at(office: Office, path: Path) -> Iterator[FormLook]:
    try:
        data = read_unchecked(path, WHAT, MOST_FORM_BYTES)
    except ToolkitError as fault:
        yield _unopened(path, fault)
        return
    yield from _looks_into(office, path, data)


def _looks_into(office: Office, path: Path, data: bytes) -> Iterator[FormLook]:
    """The look at one file; of a zip, at each file in it."""
    if kind_of(data) is not FileKind.ZIP:
        yield _look(office, path, data)
        return
    try:
        inside = files_in(data, path.name)
    except ToolkitError as fault:
        yield _unopened(path, fault)
        return
    if not inside:
        yield _unopened(path, ToolkitError("压缩包里没有文件。请把填好的表放进去再压缩。"))
    for name, content in inside:
        yield _look(office, path / name, content)


def _unopened(path: Path, fault: ToolkitError) -> FormLook:
    said = str(fault).removeprefix(f"{path}：").removeprefix(f"{path.name}：")
    return FormLook(path, FormState.REFUSED, findings=(error("form_unopened", path.name, said),))


def _look(office: Office, path: Path, data: bytes) -> FormLook:
    known = _known(office, path, fingerprint(data))
    if known is not None:
        return replace(known, saved=saved_at(data))
    reading = read_form(data, path.name, office.catalogue, office.units)
    # Where nothing can be told of whose form it is, nothing is asked of when it was saved either.
    saved = saved_at(data) if reading.unit else None
    held = _held(office, reading.unit, reading.period)
    findings = (*held, *reading.findings)
    look = FormLook(path, FormState.REFUSED, reading.unit, reading.period, findings, saved=saved, data=data)
    return look if reading.form is None or held else _judged(office, look, reading.form)


def _held(office: Office, unit: Unit | None, period: Period | None) -> tuple[Finding, ...]:
    """Why nothing is taken for a unit or a period whoever sends it, if that is so."""
    if unit is not None and period is not None and office.closing_of(period) is not None:
        advice = f"{period.name}已经定稿，没有收。确实要改的，请先重新打开这个期间，并写明原因。"
        return (error("form_closed", unit.short_name, advice, unit.code),)
    return (office.held[unit.code],) if unit is not None and unit.code in office.held else ()


def _known(office: Office, path: Path, fingerprint: str) -> FormLook | None:
    known = next(iter(office.store.journal.intakes(fingerprint=fingerprint)), None)
    if known is None or known.unit not in office.units:
        return None
    return FormLook(path, FormState.KNOWN, office.units[known.unit], read_period(known.period))


def _again(office: Office, look: FormLook, form: Form) -> FormLook:
    known = _known(office, look.path, form.fingerprint)
    return replace(known, saved=look.saved) if known else _judged(office, look, form)


def _judged(office: Office, look: FormLook, form: Form, *, is_chosen: bool = False) -> FormLook:
    """A look with what taking its form would do now; what was found of the file itself is kept.

    Args:
        office: the office.
        look: what was looked at.
        form: what was read of it.
        is_chosen: whether somebody decided that this sending stands, of several.
    """
    stood = _stood(office, form)
    meant = with_rows_apart(form, stood, office.catalogue)
    wish = Wish(meant, stood, _is_resaved(look, form), is_chosen)
    changes = wish.changes()
    met = stood.met(changes)
    conflict = (conflict_finding(office, look.path, form.unit.code, met),) if met else ()
    told = tuple(differences(office, changes, stood.texts, {mine.item for mine, _theirs in met}))
    alike = twin_findings(office, look.path, changes, stood.texts)
    empty = is_empty(form, stood, office.catalogue)
    made = FormLook(
        look.path,
        _state(told, is_empty=empty, is_in_conflict=bool(conflict)),
        form.unit,
        form.period,
        (*(each for each in look.findings if each.code not in OF_THE_LOOK), *conflict, *alike),
        told,
        form,
        changes,
        look.saved,
        wish.is_filled_in,
    )
    return replace(made, state=FormState.ASIDE) if is_aside(form, stood.current) else made


def _stood(office: Office, form: Form) -> Stood:
    """What stands for the unit and the period of a form, asked once."""
    unit, period = form.unit.code, form.period.code
    current = {entry.item: entry for entry in office.store.current(period, unit)}
    running = running_into(office, form.period, rows_of_all_times(office, form.unit)).get(unit, {})
    return Stood(current, office.store.journal.texts_of(unit, period), running)


def _settled(change: Change, current: Entry, settle: Settle) -> Change:
    text = current.text if settle is Settle.KEEP else change.text
    return replace(change, text=text, seen=current.version)


def _state(differences: Sequence[Difference], *, is_empty: bool, is_in_conflict: bool) -> FormState:
    if is_in_conflict:
        return FormState.CONFLICT
    if is_empty:
        return FormState.BLANK
    return FormState.FRESH if differences else FormState.SAME


def _is_resaved(look: FormLook, form: Form) -> bool:
    """Whether somebody saved the form after it was written: one that was only passed on says nothing."""
    if look.saved is None or form.written is None:
        return False
    return (look.saved - form.written).total_seconds() > MOST_SECONDS_TO_WRITE


def _take(office: Office, look: FormLook) -> FormRead:
    # Somebody may have taken the same file since the look.
    look = look if look.form is None else _known(office, look.path, look.form.fingerprint) or look
    sent = send_back(office, look)
    if look.form is None or not look.is_usable:
        is_known, is_blank = look.state is FormState.KNOWN, look.state is FormState.BLANK
        taken = 0 if is_known or is_blank else None
        is_waiting = look.state in UNDECIDED
        told = (look.path, look.unit, look.period, taken, is_known, is_blank, look.findings, None, is_waiting)
        return FormRead(*told, sent.path if sent else None, sent.line if sent else "")
    return _save(office, look, look.form)


def _save(office: Office, look: FormLook, form: Form) -> FormRead:
    name = look.path.name[:255]
    intake = Intake(form.fingerprint, form.unit.code, form.period.code, name, now(), look.saved)
    author = form.author[:128] or form.unit.short_name
    source = f"填报表{form.mark} {look.path.name}"[:255]
    try:
        filed = state_changes(office, form.period, [form.unit], FilingState.FILED)
        fresh = office.store.save([*look.changes, *filed], author, source, intake, files=[Blob(WORKBOOK, form.data)])
    except ChangedMeanwhile as fault:
        conflict = conflict_finding(office, look.path, form.unit.code, fault.conflicts)
        return FormRead(look.path, form.unit, form.period, findings=(*look.findings, conflict))
    return FormRead(
        look.path, form.unit, form.period, sum(entry.is_figure for entry in fresh), findings=look.findings, at=intake.at
    )
