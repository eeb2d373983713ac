"""docxcompose, with a hand of its own at what it mixes up.

Takes documents of python-docx; puts one's text behind another's with its styles, lists, pictures and notes, and takes over its
headers and footers. A style the first has keeps the first's look. Sections are the caller's: they are lifted out before.

What docxcompose does and is not wanted here: lets numbered headings of one style count on; pairs the starts and ends of
bookmarks by their order, which swaps nested ones; leaves endnotes and the styles a style is based on behind; gives a note a
number another may have; refers to parts by numbers it guesses; names lists by chance.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, PartFactory
from docx.oxml import parse_xml
from docx.parts.image import ImagePart
from docxcompose.composer import Composer
from docxcompose.image import ImageWrapper

from toolkit.word.package.elements import Element, to_bytes
from toolkit.word.package.names import DGM, OFFICE, VML, R, W

NOTES: Final = (
    ("footnote", RELATIONSHIP_TYPE.FOOTNOTES, CONTENT_TYPE.WML_FOOTNOTES),
    ("endnote", RELATIONSHIP_TYPE.ENDNOTES, CONTENT_TYPE.WML_ENDNOTES),
)
STYLES: Final = (f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
NO_NOTES: Final = (
    f'<w:{{0}}s xmlns:w="{W[1:-1]}"><w:{{0}} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{{0}}>'
    '<w:{0} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{0}></w:{0}s>'
)


class Binder(Composer):  # type: ignore[misc]
    """Puts documents behind a first one.

    Args:
        first: the document of python-docx that takes up the others.
    """

    def __init__(self, first: Any) -> None:
        super().__init__(first)
        # Each document's lists are copied whole, and so begin anew by themselves.
        self.restart_numbering = False
        self.anum_id_mapping: dict[int, int] = {}
        self._styles = _style_ids(first)
        self._margins: dict[tuple[str, bytes], str] = {}

    def renumber_bookmarks(self) -> None:
        """Leave bookmarks as they are."""

    def fix_section_types(self, doc: Any) -> None:
        """Leave sections as they are."""

    def fix_header_and_footers(self, doc: Any) -> None:
        """Leave headers and footers as they are."""

    def add_styles(self, doc: Any, element: Element) -> None:
        """Take over the styles in use and those they are based on; never count on in a list of the first."""
        used = {each.get(f"{W}val", "") for each in element.iter(*STYLES)}
        if all(self.mapped_style_id(each) == each and each in self._styles for each in used):
            # What docxcompose would find out by reading all styles anew for each paragraph.
            return
        lists, known = dict(self.anum_id_mapping), len(self.doc.styles.element)
        super().add_styles(doc, element)
        self.anum_id_mapping = lists
        for style in list(self.doc.styles.element)[known:]:
            self._take_base(doc, style)
        self._styles = _style_ids(self.doc)

    def add_relationship(self, src_part: Any, dst_part: Any, relationship: Any) -> Any:
        """Take over a part with all it refers to, under the numbers by which its text knows them."""
        if relationship.is_external:
            return dst_part.rels[dst_part.rels.get_or_add_ext_rel(relationship.reltype, relationship.target_ref)]
        made = self._copied(relationship.target_part)
        number = dst_part.relate_to(made, relationship.reltype)
        self._copy_relations(relationship.target_part, made)
        return dst_part.rels[number]

    def add_footnotes(self, doc: Any, element: Element) -> None:
        """Take over the footnotes and endnotes of some text, each under a number nothing else has."""
        for kind, relation, content in NOTES:
            references = [*element.iter(f"{W}{kind}Reference")]
            source = _related(doc.part, relation) if references else None
            if source is None:
                continue
            target = _related(self.doc.part, relation) or self._no_notes(kind, relation, content)
            theirs, ours = parse_xml(source.blob), parse_xml(target.blob)
            for reference in references:
                note = deepcopy(next(each for each in theirs if each.get(f"{W}id") == reference.get(f"{W}id")))
                number = str(max(int(each.get(f"{W}id", "0")) for each in ours) + 1)
                self.add_referenced_parts(source, target, note)
                self.add_styles(doc, note)
                note.set(f"{W}id", number)
                reference.set(f"{W}id", number)
                ours.append(note)
            _rewrite(target, ours)

    def take_margin(self, doc: Any, part: Any, tree: Element, relation: str) -> str:
        """Take over a header or footer; the relation by which the first document's sections know it.

        Args:
            doc: the document it comes from.
            part: the header or footer.
            tree: its text, which is changed.
            relation: the type of the relation.
        """
        self.add_styles(doc, tree)
        self.add_numberings(doc, tree)
        if not part.rels:
            return self.keep(relation, part.content_type, to_bytes(tree))
        made = self._part(str(part.partname), part.content_type, to_bytes(tree), relation)
        number = str(self.doc.part.relate_to(made, relation))
        self._copy_relations(part, made)
        return number

    def keep(self, relation: str, content: str, data: bytes) -> str:
        """The relation of a header or footer that refers to nothing; one for the same bytes."""
        if (relation, data) not in self._margins:
            made = self._part(f"/word/{relation.rpartition('/')[2]}.xml", content, data, relation)
            self._margins[relation, data] = str(self.doc.part.relate_to(made, relation))
        return self._margins[relation, data]

    def _take_base(self, doc: Any, style: Element) -> None:
        for link in style.findall(f"{W}basedOn"):
            wanted = link.get(f"{W}val", "")
            mapped = self.mapped_style_id(wanted)
            link.set(f"{W}val", mapped)
            base = doc.styles.element.get_by_id(wanted)
            if base is not None and self.doc.styles.element.get_by_id(mapped) is None:
                made = deepcopy(base)
                made.attrib.pop(f"{W}default", "")
                self.doc.styles.element.append(made)
                self._take_base(doc, made)

    def add_diagrams(self, doc: Any, element: Element) -> None:
        """Take over diagrams: their parts bear the same names in each document."""
        for place in element.iter(f"{DGM}relIds"):
            for name in [name for name in place.attrib if str(name).startswith(R)]:
                relationship = doc.part.rels[place.get(name)]
                place.set(name, self.add_relationship(doc.part, self.doc.part, relationship).rId)

    def add_shapes(self, doc: Any, element: Element) -> None:
        """Take over the pictures that old shapes show, are filled with, or draw their lines with."""
        for place in element.iter(*(VML + word for word in ("imagedata", "fill", "stroke"))):
            for name in (each for each in (f"{R}id", f"{OFFICE}relid") if each in place.attrib):
                relationship = doc.part.rels[place.get(name)]
                place.set(name, self.add_relationship(doc.part, self.doc.part, relationship).rId)

    def _copied(self, part: Any) -> Any:
        # docxcompose names the pictures of texts by a list of its own: one that is not in it has its name given twice.
        if isinstance(part, ImagePart):
            images = self.pkg.image_parts
            return images._get_by_sha1(part.sha1) or images._add_image_part(ImageWrapper(part))
        return self._part(str(part.partname), part.content_type, part.blob)

    def _part(self, name: str, content: str, data: bytes, relation: str = "") -> Any:
        stem, _, ending = name.rpartition(".")
        free = PackURI(str(self.pkg.next_partname(f"{stem.rstrip('0123456789')}%d.{ending}")))
        return PartFactory(free, content, relation, data, self.pkg)

    def _copy_relations(self, part: Any, made: Any) -> None:
        for each in part.rels.values():
            if each.is_external:
                made.load_rel(each.reltype, each.target_ref, each.rId, is_external=True)
                continue
            inner = self._copied(each.target_part)
            made.load_rel(each.reltype, inner, each.rId)
            self._copy_relations(each.target_part, inner)

    def _no_notes(self, kind: str, relation: str, content: str) -> Any:
        made = Part(PackURI(f"/word/{kind}s.xml"), content, NO_NOTES.format(kind).encode(), self.pkg)
        self.doc.part.relate_to(made, relation)
        return made


def _style_ids(document: Any) -> set[str]:
    return {each.get(f"{W}styleId", "") for each in document.styles.element.iter(f"{W}style")}


def _related(part: Any, relation: str) -> Any:
    return next((each.target_part for each in part.rels.values() if each.reltype == relation), None)


def _rewrite(part: Any, tree: Element) -> None:
    """Give a part another text; python-docx keeps some parts as trees and some as bytes."""
    if hasattr(part, "_element"):
        part._element = tree
    else:
        part._blob = to_bytes(tree)
