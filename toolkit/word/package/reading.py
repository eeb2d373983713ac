"""One reading of a file's parts: whatever program wrote it, from here on it is as Word writes it.

Takes the parts of a Word file as they lie in it; gives them in UTF-8, in transitional names, with Word's own prefixes, without
references (`&quot;`), each part that is looked for under its usual name; and what had to be changed. A part that needs nothing keeps its bytes.
Never changes what a part says, never judges it: what is no XML stays as it is.

    UTF-16, ns0:document, Strict Open XML      <w:document xmlns:w="…/wordprocessingml/2006/main">
    word/document2.xml, as Word for the web names it      word/document.xml
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from toolkit.word.package.elements import Element, parse, to_bytes
from toolkit.word.package.names import MC, RELATION, SPACES
from toolkit.word.package.places import TYPES, as_led_to, moved, relations_of, unusual_names
from toolkit.word.package.strict import STRICT, measure, renamed, says_strict

BODY: Final = "word/document.xml"
STYLES: Final = "word/styles.xml"
RELATIONS: Final = "_rels/.rels"
MAIN: Final = "/officeDocument"
"""How the kind of relation ends that leads to the main part."""
PREFIXES: Final[Mapping[str, str]] = {space: prefix for prefix, space in SPACES.items()}
"""The prefixes that Word gives these names, which some programs number instead."""
NAMING_PREFIXES: Final = (f"{MC}Ignorable", f"{MC}MustUnderstand", "Requires")
"""Attributes whose values are prefixes."""
WIDE_STARTS: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
ENCODING: Final = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
USUAL_ENCODINGS: Final = frozenset([b"utf-8", b"utf8"])
REFERENCE: Final = re.compile(rb"&(?:quot|apos|#)")
DECLARED: Final = re.compile(rb"""xmlns(?::([\w.-]+))?\s*=\s*["']([^"']+)["']""")
BY_BYTES: Final = {name.encode(): prefix.encode() for name, prefix in PREFIXES.items()}


@dataclass(frozen=True)
class Repair:
    """What was changed in reading.

    Args:
        part: its name in the file.
        what: "strict", "prefixes", "encoding", "references", or "name" where it is known by another.
    """

    part: str
    what: str


@dataclass(frozen=True)
class Reading:
    """The parts of a file as they are known from here on.

    Args:
        parts: name to bytes, in the order of the file.
        anew: those that must be written as they were read: beside transitional parts a Strict one would be a fault.
        repairs: what was changed.
        main: the main part's own name in the file.
        gone: names in the file that are none here.
    """

    parts: Mapping[str, bytes]
    anew: frozenset[str] = frozenset()
    repairs: tuple[Repair, ...] = ()
    main: str = BODY
    gone: frozenset[str] = frozenset()


def read_parts(parts: Mapping[str, bytes]) -> Reading:
    """Read the parts of a file, name to bytes."""
    made: dict[str, bytes] = {}
    repairs: list[Repair] = []
    for name, data in parts.items():
        made[name], whats = _read(data)
        repairs += [Repair(name, what) for what in whats]
    reading = Reading(made, _strict_of(repairs), tuple(repairs))
    names = as_led_to(made)
    return _in_usual_places(_in_place(reading, names) if names else reading)


def _in_usual_places(reading: Reading) -> Reading:
    """The parts under the names by which they are looked for."""
    main = _main_part(reading.parts)
    if main not in reading.parts:
        return reading
    names = unusual_names(reading.parts, main)
    if posixpath.dirname(main) != posixpath.dirname(BODY):
        names[main] = BODY
    return _with_main(_in_place(reading, names) if names else reading, names.get(main, main))


def _in_place(reading: Reading, names: Mapping[str, str]) -> Reading:
    """The parts under their usual names; those that moved, or lead to one that did, are written anew."""
    parts = moved(reading.parts, names)
    anew = {name for name, data in parts.items() if reading.parts.get(name) != data} | reading.anew - names.keys()
    gone = reading.gone | (frozenset(reading.parts) - parts.keys())
    repairs = (*reading.repairs, *(Repair(name, "name") for name in names))
    return Reading(parts, frozenset(anew), repairs, gone=gone - parts.keys())


def _with_main(reading: Reading, main: str) -> Reading:
    """The parts with the main one under its usual name, which it has here only: outside it keeps its own."""
    if main == BODY:
        return reading
    names = {name: exchanged(name, main) for name in reading.parts}
    parts = {names[name]: _named_inside(names[name], data, main) for name, data in reading.parts.items()}
    anew = frozenset(names[name] for name in reading.anew)
    return replace(reading, parts=parts, anew=anew, repairs=(*reading.repairs, Repair(main, "name")), main=main)


def exchanged(name: str, main: str) -> str:
    """A part's name with the main part's own name and the usual one exchanged; done twice it is the first again.

    >>> exchanged("word/_rels/document2.xml.rels", "word/document2.xml")
    'word/_rels/document.xml.rels'
    """
    pairs = [(main, BODY), (relations_of(main), relations_of(BODY))]
    return next((other for pair in pairs for one, other in (pair, pair[::-1]) if name == one), name)


def named_outside(name: str, data: bytes, main: str) -> bytes:
    """A part that names the main part, as it is to lie in a file whose main part has this name."""
    return data if main == BODY else _named_inside(name, data, main)


def is_markup(part: bytes) -> bool:
    """Whether a part is XML, in whatever encoding."""
    return part.startswith(WIDE_STARTS) or part[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _named_inside(name: str, data: bytes, main: str) -> bytes:
    """The parts that name the main part with its two names exchanged."""
    if name not in (TYPES, RELATIONS):
        return data
    either = re.compile(b"(" + b"|".join(re.escape(each.encode()) for each in (main, BODY)) + rb""")(?=["'])""")
    return either.sub(lambda found: exchanged(found[1].decode(), main).encode(), data)


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The part that the package itself calls its main one; the usual one where it does not say."""
    try:
        relations = parse(parts.get(RELATIONS, b"")).iter(RELATION)
    except (etree.XMLSyntaxError, ValueError):
        return BODY
    targets = (each.get("Target", "") for each in relations if each.get("Type", "").endswith(MAIN))
    return posixpath.normpath(next(targets, BODY).lstrip("/"))


def _strict_of(repairs: list[Repair]) -> frozenset[str]:
    return frozenset(repair.part for repair in repairs if repair.what == "strict")


def _read(data: bytes) -> tuple[bytes, list[str]]:
    """A part as it is known from here on, and what was changed in it."""
    whats = list(_needs(data)) if is_markup(data) else []
    if not whats:
        return data, []
    try:
        root = parse(data)
    except (etree.XMLSyntaxError, ValueError):
        return data, []
    xml = etree.tostring(root, encoding="unicode")
    is_strict = says_strict(xml)
    if is_strict:
        xml = renamed(xml)
        root = parse(xml.encode())
        measure(root)
    has_odd_prefixes = _has_odd_prefixes(xml.encode())
    if has_odd_prefixes:
        root = _with_usual_prefixes(root)
    said = {"strict": is_strict, "prefixes": has_odd_prefixes}
    whats = [what for what in whats if said.get(what, True)]
    whats += [what for what, is_so in said.items() if is_so and what not in whats]
    return (to_bytes(root), whats) if whats else (data, [])


def _needs(data: bytes) -> list[str]:
    """What may have to be changed in a part, by its bytes: looked at closely only then."""
    declared = ENCODING.match(data)
    is_wide = data.startswith(WIDE_STARTS)
    needs = {
        "encoding": is_wide or (declared is not None and declared[1].lower() not in USUAL_ENCODINGS),
        "references": REFERENCE.search(data) is not None,
        "strict": STRICT.encode() in data,
        "prefixes": _has_odd_prefixes(data),
    }
    return [what for what, is_so in needs.items() if is_so]


def _has_odd_prefixes(data: bytes) -> bool:
    return any(BY_BYTES.get(name, prefix) != prefix for prefix, name in DECLARED.findall(data))


def _with_usual_prefixes(root: Element) -> Element:
    """The tree under a root that declares Word's own prefixes: lxml then gives them to all that is within."""
    used = {str(name) for each in root.iter("*") for name in each.nsmap.values()}
    spaces = {prefix: name for name, prefix in PREFIXES.items() if name in used}
    own = {str(prefix): name for prefix, name in root.nsmap.items() if prefix and name not in PREFIXES}
    # One that stands for something else gives way.
    moved = {prefix: f"n{number}" for number, prefix in enumerate(own) if prefix in spaces}
    spaces |= {moved.get(prefix, prefix): name for prefix, name in own.items()}
    made = etree.Element(root.tag, {str(key): str(value) for key, value in root.attrib.items()}, nsmap=spaces)
    made.text = root.text
    made.extend(list(root))
    usual = {str(prefix): PREFIXES[name] for prefix, name in root.nsmap.items() if prefix and name in PREFIXES}
    _name_prefixes_anew(made, usual | moved)
    return made


def _name_prefixes_anew(root: Element, new_names: Mapping[str, str]) -> None:
    """Write the values that are prefixes with those that these are now."""
    for node in root.iter("*"):
        for key in NAMING_PREFIXES:
            if key in node.attrib:
                node.set(key, " ".join(new_names.get(word, word) for word in node.get(key, "").split()))
