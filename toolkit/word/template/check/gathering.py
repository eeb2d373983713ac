"""Whether thin sections can be put together where a template asks for it: under a heading, and with numbers that close up.

Takes the tree of a template's body and its styles; gives findings. Never changes the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from toolkit.findings import Finding, warning
from toolkit.word.document.outline import BODY_LEVEL, TYPED_HEADING_NUMBER, levels_of, text_of
from toolkit.word.language.values import GATHER, MARK_NAMES
from toolkit.word.package.elements import Element
from toolkit.word.package.names import W

NAME: Final = next(name for name, mark in MARK_NAMES.items() if mark is GATHER)
ASKED: Final = re.compile(rf"\{{\{{-?\s*{NAME}\s*-?\}}\}}")
NO_HEADING: Final = f"“{NAME}”这里不起作用：它要写在小标题的末尾，这一段不是标题。请把这一段设为标题样式。"
NUMBERED: Final = f"“{NAME}”这里不起作用：同级小标题的序号是手写的，并走几节就接不上了。请改用自动编号。"


def gathering_findings(body: Element, styles: bytes) -> Iterator[Finding]:
    """A finding for each place at which nothing would be put together, whatever is filed.

    Args:
        body: its tags as Jinja reads them.
        styles: the document's.
    """
    if not any(NAME in (node.text or "") for node in body.iter(f"{W}t")):
        return
    levels = levels_of(styles)
    paragraphs = [(each, text_of(each)) for each in body.iter(f"{W}p")]
    asking = [(levels(each), text) for each, text in paragraphs if ASKED.search(text)]
    numbered = {levels(each) for each, text in paragraphs if TYPED_HEADING_NUMBER.match(text)}
    for level, text in asking:
        place = f"正文“{text.strip()}”"
        if level == BODY_LEVEL:
            yield warning("gather_no_heading", place, NO_HEADING)
        elif level in numbered:
            yield warning("gather_numbered", place, NUMBERED)
