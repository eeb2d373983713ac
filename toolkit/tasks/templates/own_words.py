"""What a template says in its own words, beside its tags: read for slips of pen, and mended where that is safe.

Takes a template of the office; gives findings, and the edits that mend it. Never changes a tag, and never reads what a tag prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import Final

from toolkit.catalogue.documents import Document
from toolkit.catalogue.kinds import LIST
from toolkit.findings import Finding, warning
from toolkit.report.leftovers import leftovers
from toolkit.report.proofread import slip_findings
from toolkit.report.vocabulary import OVERDUE, SHORT, items_for
from toolkit.report.witness import paragraphs_of
from toolkit.review.slips.marks import HAN
from toolkit.review.slips.reading import safe_slips
from toolkit.review.slips.slip import ENDS_OF_CLAUSES, Reading
from toolkit.tasks.office.office import Office
from toolkit.word import MARK_NAMES, Edit, respelled, tags_of_kept_clauses, word_of

STATEMENT_TAG: Final = re.compile(r"\{%.*?%\}", re.DOTALL)
BRANCH_TAG: Final = re.compile(r"\{%-?\s*(?:else|elif)\b.*?%\}", re.DOTALL)
COMMENT_TAG: Final = re.compile(r"\{#.*?#\}", re.DOTALL)
VALUE_TAG: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
MARK_TAG: Final = re.compile(rf"\{{\{{\s*(?:{'|'.join(MARK_NAMES)})\s*\}}\}}")
STOP_TAG: Final = re.compile(r"[，、；,;]?(?:\{%[^%]*%\}|\s)*\{\{\s*句号\s*\}\}")
SOME_VALUE, SOME_NUMBER, SOME_ABOUT = "某某", "12", "120余"
ABOUT: Final = re.compile(r"\|\s*余\s*\}\}")
COUNTED: Final = re.compile(r"余|名|人|次|个|篇|条|件|场|块|份|项|户|处|天|对|%|％|月|日|年|元|万|小时|学时")
CUT_OFF: Final = re.compile(r"\{\{-?\s*(?P<path>[^|{}()]+?)\s*\|\s*余\b")
PRINTED: Final = re.compile(r"\{\{-?\s*(?P<path>[^|{}()\s]+)\s*(?P<filters>(?:\|[^{}]*)?)\}\}")
ROUNDED_DOWN: Final = re.compile(r"\|\s*(?:余|万余元)(?=[\s|}(]|$)")
YEAR_BEFORE: Final = re.compile(r"(?:[0-9]{4}|\}\})年\s*\{\{[^{}]*\|\s*月日\s*\}\}")
PEOPLE: Final = frozenset({"名", "人", "人次", "位"})
MONEY: Final = "元"
UNSAFE_IN_TEMPLATES: Final = frozenset({"full_list"})
"""What is safe to mend in a text, and is not where some of its words are still to be printed."""
HIDDEN_VALUE, HIDDEN_TAG = "某", "\ue000"
CHANGES: Final = ("变化", "同比")
UNFILED: Final = "未报支部"
LISTED: Final = re.compile(r"\{\{-?\s*(?P<what>[^{}]+?)\s*\|\s*(?:顿号|等)(?=[\s(}|])")
"""A list in words: what is listed."""
COMPARED: Final = re.compile(rf"\{{\{{-?\s*(?P<what>(?:{'|'.join(CHANGES)})\.[^{{}}|\s]+)")
OWN_WORD: Final = re.compile(f"[{HAN}]")
HOLE: Final = "“{}”空了，这个分句就缺一块，又不会自动去掉。请把只跟它有关的几个字放在 {{% if {} %}} 和 {{% endif %}} 中间，别的数留在外面。"
YEAR_TWICE: Final = (
    "“{}”：不是本期这一年的，“月日”连年份一起印，前面再写年份就重复了。"
    "请去掉前面的年份；每次都要印年份的，去掉以后再把“月日”改成“日期”。"
)
ANY_TAG: Final = re.compile(rf"{COMMENT_TAG.pattern}|{STATEMENT_TAG.pattern}|{VALUE_TAG.pattern}", re.DOTALL)


def slips_in_template(office: Office, document: Document, name: str, data: bytes) -> tuple[Finding, ...]:
    """Slips of pen in what a template says itself, tags aside, and placeholders left in it."""
    written = [respelled(text) for text in paragraphs_of(data)]
    texts = [without_tags(text) for text in written]
    exact = tuple(about_people(office, document, written, name))
    of_tags = [
        *exact,
        *in_two_forms(office, document, written, name, {finding.seen for finding in exact}),
        *holes(office, document, written, name),
        *years_twice(written, name),
    ]
    return (*leftovers(texts, name), *slip_findings(texts, name, Reading(office.rules.words)), *of_tags)


def without_tags(text: str) -> str:
    """A paragraph with a word in place of each value, and nothing in place of what only says when and how often.

    >>> without_tags("{% if 甲 %}到{{ 甲|顿号 }}学习，{% endif %}{{ 句号 }}")
    '到某某学习。'
    """
    # What stands in one branch never meets what stands in the other.
    plain = BRANCH_TAG.sub(SOME_VALUE, COMMENT_TAG.sub("", text))
    plain = MARK_TAG.sub("", STOP_TAG.sub("。", plain))
    return VALUE_TAG.sub(_some_value, STATEMENT_TAG.sub("", plain))


def _some_value(found: re.Match[str]) -> str:
    if ABOUT.search(found[0]):
        return SOME_ABOUT
    return SOME_NUMBER if COUNTED.match(found.string, found.end()) else SOME_VALUE


def about_people(office: Office, document: Document, texts: Iterable[str], name: str) -> Iterator[Finding]:
    """Where a template cuts off what is always printed to the last one: people, 党费, targets."""
    items = {each: item for item in items_for(office.catalogue, document.made_for) for each in item.names}
    said = dict.fromkeys(found["path"].strip() for text in texts for found in CUT_OFF.finditer(text))
    for path in said:
        group, _dot, label = path.rpartition(".")
        item = items.get(label)
        is_exact = item is not None and (item.unit in PEOPLE or item.unit == MONEY or "目标" in group)
        if is_exact and item is not None:
            what = "目标" if "目标" in group else "金额" if item.unit == MONEY else "人数、人次"
            advice = f"“{path}|余”：{what}不用“余”，请印准数，去掉“|余”。"
            yield warning("about_exact", name, advice, seen=(path,))


def in_two_forms(
    office: Office,
    document: Document,
    texts: Iterable[str],
    name: str,
    told: Collection[tuple[object, ...]] = (),
) -> Iterator[Finding]:
    """Where a template prints a number cut off in one place and to the last one in another: one number has one form in a paper.

    Args:
        office, document, texts, name: as for the others.
        told: the numbers of which it was told that they are not to be cut off at all.
    """
    items = {each: item.label for item in items_for(office.catalogue, document.made_for) for each in item.names}
    cut_off: dict[str, None] = {}
    exact: set[str] = set()
    for tag in (found for text in texts for found in PRINTED.finditer(text)):
        group, dot, last = tag["path"].rpartition(".")
        path = f"{group}{dot}{items.get(last, last)}"
        if ROUNDED_DOWN.search(tag["filters"]):
            cut_off[path] = None
        else:
            exact.add(path)
    for path in cut_off:
        if path in exact and (path,) not in told:
            yield warning("two_forms", name, f"“{path}”有的地方印“余”，有的地方印准数。一份文书里请只用一种。")


def years_twice(texts: Iterable[str], name: str) -> Iterator[Finding]:
    """Where a template writes a year itself before a day that prints its own where that is another."""
    for text in texts:
        for found in YEAR_BEFORE.finditer(text):
            yield warning("year_twice", name, YEAR_TWICE.format(found[0].strip()))


def holes(office: Office, document: Document, texts: Iterable[str], name: str) -> Iterator[Finding]:
    """Where a template prints what may be nothing in one clause with another value, and no condition takes it out then.

    到{{ 参观地点|顿号 }}参观。                                            its clause goes by itself
    参观{{ 参观学习 }}次到{{ 参观地点|顿号 }}。                            to nowhere, but the number has to stay
    参观{{ 参观学习 }}次{% if 参观地点 %}到{{ 参观地点|顿号 }}{% endif %}。   right
    """
    may_be_nothing = _may_be_nothing(office, document)
    for first, what in dict(_without_condition(texts)).items():
        if may_be_nothing(first):
            yield warning("may_be_empty", name, HOLE.format(first, what))


def _without_condition(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The lists and comparisons that no open condition names and whose clause stays: of what, and all that is asked of it."""
    texts = list(texts)
    staying, number = tags_of_kept_clauses(texts), count()
    conditions: list[str] = []
    for text in texts:
        is_clause = OWN_WORD.search(ANY_TAG.sub("", text)) and any(end in without_tags(text) for end in ENDS_OF_CLAUSES)
        for tag in ANY_TAG.findall(text):
            _follow(tag, conditions)
            stays = VALUE_TAG.fullmatch(tag) is not None and next(number) in staying and is_clause
            found = (LISTED.match(tag) or COMPARED.match(tag)) if stays else None
            first = found["what"].partition("|")[0].strip() if found else ""
            if found and not any(first in each for each in conditions):
                yield first, found["what"].strip()


