"""The floors: what a report costs that is nothing but Jinja, deflate and a file; and what no engine can do without.

Takes a template and values; gives a function that renders each part with tags, compresses it, and writes it to a file with
the other members as they were, already compressed. No check, no escaping of ours, no guard, no zip directory: nobody who
renders with Jinja can do less. Whoever renders in some other way still has to put the words together, make bytes of them, sum them
up and deflate them: the true floor, with the words given.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import Environment, Template

from toolkit.report.wording import FILTERS
from toolkit.word import CompiledTemplate

LEVEL: Final = 6
"""zlib's default, and that of `zipfile`."""
QUICKEST: Final = 1
BETWEEN: Final = re.compile(r"(?<=>)(?=[^<])|(?<=[^>])(?=<)")
"""Where a value would stand: round each text."""

MAY_HOLD_TAGS: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


def floor(template: bytes, context: Mapping[str, Any], target: Path) -> Callable[[], None]:
    """The least work for one report in `target`."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    compiled = _compiled(parts)
    untouched = b"".join(_deflated(part) for name, part in parts.items() if name not in compiled)

    def make() -> None:
        changed = [_deflated(each.render(context).encode()) for each in compiled.values()]
        target.write_bytes(b"".join([untouched, *changed]))

    return make


def true_floor(template: CompiledTemplate, context: Mapping[str, Any]) -> Callable[[], bytes]:
    """The least work for the bytes of one report, whoever does it: its parts from ready pieces, deflated as quickly as zlib can."""
    pieces = [BETWEEN.split(xml) for xml in template.render_parts(context).parts.values()]
    untouched = b"".join(_deflated(part) for part in template.package.parts.values())

    def make() -> bytes:
        return b"".join([untouched, *(_summed_up("".join(part).encode()) for part in pieces)])

    return make


def _summed_up(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "little") + _deflated(data, QUICKEST)


def _compiled(parts: Mapping[str, bytes]) -> dict[str, Template]:
    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    cleaner = DocxTemplate(None)
    return {
        name: environment.from_string(cleaner.patch_xml(part.decode()))
        for name, part in parts.items()
        if MAY_HOLD_TAGS.fullmatch(name) and b"{" in part
    }


def _deflated(data: bytes, level: int = LEVEL) -> bytes:
    press = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return press.compress(data) + press.flush()
