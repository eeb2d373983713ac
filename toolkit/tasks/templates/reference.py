"""The reference of what may stand in a template, made from the office's own catalogue and from the filters themselves.

Takes an office; gives the text of `templates/README.md`: what people wrote above the mark stays, all below it is made anew. Never
touches a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.units import BRANCH, BUREAU
from toolkit.report.filter_examples import FILTER_EXAMPLES
from toolkit.report.outputs import write_whole
from toolkit.report.vocabulary import ANY_ITEM, BRANCHES, OVERDUE, NameEntry, describe
from toolkit.tasks.office.office import Office

NAME: Final = "README.md"
MARK: Final = "<!-- 从这里往下是“templates names --write”写出来的，改了指标目录就再写一次；自己的话写在这一行上面。 -->"
EVERYWHERE, ONLY_BUREAU, ONLY_BRANCH = "都能用", "全局文书", "支部文书"


def write_reference(office: Office) -> Path:
    """Write the reference beside the office's templates; what stands above the mark is kept.

    Raises:
        OutputFault: it cannot be written.
    """
    path = office.settings.templates / NAME
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    write_whole(path, with_reference(written, office.catalogue).encode())
    return path


def with_reference(written: str, catalogue: Catalogue) -> str:
    """A text with the reference below its mark, in place of what was there."""
    own = written.partition(MARK)[0].rstrip()
    return "\n".join([*([own, ""] if own else []), MARK, "", *_wordings(), "", *_names(catalogue), ""])


def _wordings() -> Iterator[str]:
    yield "## 竖线后面能写什么"
    yield ""
    rows = ((_code(each.write), each.printed, each.about) for each in FILTER_EXAMPLES)
    yield from _table(("写法", "印出来", "说明"), rows)


def _names(catalogue: Catalogue) -> Iterator[str]:
    yield "## 全部名称"
    bureau, branch = ({each.name: each for each in describe(catalogue, kind)} for kind in (BUREAU, BRANCH))
    entries = [*bureau.values(), *(each for name, each in branch.items() if name not in bureau)]
    for group in dict.fromkeys(each.group for each in entries):
        yield from ("", f"### {group}", "")
        rows = (
            (*_row(each, catalogue), _where(each.name in bureau, each.name in branch))
            for each in entries
            if each.group == group
        )
        yield from _table(("写法", "含义", "哪里能用"), rows)


def _row(entry: NameEntry, catalogue: Catalogue) -> tuple[str, str]:
    """How a name is written, and what it means; what is gone through row by row is no value by itself."""
    group, _dot, last = entry.name.partition(".")
    if entry.name in (BRANCHES, OVERDUE, *(ledger.label for ledger in catalogue.ledgers)):
        return _code(entry.name), entry.about
    if last != ANY_ITEM:
        return _code(f"{{{{ {entry.name} }}}}"), entry.about
    label = catalogue.items[0].label
    return _code(f"{{{{ {group}.{label} }}}}"), f"{entry.about}；“{label}”可换成别的指标"


def _where(is_in_bureau: bool, is_in_branch: bool) -> str:
    if is_in_bureau and is_in_branch:
        return EVERYWHERE
    return ONLY_BUREAU if is_in_bureau else ONLY_BRANCH


def _code(text: str) -> str:
    return f"`{text}`"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"
