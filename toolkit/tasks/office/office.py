"""Opens an office: its catalogue, documents, units and store; and starts a new one.

Takes settings; gives an `Office`. Never touches a figure.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from toolkit.archives import fingerprint
from toolkit.catalogue.documents import Document
from toolkit.catalogue.files import read_catalogue, read_documents, read_office, read_targets, read_units, read_words
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.office_rules import OfficeRules
from toolkit.catalogue.own_targets import target_findings, with_targets
from toolkit.catalogue.periods import Length, Period, read_period
from toolkit.catalogue.unit_rows import COLUMNS
from toolkit.catalogue.units import Units
from toolkit.errors import FaultsFound, MissingFile, StoreUnavailable, ToolkitError, UnknownName
from toolkit.figures.figure import DELETED, MARK_OF_WORDS, Filing, read_as
from toolkit.figures.frozen import filings_of_text
from toolkit.figures.ledger_rows import ROW_MARK
from toolkit.figures.owners import Owner, owner_from_text, settle_owners, text_of_owner
from toolkit.figures.store import Intake, Store, is_emptied, sqlite_file
from toolkit.findings import Finding, error, note, warning
from toolkit.report.outputs import MANIFEST, safe_name, write_whole
from toolkit.review.sleeping import sleeping_rules
from toolkit.settings import Settings, shared_by
from toolkit.tasks.office.frozen import Closing, Then, then
from toolkit.tasks.office.own_files import note_files

T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    """Everything a task needs: where things are, what is asked, of whom, and what came in.

    Args:
        settings, catalogue, documents, store: where things are, what is asked and made, and what came in.
        units: of whom; those among them that are missing from the unit file and have figures.
        fingerprint: that of the files it was read from: by it documents made with others are known.
        held: by code, why nothing of a unit is read or made.
        findings: what is to be told to whoever opens it.
        closing: of the office as it was for a closed period, what was kept of that.
        rules: by when which periods are filed.
        live: of the office as it was for a closed period, the office as it is.
        kept: of the office as it was for a closed period, its own files; they lie unpacked for as long as anybody holds them.
    """

    settings: Settings
    catalogue: Catalogue
    documents: tuple[Document, ...]
    units: Units
    store: Store
    fingerprint: str = ""
    held: Mapping[str, Finding] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    closing: Closing | None = None
    rules: OfficeRules = field(default_factory=OfficeRules)
    kept: Then | None = field(default=None, repr=False)
    live: Office | None = field(default=None, repr=False)

    def at(self, period: Period) -> Office:
        """The office as it was for a period, with the units that lived on any day of it."""
        office = self.then(period)
        units = office.units.at(period)
        return office if units is office.units else replace(office, units=units)

    def then(self, period: Period) -> Office:
        """The office as it was when a period was closed, with the units of all times; as it is where the period is open."""
        text = self.store.holdings.closing(period.code)
        closing, live = Closing.of(text), self.live or self
        if closing is None or not closing.is_whole:
            return live
        kept = then(self.store.journal, text)
        settings = replace(self.settings, templates=kept.folder / "templates")
        return replace(
            self,
            settings=settings,
            catalogue=kept.catalogue,
            documents=kept.documents,
            units=kept.units,
            # What the closing kept no rules of goes by those of today.
            fingerprint=closing.settings if kept.rules else f"{closing.settings} {self.fingerprint}",
            held={},
            rules=kept.rules or self.rules,
            closing=closing,
            kept=kept,
            live=live,
        )

    def filings(self, group: str, period: Period) -> dict[str, Filing]:
        """Of the office as it was for a closed period, the filings of a group that were kept with it, for their period."""
        assert self.closing is not None
        kept = self.store.journal.file(self.closing.figures)
        assert kept is not None
        return filings_of_text(kept.decode(), group, period, self.units, self.catalogue)

    def closing_of(self, period: Period) -> Closing | None:
        """What is kept of a closed period; None where it is open."""
        return Closing.of(self.store.holdings.closing(period.code))

    @property
    def today(self) -> date:
        """The day it is."""
        return now().astimezone().date()


def now() -> datetime:
    """This moment, with time zone."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """The office these settings describe.

    Raises:
        MissingFile, FaultsFound: a file is missing or faulty; the faults of all files are collected first.
        StoreUnavailable: the database cannot be opened.
    """
    _refuse_lost_units(settings)
    read_from = fingerprint_of_files(settings)
    catalogue, documents, units, rules = _read_files(settings)
    _refuse_lost_database(settings)
    office = Office(settings, catalogue, documents, units, Store(settings.database, now), read_from, rules=rules)
    try:
        _refuse_emptied_store(office)
        office = _with_owners(office)
        note_files(settings, office.store)
        told = (*office.findings, *_shared_findings(settings), *sleeping_rules(catalogue), *_left_figures(office))
        return replace(office, findings=told)
    except BaseException:
        office.store.close()
        raise


def _read_files(settings: Settings) -> tuple[Catalogue, tuple[Document, ...], Units, OfficeRules]:
    """What the files of an office say, the faults of all of them collected."""
    findings: list[Finding] = []
    catalogue = _collected(read_catalogue, settings.catalogue, findings)
    documents = _collected(read_documents, settings.documents, findings)
    units = _collected(read_units, settings.units, findings)
    rules = _collected(read_office, settings.office, findings)
    sheet = _collected(read_targets, settings.targets, findings)
    words = _collected(read_words, settings.words, findings)
    if catalogue is not None and units is not None and rules is not None and sheet is not None:
        findings.extend(target_findings(catalogue, rules.targets, units, settings.office.name))
        findings.extend(target_findings(catalogue, sheet, units, settings.targets.name))
    known = (catalogue, documents, units, rules, sheet, words)
    if findings or any(each is None for each in known):
        raise FaultsFound(findings)
    assert catalogue and documents is not None and units and rules and sheet is not None and words
    return with_targets(catalogue, (*rules.targets, *sheet), units), documents, units, replace(rules, words=words)


def _shared_findings(settings: Settings) -> Iterator[Finding]:
    """That a database lies where something copies or serves it behind our back."""
    file = sqlite_file(settings.database)
    by = shared_by(file.parent.resolve()) if file and not settings.is_sample else ""
    if by:
        advice = f"数据库在“{by}”的文件夹里，几台电脑同时写会损坏。请移到本机的文件夹：python start.py office move 新文件夹。"
        yield warning("database_shared", str(file), advice)


def _left_figures(office: Office) -> Iterator[Finding]:
    """The figures and rows that were entered under what the catalogue no longer asks: they are kept, and told."""
    ledgers = [ledger.key for ledger in office.catalogue.ledgers]
    known = {*office.catalogue.keys, *ledgers}
    left: dict[str, set[str]] = {}
    for subject, periods in office.store.holdings.subjects(without_rows_of=ledgers).items():
        key = subject.partition(ROW_MARK)[0]
        if MARK_OF_WORDS not in subject and key not in known:
            left.setdefault(key, set()).update(periods)
    for key, codes in sorted(left.items()):
        names = "、".join(period.name for period in sorted(map(read_period, codes), key=lambda each: each.end))
        advice = f"没有key为“{key}”的了，以前填的（{names}）还留着，不再显示和汇总。误删的，请恢复这一项；只是改名的，请保留原来的key。"
        yield note("left_figures", office.settings.catalogue.name, advice)


def _refuse_lost_units(settings: Settings) -> None:
    """An office whose unit file is gone is not the sample: it would work on figures of its own under the sample's names.

    Raises:
        MissingFile: there are figures of an office of its own, and no unit file.
    """
    own = settings.own_units
    if settings.is_sample and settings.own_database.exists():
        alike = sorted(path.name for path in own.parent.glob("*.*") if path.stem.startswith(own.stem))
        seen = f"（旁边有{'、'.join(alike)}，是不是另存成了别的格式？要存成“CSV UTF-8”。）" if alike else ""
        advice = "找不到单位表，可是这里有本局的数据（figures.db），没有改用示例单位。请恢复单位表"
        raise MissingFile(f"{own}：{advice}；确实不要这些数据的，请把 figures.db 移走。{seen}")


def _refuse_emptied_store(office: Office) -> None:
    """A database without a figure beside reports that were made of figures is another one, or was emptied.

    Raises:
        StoreUnavailable: it is so.
    """
    settings = office.settings
    file = sqlite_file(settings.database)
    made = not settings.is_sample and next(settings.output.rglob(MANIFEST), None)
    if made and not office.store.holdings.filed() and not _was_deleted(office.store):
        advice = (
            "数据库里一个数也没有，可是这里有以前生成的文书，没有当作新单位打开。请核对数据库是不是换了，或从备份恢复；"
        )
        raise StoreUnavailable(
            f"{file or '数据库'}：{advice}确实要从头开始的，请先把 {settings.output.name} 文件夹移走。"
        )


def _was_deleted(store: Store) -> bool:
    """Whether somebody deleted something for good: then it is no wonder that there is nothing."""
    return any(batch.save.source == DELETED for batch in store.journal.batches())


def _refuse_lost_database(settings: Settings) -> None:
    """A database that is empty or gone where there were figures is not a new office.

    Raises:
        StoreUnavailable: it is so.
    """
    file = sqlite_file(settings.database)
    if file is None or not _had_figures(settings):
        return
    # Whoever deletes the sample's database wants a fresh sample.
    is_gone = not file.exists() and not settings.is_sample
    if is_gone or is_emptied(file):
        what = "找不到数据库文件" if is_gone else "数据库文件是空的（0字节）"
        advice = f"可是这里有以前生成的文书或收回的表，数据多半是丢了，没有当作新单位打开。请从备份恢复这个文件；确实要从头开始的，请先把 {settings.output.name}、{settings.forms.name} 文件夹移走"
        raise StoreUnavailable(f"{file}：{what}，{advice}{'' if is_gone else '，并删去这个空文件'}。")


def _had_figures(settings: Settings) -> bool:
    """Whether documents or forms lie here that were made of figures."""
    folders = (settings.output.rglob("*.docx"), settings.output.rglob(MANIFEST), settings.forms.rglob("*.xlsx"))
    return any(next(each, None) for each in folders)


def _with_owners(office: Office) -> Office:
    """The office once it is known whose figures its store holds."""
    store, holdings = office.store, office.store.holdings
    filed, remembered = holdings.filed(), holdings.owners()
    intakes = store.journal.intakes() if filed.keys() - remembered.keys() else ()
    owners: dict[str, Owner] = {}
    for code, periods in filed.items():
        told = remembered.get(code)
        owner = owner_from_text(told) if told else _owner_before(code, office.units, intakes)
        if owner is not None:
            owners[code] = replace(owner, periods=tuple(map(read_period, periods)))
    settled = settle_owners(office.units, owners)
    texts = {unit.code: text_of_owner(unit) for unit in settled.units}
    held = {code: finding.message for code, finding in settled.held.items()}
    store.recognise(texts, held, partial(read_as, office.catalogue))
    unknown = [code for code in filed if code not in remembered and code not in settled.held]
    if unknown:
        # What an earlier version left is remembered where it can be; who may only read needs no more than to look.
        with suppress(StoreUnavailable):
            store.remember_owners(unknown)
    return replace(office, units=settled.units, held=settled.held, findings=settled.findings)


def _owner_before(code: str, units: Units, intakes: Iterable[Intake]) -> Owner | None:
    """The owner of a code in a database of an earlier version, which kept no names: the one its forms were named after."""
    pattern = re.compile(rf"{re.escape(code)} (.+?) \d{{4}}年.*填报表")
    named = [found[1] for each in intakes if each.unit == code and (found := pattern.match(each.file_name))]
    if code not in units:
        return Owner(named[-1] if named else f"代码{code}的单位")
    unit = units[code]
    is_own = not named or any(unit.is_called(name) or unit.short_name in name for name in named)
    return None if is_own else Owner(named[-1])


def fingerprint_of_files(settings: Settings) -> str:
    """By which the office's own files are known again; a missing one counts as empty."""
    paths = (settings.catalogue, settings.documents, settings.units, settings.office, settings.targets, settings.words)
    return fingerprint(b"".join(map(_bytes_of, paths)))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        # Whoever reads it for its content says why that cannot be done.
        return b""


