"""Tags where nothing is filled in: in charts, in SmartArt, in the address of a link. They would be printed as they stand.

Takes a package; gives findings. Never changes a part.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from toolkit.findings import Finding, error
from toolkit.word.language.syntax import TYPED

PLACES: Final = (
    (re.compile(r"word/charts/[^/]+\.xml"), "图表", "图表里的字和数不会填。请改用文字或表格，或在生成以后再插入图表"),
    (re.compile(r"word/diagrams/data[^/]*\.xml"), "SmartArt 图形", "图形里的字不会填。请改用文本框或表格"),
    (re.compile(r"word/_rels/[^/]+\.rels"), "超链接的地址", "链接的地址不会填。请写固定的地址，或把地址作为文字印出来"),
)
"""Which parts, what a clerk calls them, and why not."""
MARKUP: Final = re.compile(r"<[^>]*>")
TARGET: Final = re.compile(r'Target="([^"]*)"')


def tags_elsewhere(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    """A finding for each tag that nobody fills in, each once a place."""
    for name, data in parts.items():
        for pattern, place, advice in PLACES:
            if pattern.fullmatch(name):
                for tag in dict.fromkeys(each[0] for each in TYPED.finditer(_words(name, data))):
                    yield error("tag_elsewhere", place, f"标签“{tag}”写在{place}里，{advice}。")


def _words(name: str, data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    if name.endswith(".rels"):
        return "\n".join(unquote(html.unescape(target)) for target in TARGET.findall(text))
    return html.unescape(MARKUP.sub("", text))
