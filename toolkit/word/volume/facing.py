"""Whether odd and even pages of a document differ: the one setting that a volume has for all its documents.

Takes a package, or what is added to one; tells or sets it. Never touches a section.

Source: ECMA-376 part 1, 17.10.1 (evenAndOddHeaders) and 17.15.1 (settings, in this order of their children).
"""

from __future__ import annotations

from typing import Final

from toolkit.word.document.rich.parts import Additions, own_tree
from toolkit.word.document.rich.text import make
from toolkit.word.package.elements import Element, drop, parse
from toolkit.word.package.names import W
from toolkit.word.package.package import Package

SETTINGS: Final = "word/settings.xml"
FACING: Final = f"{W}evenAndOddHeaders"
BEFORE: Final = frozenset(
    W + word
    for word in """
    writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape
    printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts saveSubsetFonts
    saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop
    hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles
    stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves
    doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation
    consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle
    """.split()
)


def has_facing_pages(package: Package) -> bool:
    """Whether odd and even pages of a document differ."""
    data = package.parts.get(SETTINGS)
    return data is not None and _is_on(parse(data).find(FACING))


def set_facing_pages(additions: Additions, is_facing: bool) -> None:
    """Say whether odd and even pages differ."""
    if is_facing == has_facing_pages(additions.package):
        return
    settings = own_tree(additions, "settings", "settings")
    for said in settings.findall(FACING):
        drop(said)
    if is_facing:
        at = max((number for number, each in enumerate(settings, start=1) if each.tag in BEFORE), default=0)
        settings.insert(at, make("evenAndOddHeaders"))


def _is_on(said: Element | None) -> bool:
    return said is not None and said.get(f"{W}val", "1") not in ("0", "false", "off")
