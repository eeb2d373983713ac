"""Tags with a letter or a word of docxtpl's, written so that nothing is lost when they are rendered.

Takes a part's XML before and after docxtpl cleans it; gives XML. `{{r x}}`, `{{p x}}` and `{%r … %}` become plain tags, because
here a value finds its place by itself; colspan, cellbg, vm and hm become notes that `tables` resolves; what loops would repeat
and must be unique is marked for `repeats`.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.word.language.values import NOTE_END, NOTE_START

# A tag as it stands in XML, which may begin and end anything between its letters.
TAG: Final = re.compile(
    r"\{(?:<[^>]*>)*(?:\{.*?\}(?:<[^>]*>)*\}|%.*?%(?:<[^>]*>)*\})",
    re.DOTALL,
)
MARKUP: Final = re.compile(r"<[^>]*>")
LETTER: Final = re.compile(r"(\{\{)[rp](?=\s)|(\{%)r(?=\s)")
WORD: Final = re.compile(r"\{%-?\s*(?:(colspan|cellbg)\s+(.*?)|(vm|hm))\s*-?%\}", re.DOTALL)
GRID: Final = re.compile(r"<w:tblGrid(?: [^>]*)?>(?=<)")
GRID_NOTE: Final = f"{NOTE_START}grid{NOTE_END}"
CELLS: Final = re.compile(r"\{%tc\s")
FIRST_ONLY: Final = "{% if loop.first %}%s{% else %}0{% endif %}"

LOOP: Final = re.compile(r"\{%-?\s*(for|endfor)\b")
HISTORY: Final = re.compile(r' w14:(?:paraId|textId)="[0-9A-Fa-f]*"')
UNIQUE: Final = re.compile(r'(<(?:wp:docPr|w:bookmarkStart|w:bookmarkEnd)\b[^>]*?\s(?:w:)?id=")(?=\d)')
AGAIN: Final = f"{NOTE_START}again{NOTE_END}"


def cell_note(word: str, value: str) -> str:
    """What stands in a cell until the part is a tree: what is to become of the cell."""
    return f"{NOTE_START}{word}={value}{NOTE_END}"


def plain_forms(xml: str) -> str:
    """A part's XML with docxtpl's letters and cell words taken out of its tags.

    >>> plain_forms("<w:t>{{r 党费 }}和{%r if 甲 %}</w:t>")
    '<w:t>{{ 党费 }}和{% if 甲 %}</w:t>'
    """
    if "{" not in xml:
        return xml
    has_cells = False

    def plain(found: re.Match[str]) -> str:
        nonlocal has_cells
        text = MARKUP.sub("", found[0])
        has_cells = has_cells or CELLS.match(text) is not None
        made = _rewritten(text)
        return found[0] if made == text else made + "".join(MARKUP.findall(found[0]))

    made = TAG.sub(plain, xml)
    return GRID.sub(lambda grid: grid[0] + GRID_NOTE, made) if has_cells else made


def _rewritten(tag: str) -> str:
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
    """A part ready for Jinja, with a mark at what a loop repeats and Word wants once: numbers of drawings and bookmarks.

    Args:
        source: the part, cleaned.
        part: its name.
    """
    if "{%" not in source:
        return source
    pieces, position, depth = [], 0, 0
    for found in LOOP.finditer(source):
        if depth == 0:
            pieces.append(source[position : found.start()])
        else:
            pieces.append(_marked(source[position : found.start()], part))
        position = found.start()
        depth = max(depth + (1 if found[1] == "for" else -1), 0)
    return "".join((*pieces, source[position:]))


def _marked(xml: str, part: str) -> str:
    marked = UNIQUE.sub(rf"\g<1>{AGAIN}", xml)
    # The ids of a comment's paragraphs tie it to its answers; elsewhere they are Word's own memory.
    return marked if part.endswith("comments.xml") else HISTORY.sub("", marked)
