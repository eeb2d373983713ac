"""What older programs may pass over: names that came into Word later, declared as such on the part they stand in.

Takes the tree of a part; gives one that says so. A part that holds such a name and does not say so is refused as broken.

Source: ECMA-376 part 3, 7.2 (Ignorable); what is chosen within mc:AlternateContent needs no such word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from toolkit.word.package.elements import Element
from toolkit.word.package.names import MC, SPACES

LATER: Final = "http://schemas.microsoft.com/office/word/"
IGNORABLE: Final = f"{MC}Ignorable"


def with_ignorable(root: Element) -> Element:
    """The tree, with every later name that stands in it declared as one that may be passed over.

    Args:
        root: of a part; it is given back as it is where nothing is missing, and is of no more use where something was.
    """
    used = dict(_later_names(root))
    known = {root.nsmap.get(prefix): prefix for prefix in root.get(IGNORABLE, "").split()}
    missing = {space: prefix for space, prefix in used.items() if space not in known}
    if not missing:
        return root
    spaces: dict[str | None, str] = dict(root.nsmap)
    spaces |= {} if MC[1:-1] in spaces.values() else {"mc": SPACES["mc"]}
    prefixes = []
    for space, wanted in missing.items():
        prefix = next((each for each, known_space in spaces.items() if each and known_space == space), None)
        prefix = prefix or _free(wanted, spaces)
        spaces[prefix] = space
        prefixes.append(prefix)
    made = etree.Element(root.tag, root.attrib, nsmap=spaces)  # type: ignore[arg-type]
    made.text = root.text
    made.extend(root)
    made.set(IGNORABLE, " ".join((*root.get(IGNORABLE, "").split(), *prefixes)))
    return made


def _later_names(root: Element) -> Iterator[tuple[str, str]]:
    """Each later namespace in use, with the prefix it has there."""
    for element in root.iter(etree.Element):
        for name in (element.tag, *element.attrib):
            if str(name).startswith(f"{{{LATER}") and next(element.iterancestors(f"{MC}Choice"), None) is None:
                space = etree.QName(name).namespace or ""
                yield (
                    space,
                    next((prefix for prefix, each in element.nsmap.items() if each == space and prefix), "later"),
                )


def _free(wanted: str, taken: dict[str | None, str]) -> str:
    if wanted not in taken:
        return wanted
    return next(made for number in range(2, len(taken) + 3) if (made := f"{wanted}{number}") not in taken)
