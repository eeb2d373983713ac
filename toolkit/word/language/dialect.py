"""Tags with a letter or a word of docxtpl's, written so that nothing is lost when they are rendered.

Takes whole tags, and the source of a part; gives text. `{{r x}}`, `{{p x}}` and `{%r … %}` become plain tags, because here a value
finds its place by itself; colspan, cellbg, vm and hm become notes that `tables` resolves; what loops would repeat and must be
unique is marked for `repeats`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from toolkit.word.language.syntax import loop_ends
from toolkit.word.language.values import NOTE_END, NOTE_START

LETTER: Final = re.compile(r"(\{\{)[rp](?=\s)|(\{%)r(?=\s)")
WORD: Final = re.compile(r"\{%-?\s*(?:(colspan|cellbg)\s+(.*?)|(vm|hm))\s*-?%\}", re.DOTALL)
GRID_NOTE: Final = f"{NOTE_START}grid{NOTE_END}"
FIRST_ONLY: Final = "{% if loop.first %}%s{% else %}0{% endif %}"

CARRIED_COMMENT: Final = re.compile(r"(<w:comment\b(?:(?!</w:comment>).)*</w:comment>)", re.DOTALL)
HISTORY: Final = re.compile(r' w14:(?:paraId|textId)="[0-9A-Fa-f]*"')
SHAPES: Final = "shape rect roundrect oval line polyline arc curve image group".split()
"""VML's words for shapes, which text boxes are saved as for old programs."""
UNIQUE: Final = re.compile(
    r'(<(?:wp:docPr|w:(?:bookmark|perm|commentRange)(?:Start|End)|w:(?:footnote|endnote|comment)Reference)\b[^>]*?\s(?:w:)?id=")'
    rf'(?=\d)|(<v:(?:{"|".join(SHAPES)})\b[^>]*?\sid=")|(<c:chart\b[^>]*?\sr:id=")|(<dgm:relIds\b[^>]*?\sr:dm=")'
)
CONTROL_NUMBER: Final = re.compile(r'(<w:sdtPr>(?:(?!</w:sdtPr>).)*?)<w:id w:val="-?\d+"/>', re.DOTALL)
AGAIN: Final = f"{NOTE_START}again{NOTE_END}"
TURN: Final = re.compile(f"{NOTE_START}turn=([\\d ]+){NOTE_END}")
"""Where a loop's turn begins, and the numbers of the lists that begin anew with it."""


def turn_note(lists: Iterable[str]) -> str:
    """What stands where a turn begins."""
    return f"{NOTE_START}turn={' '.join(lists)}{NOTE_END}"


def cell_note(word: str, value: str) -> str:
    """What stands in a cell until the part is a tree: what is to become of the cell."""
    return f"{NOTE_START}{word}={value}{NOTE_END}"


def plain_tag(tag: str) -> str:
    """A whole tag without docxtpl's letter, or the note that stands for its word.

    >>> plain_tag("{{r 党费 }}"), plain_tag("{%r if 甲 %}"), plain_tag("{{ 党费 }}")
    ('{{ 党费 }}', '{% if 甲 %}', '{{ 党费 }}')
    """
    found = WORD.fullmatch(tag)
    match found and (found[1] or found[3]):
        case "colspan":
            assert found
            return cell_note("span", f"{{{{ {found[2]} }}}}")
        case "cellbg":
            assert found
            return cell_note("fill", f"{{{{ {found[2]} }}}}")
        case "vm":
            return cell_note("down", FIRST_ONLY.replace("%s", "1"))
        case "hm":
            return cell_note("across", FIRST_ONLY.replace("%s", "{{ loop.length }}"))
        case _:
            return LETTER.sub(lambda letter: letter[1] or letter[2], tag)


def marked_repeats(source: str, part: str) -> str:
    """A part ready for Jinja, with a mark at what a loop repeats and Word wants once.

    Args:
        source: the part as text, its tags plain.
        part: its name.
    """
    if "{%" not in source:
        return source
    pieces, position, depth = [], 0, 0
    for at, deeper in loop_ends(source):
        piece = source[position:at]
        pieces.append(_marked(piece, part) if depth else piece)
        position, depth = at, max(depth + deeper, 0)
    return "".join((*pieces, source[position:]))


def _marked(xml: str, part: str) -> str:
    # Word numbers a control that has no number.
    marked = CONTROL_NUMBER.sub(r"\1", UNIQUE.sub(rf"\g<0>{AGAIN}", xml))
    if part.endswith("comments.xml"):
        return marked
    # They tie a comment to its answers: the first turn of one that a loop carries keeps them.
    pieces = CARRIED_COMMENT.split(marked)
    return "".join(piece if number % 2 else HISTORY.sub("", piece) for number, piece in enumerate(pieces))