def _follow(tag: str, conditions: list[str]) -> None:
    """Keep the conditions that are open behind a tag up to date."""
    word = word_of(tag)
    if word in ("if", "for"):
        conditions.append(tag)
    elif word in ("elif", "else") and conditions:
        conditions[-1] += tag
    elif word in ("endif", "endfor") and conditions:
        conditions.pop()


def _may_be_nothing(office: Office, document: Document) -> Callable[[str], bool]:
    items = items_for(office.catalogue, document.made_for)
    # What has to be filled in may be filled in with 无, or come of rows of which there are none.
    lists = {name for item in items if item.kind is LIST for name in item.names}
    ledgers = {name for ledger in office.catalogue.ledgers for name in ledger.names}
    names = frozenset({*lists, *ledgers, OVERDUE, UNFILED})
    return lambda path: path in names or path.partition(".")[0] in (SHORT, *CHANGES)


def better_words(text: str, reading: Reading) -> Sequence[Edit]:
    """The edits that mend a paragraph's own words where it is safe to do so; none touches a tag.

    >>> better_words("截止{{ 期间.截至 }}，，共{{ 党课 }}次", Reading())
    [(0, 2, '截至'), (13, 15, '，')]
    """
    return [
        (slip.start, slip.end, slip.better or "")
        for slip in safe_slips(ANY_TAG.sub(_hidden, text), reading)
        # What a tag is a part of is no slip of these words.
        if slip.code not in UNSAFE_IN_TEMPLATES and text[slip.start : slip.end] == slip.found
    ]


def _hidden(tag: re.Match[str]) -> str:
    """As many letters as the tag has, so that all that is behind it keeps its place."""
    return (HIDDEN_VALUE if _is_value(tag[0]) else HIDDEN_TAG) * len(tag[0])


def _is_value(tag: str) -> bool:
    """Whether a tag prints a value, and not only what is resolved when it is known what is left."""
    return VALUE_TAG.fullmatch(tag) is not None and not MARK_TAG.fullmatch(tag)
