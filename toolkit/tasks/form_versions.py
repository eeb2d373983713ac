"""Several sendings of one unit's form in one batch: none is taken until somebody says which.

Takes looks; gives them with those marked among which to choose, and remembers in the history which were set aside, so that they
are not taken by a later reading of the same folder. What is plain and what is not is decided by `figures.sendings`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from toolkit.figures.figure import Change, Entry
from toolkit.figures.sendings import Fate, Sending, differing, newest, rivals
from toolkit.figures.workbooks.read import Form
from toolkit.findings import Finding, error
from toolkit.tasks.figures import label_of, shown_text
from toolkit.tasks.form_look import FormLook, FormState
from toolkit.tasks.office import Office

VERSIONS: Final = "form_versions"
ASIDE: Final = "aside:"
"""What the history calls a sending that was set aside: this, and the beginning of its fingerprint."""
SOURCE: Final = "收表"
MOST_DIFFERENCES: Final = 6
FATES: Final = {FormState.KNOWN: Fate.TAKEN, FormState.REFUSED: Fate.REFUSED}


def mark_versions(office: Office, looked: Sequence[FormLook]) -> tuple[FormLook, ...]:
    """The same looks, those marked among which somebody has to choose first; the finding stands with the first of them."""
    marked = list(looked)
    for group in _groups(looked):
        among = rivals([_sending(look) for look in group])
        looks = [look for look in group if any(each.name == str(look.path) for each in among)]
        still_open = [look for look in looks if look.state not in FATES]
        for look in still_open:
            findings = (_finding(office, looks),) if look is still_open[0] else ()
            marked[marked.index(look)] = replace(look, state=FormState.VERSIONS, findings=(*look.findings, *findings))
    return tuple(marked)


def newest_paths(looked: Sequence[FormLook], but: Collection[Path] = ()) -> frozenset[Path]:
    """The files that were saved last, of each form that came in several versions; none of one where that cannot be told.

    Args:
        looked: all that came together.
        but: files that were chosen already; their forms are left out.
    """
    groups = [
        group
        for group in _groups(looked)
        if any(look.state is FormState.VERSIONS for look in group) and not any(look.path in but for look in group)
    ]
    found = [newest([_sending(look) for look in group]) for group in groups]
    return frozenset(Path(each.name) for each in found if each is not None and each.fate is not Fate.REFUSED)


def set_aside(office: Office, looked: Sequence[FormLook], chosen: Collection[Path]) -> list[FormLook]:
    """Remember of each form that came in several versions, and of which one was chosen, that the others are not to be taken.

    Returns:
        The others.
    """
    others = [
        look
        for group in _groups(looked)
        if any(look.path in chosen for look in group)
        for look in group
        if look.state is FormState.VERSIONS and look.path not in chosen
    ]
    changes = [_aside_change(office, look, look.path.name) for look in others]
    if changes:
        office.store.save(changes, office.settings.author, SOURCE)
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
    """When a workbook was saved, in a clerk's words."""
    return moment.astimezone().strftime("%Y年%m月%d日 %H:%M:%S存") if moment else "表里没有写保存时间"


def _groups(looked: Iterable[FormLook]) -> Iterator[list[FormLook]]:
    """The sendings of one unit and period, where there are several that say something."""
    by_form: dict[tuple[str, str], list[FormLook]] = {}
    for look in looked:
        if look.unit and look.period and (look.state in FATES or _says_something(look)):
            by_form.setdefault((look.unit.code, look.period.code), []).append(look)
    return (group for group in by_form.values() if len(group) > 1)


def _says_something(look: FormLook) -> bool:
    return look.form is not None and look.is_touched and look.state is not FormState.ASIDE


def _sending(look: FormLook) -> Sending:
    answers = {each.item: each.text for each in look.form.changes} if look.form else None
    return Sending(str(look.path), look.saved, FATES.get(look.state, Fate.OPEN), answers)


def _finding(office: Office, looks: Sequence[FormLook]) -> Finding:
    first = looks[0]
    assert first.unit and first.period
    files = "；".join(f"“{look.path}”（{saved_text(look.saved)}{_fate_text(look)}）" for look in looks)
    told = [_difference(office, looks, key) for key in differing([_sending(look) for look in looks])]
    more = f"等{len(told)}项" if len(told) > MOST_DIFFERENCES else ""
    unlike = f"不同的有：{'；'.join(told[:MOST_DIFFERENCES])}{more}。" if told else ""
    place = f"{first.unit.short_name} {first.period.name}"
    advice = f"收到{len(looks)}份填报表，内容不一样，一份也没有收：{files}。{unlike}请核对后选定收哪一份。"
    return error(VERSIONS, place, advice, first.unit.code)


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
    return Change(unit, period, name, text, len(office.store.history(unit, period, name)))


def _aside_name(form: Form) -> str:
    return f"{ASIDE}{form.fingerprint[:48]}"
