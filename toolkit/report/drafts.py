"""When a document is a draft: the one rule, for a run and for whoever says before it what a run would make.

Takes what is still to be filled in of what a document speaks of, and what was found in it; gives the reason why it is a draft.
What nobody has to fill in makes no draft: where it was printed as 【待填】 all the same, a finding says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.units import BRANCH
from toolkit.figures.figure import Filing
from toolkit.findings import Finding, has_errors, warning
from toolkit.report.leftovers import PLACEHOLDER
from toolkit.report.vocabulary import BRANCHES
from toolkit.report.wanted import Wanted
from toolkit.word import Blanks

DRAFT: Final = "草稿"
"""The name under which a template learns why its document is a draft; an empty text where it is none."""
BLANKS_LEFT: Final = "必填内容还没有填齐，补齐后请重新生成"
PLACEHOLDERS_LEFT: Final = "还留着占位符，填上后请重新生成"
DOUBTS_LEFT: Final = "有的比率不准，核对后请重新生成"
OF_NOW: Final = ("", "变化", "同比", "完成", "覆盖")
"""Where a template asks for a figure of the period itself: by its name alone, or in one of these groups."""


def draft_reason(left: int, findings: Iterable[Finding] = ()) -> str:
    """Why a document is a draft; empty where it is none.

    Args:
        left: how much that is required of what it speaks of is still to be filled in.
        findings: what was found in the document.
    """
    if left:
        return BLANKS_LEFT
    known = list(findings)
    if any(finding.code == PLACEHOLDER for finding in known):
        return PLACEHOLDERS_LEFT
    return DOUBTS_LEFT if has_errors(known) else ""


def items_left(catalogue: Catalogue, filing: Filing, wanted: Wanted) -> Iterator[Item]:
    """What of a filing a template asks for and has to be filled in, or typed anew since it was not understood.

    Args:
        catalogue: what is asked of whom.
        filing: of a unit the document speaks of.
        wanted: what the template asks for; of the rows of 各支部 it is not known which figures.
    """
    in_rows = filing.unit.kind == BRANCH and BRANCHES in wanted
    for item in catalogue.asked_of(filing.unit.kind):
        if item.awaits(filing[item.key]) and (in_rows or _asks_for(wanted, item)):
            yield item


def blank_findings(blanks: Blanks, place: str) -> tuple[Finding, ...]:
    """What is said of blanks that nobody has to fill in and that are printed in a document all the same."""
    if not blanks.optional:
        return ()
    advice = "请补填，或在模板里写 没填时"
    return (warning("optional_blank", place, f"选填的没有填，印出了{blanks.optional}处【待填】。{advice}。"),)


def _asks_for(wanted: Wanted, item: Item) -> bool:
    return any(wanted.has(group, name) if group else name in wanted for name in item.names for group in OF_NOW)
