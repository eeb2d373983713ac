"""Puts rich values where their tags stood: runs are split around texts and pictures, paragraphs around paragraphs.

Takes a rendered part as a tree, with a note for each rich value; changes the tree. Whatever stands beside a tag in its run or
paragraph stays, in its look. Never leaves a note behind: where only bare text fits, the value's words stand.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from toolkit.word.document.rich.adopted import AdoptedParagraphs, AdoptedRuns, adopted, linked, without_links
from toolkit.word.document.rich.drawings import Picture, drawing, read_image, size_in_emu
from toolkit.word.document.rich.parts import Additions
from toolkit.word.document.rich.subdocument import Subdocument, imported
from toolkit.word.document.rich.text import (
    Listing,
    Piece,
    RichText,
    RichTextParagraph,
    laid_over,
    look_elements,
    make,
    marked,
)
from toolkit.word.language.values import NOTE_END, NOTE_START, Rich, UnprintableValue
from toolkit.word.package.elements import Element, drop
from toolkit.word.package.names import R, W, kind_of_relation
from toolkit.word.package.runs import set_text

NOTE: Final = re.compile(rf"{NOTE_START}rich(\d+){NOTE_END}")


@dataclass(frozen=True)
class Site:
    """Where rich values are being put.

    Args:
        part: the part's name.
        additions: what this render adds to the package.
        values: the rich values, by the number in their notes.
    """

    part: str
    additions: Additions
    values: Sequence[Any]


def place_values(root: Element, site: Site) -> None:
    """Put each rich value in place of its note.

    Raises:
        UnprintableValue: a value cannot be read, or is not what it says.
    """
    for text in list(root.iter(f"{W}t")):
        found = NOTE.search(text.text or "")
        while found:
            value = site.values[int(found[1])]
            try:
                text = _placed(text, found, adopted(value), site)  # noqa: PLW2901 - what follows the value is searched again
            except UnprintableValue as fault:
                raise UnprintableValue(str(fault), value) from fault
            found = NOTE.search(text.text or "")


def with_words(xml: str, values: Sequence[Any]) -> str:
    """The XML with the bare words of the values whose notes are left: in properties and in attributes."""

    def words(found: re.Match[str]) -> str:
        value = values[int(found[1])]
        try:
            return escape(marked(adopted(value).words()))
        except UnprintableValue as fault:
            raise UnprintableValue(str(fault), value) from fault

    return NOTE.sub(words, xml)


def _placed(text: Element, found: re.Match[str], value: Rich, site: Site) -> Element:
    """Put one value into a text; the text after it is given back."""
    whole = text.text or ""
    before, after = whole[: found.start()], whole[found.end() :]
    run = text.getparent()
    if isinstance(value, Listing) or run is None or run.tag != f"{W}r" or _paragraph_of(run) is None:
        set_text(text, before + marked(value.words()) + after)
        return text
    set_text(text, before)
    following = make("t")
    set_text(following, after)
    text.addnext(following)
    if isinstance(value, RichTextParagraph | AdoptedParagraphs | Subdocument):
        _place_blocks(run, following, value, site)
    else:
        _place_runs(run, following, _runs(value, run, site))
    return following


def _runs(value: Rich, run: Element, site: Site) -> list[Element]:
    match value:
        case RichText():
            runs = list(_piece_runs(value.pieces, run.find(f"{W}rPr"), site))
        case AdoptedRuns():
            runs = [copy.deepcopy(each) for each in value.runs]
            _check_links(runs, site)
        case Picture():
            runs = [_picture_run(value, site)]
        case _:
            raise UnprintableValue("不能印在这里", value)
    # A link in a link is no valid file.
    return without_links(runs) if next(run.iterancestors(f"{W}hyperlink"), None) is not None else runs


def _piece_runs(pieces: Iterable[Piece], base: Element | None, site: Site) -> Iterator[Element]:
    for piece in pieces:
        run = make("r")
        properties = laid_over(base, look_elements(piece.look))
        if properties is not None:
            run.append(properties)
        text = make("t")
        set_text(text, marked(piece.text))
        run.append(text)
        if not piece.look.url:
            yield run
        elif piece.look.url.startswith("#"):
            yield linked([run], piece.look.url[1:], anchor=True)
        else:
            relation = site.additions.relate(site.part, "hyperlink", piece.look.url, external=True)
            yield linked([run], relation, anchor=False)


def _check_links(made: Iterable[Element], site: Site) -> None:
    """A link of docxtpl's carries the number of a relation; it must be one of this file, and a link."""
    for link in (link for each in made for link in each.iter(f"{W}hyperlink")):
        relation = link.get(f"{R}id")
        if relation and site.additions.target(site.part, relation)[0] != kind_of_relation("hyperlink"):
            raise UnprintableValue("里的链接属于另一个文件；请改用toolkit.word的RichText，写url")


