"""The floor: what a report costs that is nothing but Jinja, deflate and a file.

Takes a template and values; gives a function that renders each part with tags, compresses it, and writes it to a file with
the other members as they were, already compressed. No check, no escaping of ours, no guard, no zip directory: nobody who
renders with Jinja can do less.
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

LEVEL: Final = 6
"""zlib's default, and that of `zipfile`."""

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


def _compiled(parts: Mapping[str, bytes]) -> dict[str, Template]:
    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    cleaner = DocxTemplate(None)
    return {
        name: environment.from_string(cleaner.patch_xml(part.decode()))
        for name, part in parts.items()
        if MAY_HOLD_TAGS.fullmatch(name) and b"{" in part
    }


def _deflated(data: bytes) -> bytes:
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return press.compress(data) + press.flush()
