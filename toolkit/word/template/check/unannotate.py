"""Takes the comments of `annotate` out of a template again, when its author hands the annotated copy back.

Takes the template's bytes; gives them without our comments, the same bytes where there are none. Else every report would carry
them, and what they quote would be taken for tags. Never touches anybody else's comment, and not a word of the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from toolkit.packing import packed_members
from toolkit.word.package.elements import Element, parse, to_bytes
from toolkit.word.package.names import W
from toolkit.word.package.package import Package, read_package, write_package
from toolkit.word.package.reading import BODY
from toolkit.word.template.check.annotate import AUTHOR, COMMENTS

MARKS: Final = ("commentRangeStart", "commentRangeEnd", "commentReference")
WORDS_OWN_LISTS: Final = re.compile(r"word/comments(Ids|Extended|Extensible)\.xml")
"""Where Word keeps the state of each comment, in this order: the first ties the others together."""
IDENTITIES: Final = ("paraId", "durableId")
PARENT: Final = "paraIdParent"


def unannotated(data: bytes, name: str = "") -> bytes:
    """The template without our comments, and a .dotx as the .docx it makes.

    Args:
        data: the template.
        name: what to call it in messages.

    Raises:
        UnsafeFile: the template cannot be opened.
    """
    package = read_package(data, name)
    changed = _without_ours(package) if AUTHOR.encode() in package.parts.get(COMMENTS, b"") else {}
    if not changed and package.packed == packed_members(data):
        return data
    return write_package(package, changed)


def _without_ours(package: Package) -> dict[str, bytes]:
    comments, body = parse(package.parts[COMMENTS]), parse(package.parts[BODY])
    ours = [each for each in comments.iter(f"{W}comment") if each.get(f"{W}author") == AUTHOR]
    numbers = {each.get(f"{W}id") for each in ours}
    identities = {value for each in ours for value in _identities(each.iter(f"{W}p"))}
    for each in ours:
        comments.remove(each)
    for mark in [mark for kind in MARKS for mark in body.iter(f"{W}{kind}") if mark.get(f"{W}id") in numbers]:
        _take_out(mark)
    return {COMMENTS: to_bytes(comments), BODY: to_bytes(body), **_lists_without(package, identities)}


def _take_out(mark: Element) -> None:
    """Take out a mark, and the run that holds nothing else."""
    holder = mark.getparent()
    if holder is None:
        return
    holder.remove(mark)
    run = holder.getparent()
    if run is not None and holder.tag == f"{W}r" and all(each.tag == f"{W}rPr" for each in holder):
        run.remove(holder)


def _lists_without(package: Package, identities: set[str]) -> dict[str, bytes]:
    changed: dict[str, bytes] = {}
    gone = set(identities)
    found = {match[1]: name for name in package.parts if (match := WORDS_OWN_LISTS.fullmatch(name))}
    for name in (found[kind] for kind in ("Ids", "Extended", "Extensible") if kind in found):
        root = parse(package.parts[name])
        for entry in [entry for entry in root if gone.intersection(_identities([entry]))]:
            gone.update(_identities([entry]))
            root.remove(entry)
        for entry in root:
            _set_free(entry, gone)
        changed[name] = to_bytes(root)
    return changed


def _set_free(entry: Element, gone: set[str]) -> None:
    """An answer to a comment of ours stands for itself then."""
    for key in [key for key, value in entry.items() if str(key).endswith(f"}}{PARENT}") and value in gone]:
        del entry.attrib[key]


def _identities(nodes: Iterable[Element]) -> list[str]:
    return [str(value) for node in nodes for key, value in node.items() if str(key).rpartition("}")[2] in IDENTITIES]