def _picture_run(picture: Picture, site: Site) -> Element:
    image = read_image(picture.source, picture)
    size = size_in_emu(image, picture)
    additions = site.additions
    relation = additions.relate(site.part, "image", additions.media(image))
    link = additions.relate(site.part, "hyperlink", picture.url, external=True) if picture.url else ""
    return drawing(size, additions.number(), relation, picture, link)


def _place_runs(run: Element, following: Element, made: Sequence[Element]) -> None:
    """Put runs between the two halves of a run, of which an empty one is left out."""
    rest = _split_run(run, following)
    for each in reversed(made):
        run.addnext(each)
    for half in (run, rest):
        if _is_bare(half):
            drop(half)


def _split_run(run: Element, following: Element) -> Element:
    """Move a text and all that comes after it in its run into a run of the same look, just after; that run."""
    rest = make("r")
    properties = run.find(f"{W}rPr")
    if properties is not None:
        rest.append(copy.deepcopy(properties))
    moved = [following, *following.itersiblings()]
    rest.extend(moved)
    rest.tail, run.tail = run.tail, None
    run.addnext(rest)
    return rest


def _place_blocks(run: Element, following: Element, value: Rich, site: Site) -> None:
    """Put paragraphs between the two halves of a paragraph, of which an empty one is left out."""
    paragraph = _paragraph_of(run)
    assert paragraph is not None
    rest = _split_paragraph(paragraph, _split_run(run, following))
    made = _blocks(value, paragraph, run, site)
    for each in reversed(made):
        paragraph.addnext(each)
    if _is_empty(paragraph) and not _parts_tables(made[:1], paragraph.getprevious()):
        drop(paragraph)
    if _is_empty(rest) and not following.text and not _is_needed(rest, made):
        drop(rest)


def _blocks(value: Rich, paragraph: Element, run: Element, site: Site) -> list[Element]:
    if isinstance(value, Subdocument):
        return imported(value, site.part, site.additions, _paragraph_of(run))
    if isinstance(value, AdoptedParagraphs):
        _check_links(value.paragraphs, site)
        return [_like(copy.deepcopy(each), paragraph) for each in value.paragraphs]
    assert isinstance(value, RichTextParagraph)
    made = []
    for text, style in value.paragraphs:
        each = make("p")
        if style:
            properties = make("pPr")
            properties.append(make("pStyle", val=style))
            each.append(properties)
        each.extend(_piece_runs(text.pieces, run.find(f"{W}rPr"), site))
        made.append(_like(each, paragraph))
    return made


def _like(made: Element, paragraph: Element) -> Element:
    """A new paragraph, looking like the one of its tag unless it has properties of its own."""
    properties = paragraph.find(f"{W}pPr")
    if made.find(f"{W}pPr") is None and properties is not None:
        made.insert(0, copy.deepcopy(properties))
    return made


def _split_paragraph(paragraph: Element, run: Element) -> Element:
    """Move a run and all that comes after it, out of links and controls, into a paragraph just after; that paragraph."""
    rest = make("p")
    properties = paragraph.find(f"{W}pPr")
    if properties is not None:
        rest.append(copy.deepcopy(properties))
        for section in properties.findall(f"{W}sectPr"):
            properties.remove(section)
    moved, node = [run], run
    while node is not paragraph:
        moved.extend(node.itersiblings())
        parent = node.getparent()
        assert parent is not None
        node = parent
    rest.extend(moved)
    rest.tail, paragraph.tail = paragraph.tail, None
    paragraph.addnext(rest)
    return rest


def _paragraph_of(run: Element) -> Element | None:
    return next(run.iterancestors(f"{W}p"), None)


def _is_bare(run: Element) -> bool:
    """Whether a run shows nothing."""
    return all(each.tag == f"{W}rPr" or (each.tag == f"{W}t" and not each.text) for each in run)


def _is_empty(paragraph: Element) -> bool:
    """Whether a paragraph shows nothing and nothing refers to it."""
    return all(
        each.tag in (f"{W}pPr", f"{W}proofErr") or (each.tag == f"{W}r" and _is_bare(each)) for each in paragraph
    )


def _is_needed(rest: Element, made: Sequence[Element]) -> bool:
    """Whether an empty paragraph must stay: it ends a section, keeps two tables apart, or ends a cell."""
    if rest.find(f"{W}pPr/{W}sectPr") is not None:
        return True
    if _parts_tables(made[-1:], rest.getnext()):
        return True
    if made and made[-1].tag != f"{W}tbl":
        return False
    parent = rest.getparent()
    return rest.getnext() is None or parent is None or (not made and len(parent.findall(f"{W}p")) == 1)


def _parts_tables(made: Sequence[Element], neighbour: Element | None) -> bool:
    """Whether a new table would grow together with the one beside it."""
    return bool(made) and neighbour is not None and made[0].tag == neighbour.tag == f"{W}tbl"