def folder_of(office: Office, period: Period) -> Path:
    """Where the documents of a period lie."""
    return office.settings.output / safe_name(period.name)


def latest_period(office: Office) -> Period:
    """The latest half-year something was filed for, or the half-year that ended last."""
    filed = [read_period(code) for code in office.store.holdings.periods()]
    halves = [period for period in filed if period.length is Length.HALF_YEAR]
    if halves:
        return max(halves, key=lambda period: period.end)
    today = office.today
    current = Period(today.year, Length.HALF_YEAR, 1 if today.month <= 6 else 2)
    return current.previous if today < current.end else current


def start_own_office(settings: Settings, bureau: str, units: Sequence[Mapping[str, str]] = ()) -> Path:
    """Make the unit file of an office of its own; from then on the sample is left alone.

    Args:
        settings: still those of the sample.
        bureau: the name of the bureau, for the first line.
        units: the rows of the unit file, column name to text; two branches as an example where none are known.

    Returns:
        The unit file to fill in.

    Raises:
        ToolkitError: the office has one already; it is not touched.
    """
    path = settings.own_units
    if path.exists():
        raise ToolkitError(f"{path}：已经有单位表了，没有改动。请用 Excel 打开它增减单位。")
    if not bureau.strip():
        raise UnknownName("请写上本局的名称。")
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, tuple(COLUMNS), restval="")
    lines.writeheader()
    lines.writerows(units or _example_units(bureau.strip()))
    # Excel takes a CSV file for UTF-8 only with the byte order mark.
    write_whole(path, f"\ufeff{text.getvalue()}".encode())
    for folder in (settings.output, settings.forms):
        _set_aside(folder)
    return path


def _set_aside(folder: Path) -> None:
    """What was made for the sample must not be taken for the office's own."""
    number, aside = 1, folder.with_name(f"{folder.name}（示例）")
    while aside.exists():
        number += 1
        aside = folder.with_name(f"{folder.name}（示例{number}）")
    if folder.is_dir():
        shutil.move(folder, aside)


def _example_units(bureau: str) -> list[dict[str, str]]:
    rows = (
        ("J", bureau, bureau, "局", ""),
        ("B", "局本级", "局本级", "本级", "J"),
        ("01", "第一党支部", "第一支部", "支部", "J"),
        ("02", "第二党支部", "第二支部", "支部", "J"),
    )
    return [dict(zip(COLUMNS, row, strict=False)) for row in rows]


def _collected(read: Callable[[Path], T], path: Path, findings: list[Finding]) -> T | None:
    try:
        return read(path)
    except FaultsFound as faults:
        findings.extend(faults.findings)
    except MissingFile as fault:
        findings.append(error("missing_file", path.name, str(fault).removeprefix(f"{path}：")))
    return None
