"""Several sendings of one unit's form in one batch: none is taken until somebody says which.

Takes looks; gives them with those marked among which to choose, and remembers in the history which were set aside, so that they
are not taken by a later reading of the same folder. What is plain and what is not is decided by `figures.sendings`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.figures.figure import Change, Entry
from toolkit.figures.sendings import Fate, Sending, differing, newest, rivals
from toolkit.figures.workbooks.read import Form
from toolkit.findings import Finding, error
from toolkit.tasks.figures.book import label_of, shown_text
from toolkit.tasks.forms.look import FormLook, FormState
from toolkit.tasks.office.office import Office

VERSIONS: Final = "form_versions"
ASIDE: Final = "aside:"
"""What the history calls a sending that was set aside: this, and the beginning of its fingerprint."""
SOURCE: Final = "收表"
MOST_DIFFERENCES: Final = 6
TAKEN_BEFORE: Final = ""
"""The name of the sending that was taken before, whose file did not come again."""
UNDECIDED: Final = (FormState.VERSIONS, FormState.ASIDE)
FATES: Final = {FormState.KNOWN: Fate.TAKEN, FormState.REFUSED: Fate.REFUSED}


def mark_versions(office: Office, looked: Sequence[FormLook]) -> tuple[FormLook, ...]:
    """The same looks, those marked among which somebody has to choose first; the finding stands with the first of them."""
    marked = list(looked)
    for group in _groups(office, looked):
        among = {each.name for each in rivals(group.sendings)}
        looks = [look for look in group.looks if str(look.path) in among]
        still_open = [look for look in looks if look.state not in FATES]
        for look in still_open:
            findings = (_finding(office, looks, group),) if look is still_open[0] else ()
            for copy in _copies(look, looked):
                told = findings if copy is look else ()
                marked[looked.index(copy)] = replace(copy, state=FormState.VERSIONS, findings=(*copy.findings, *told))
    return tuple(marked)


def newest_paths(office: Office, looked: Sequence[FormLook], but: Collection[Path] = ()) -> frozenset[Path]:
    """The files that were saved last, of each form that came in several versions; none of one where that cannot be told.

    Args:
        office: the office.
        looked: all that came together.
        but: files that were chosen already; their forms are left out.
    """
    groups = [
        group
        for group in _groups(office, looked)
        if any(look.state is FormState.VERSIONS for look in group.looks)
        and not any(copy.path in but for look in group.looks for copy in _copies(look, looked))
    ]
    found = [newest(group.sendings) for group in groups]
    return frozenset(Path(each.name) for each in found if each is not None and each.fate is Fate.OPEN)


def check_choice(looked: Sequence[FormLook], chosen: Collection[Path]) -> None:
    """Refuse a choice that cannot be carried out, before anything of it is.

    Raises:
        ToolkitError: a chosen file cannot be taken, or two unlike ones are of one form.
    """
    by_form: dict[tuple[str, str], FormLook] = {}
    for look in (look for look in looked if look.path in chosen):
        if look.state is FormState.REFUSED:
            raise ToolkitError(f"{look.path}：这份表有错不能收，不能选它。请让填报人改好，或改选别的。")
        if look.unit is None or look.period is None or look.form is None:
            continue
        other = by_form.setdefault((look.unit.code, look.period.code), look)
        if other is not look and look.state in UNDECIDED and not _is_copy(look, other):
            raise ToolkitError(f"“{other.path.name}”和“{look.path.name}”是同一张表的两份，只能选一份。")


def set_aside(office: Office, looked: Sequence[FormLook], chosen: Collection[Path]) -> list[FormLook]:
    """Remember of each form that came in several versions, and of which one was chosen, that the others are not to be taken.

    Returns:
        The others.
    """
    taken = [look for look in looked if look.path in chosen]
    decided = {_whose(look) for look in taken} - {None}
    undecided = [look for look in looked if look.state is FormState.VERSIONS and _whose(look) in decided]
    others = [look for look in undecided if not any(_is_copy(look, each) for each in taken)]
    changes = {look.form.fingerprint: _aside_change(office, look, look.path.name) for look in others if look.form}
    if changes:
        office.store.save(list(changes.values()), office.settings.author, SOURCE)
    return others


def take_up_again(office: Office, look: FormLook) -> None:
    """Forget that a sending was set aside."""
    office.store.save([_aside_change(office, look, "")], office.settings.author, SOURCE)


def is_aside(form: Form, current: Mapping[str, Entry]) -> bool:
    """Whether this sending was set aside before.

    Args:
        form: what was sent.
        current: what is stored for its unit and period, by key.
    """
    entry = current.get(_aside_name(form))
    return entry is not None and bool(entry.text)


def saved_text(moment: datetime | None) -> str:
    """When a form was saved, for a clerk."""
    return moment.astimezone().strftime("%Y年%m月%d日 %H:%M:%S存") if moment else "表里没有写保存时间"


@dataclass(frozen=True)
class _Group:
    """The sendings of one unit and period: the files, each once, and when the one that was taken before was saved."""

    looks: tuple[FormLook, ...]
    before: datetime | None

    @property
    def sendings(self) -> list[Sending]:
        taken = [Sending(TAKEN_BEFORE, self.before, Fate.TAKEN)] if self.before else []
        return [*map(_sending, self.looks), *taken]


def _groups(office: Office, looked: Iterable[FormLook]) -> Iterator[_Group]:
    """The sendings of one unit and period, where there are several that say something; a copy of one is that one."""
    by_form: dict[tuple[str, str], list[FormLook]] = {}
    for look in looked:
        if look.unit and look.period and (look.state in FATES or _says_something(look)):
            group = by_form.setdefault((look.unit.code, look.period.code), [])
            if not any(_is_copy(look, each) for each in group):
                group.append(look)
    for (unit, period), looks in by_form.items():
        taken = office.store.journal.intakes(unit, period) if any(_may_be_older(look) for look in looks) else ()
        before = taken[-1].saved if taken else None
        if len(looks) > 1 or before:
            yield _Group(tuple(looks), before)


def _whose(look: FormLook) -> tuple[str, str] | None:
    """The unit and the period of what was sent, where it says them."""
    return (look.unit.code, look.period.code) if look.unit and look.period else None


def _may_be_older(look: FormLook) -> bool:
    return look.state not in FATES and look.saved is not None and bool(look.differences)


def _says_something(look: FormLook) -> bool:
    return look.form is not None and look.is_touched and look.state is not FormState.ASIDE


def _is_copy(look: FormLook, other: FormLook) -> bool:
    return look is other or bool(look.form and other.form and look.form.fingerprint == other.form.fingerprint)


def _copies(look: FormLook, looked: Iterable[FormLook]) -> list[FormLook]:
    """A look and those at files of the same content."""
    return [each for each in looked if _is_copy(look, each)]


def _sending(look: FormLook) -> Sending:
    answers = {each.item: each.text for each in look.form.changes} if look.form else None
    return Sending(str(look.path), look.saved, FATES.get(look.state, Fate.OPEN), answers)


def _finding(office: Office, looks: Sequence[FormLook], group: _Group) -> Finding:
    first = looks[0]
    assert first.unit and first.period
    place = f"{first.unit.short_name} {first.period.name}"
    if len(looks) == 1:
        told = "；".join(
            f"{each.label} {each.stored or '（空）'}改为{each.new or '（空）'}" for each in first.differences
        )
        advice = (
            f"“{first.path}”（{saved_text(first.saved)}）比已经收下的那一份（{saved_text(group.before)}）早，没有收。"
            f"不同的有：{told}。请核对；确实要用这一份的，请选定它。"
        )
        return error(VERSIONS, place, advice, first.unit.code)
    files = "；".join(f"“{look.path}”（{saved_text(look.saved)}{_fate_text(look)}）" for look in looks)
    unlike = _unlike(office, looks)
    advice = f"收到{len(looks)}份填报表，内容不一样，一份也没有收：{files}。{unlike}请核对后选定收哪一份。"
    return error(VERSIONS, place, advice, first.unit.code)


def _unlike(office: Office, looks: Sequence[FormLook]) -> str:
    told = [_difference(office, looks, key) for key in differing([_sending(look) for look in looks])]
    more = f"等{len(told)}项" if len(told) > MOST_DIFFERENCES else ""
    return f"不同的有：{'；'.join(told[:MOST_DIFFERENCES])}{more}。" if told else ""


def _fate_text(look: FormLook) -> str:
    return {FormState.KNOWN: "，先前收过", FormState.REFUSED: "，有错不能收"}.get(look.state, "")


def _difference(office: Office, looks: Sequence[FormLook], key: str) -> str:
    texts = [_sending(look).answers for look in looks if look.form]
    shown = [shown_text(office, key, answers.get(key, "")) or "（空）" for answers in texts if answers is not None]
    same = "，内容不同" if len(set(shown)) == 1 else ""
    return f"{label_of(office, key)} {'、'.join(shown)}{same}"


def _aside_change(office: Office, look: FormLook, text: str) -> Change:
    assert look.form
    unit, period, name = look.form.unit.code, look.form.period.code, _aside_name(look.form)
    return Change(unit, period, name, text, len(office.store.journal.history(unit, period, name)))


def _aside_name(form: Form) -> str:
    return f"{ASIDE}{form.fingerprint[:48]}"
