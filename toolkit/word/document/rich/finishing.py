"""The last hand at a rendered document: notes brought by sub-documents and loops, and pictures of the template put in by name.

Takes the rendered parts and what the render added; gives all parts that are new or changed. A picture keeps the frame it had.
Never touches a part that nothing is put into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final

from toolkit.word.document.render import RenderFault
from toolkit.word.document.rendered import RenderedParts
from toolkit.word.document.rich.drawings import Image, read_image
from toolkit.word.document.rich.parts import WORD, Additions
from toolkit.word.document.rich.shelves import with_notes
from toolkit.word.language.values import UnprintableValue
from toolkit.word.package.elements import Element, drop, parse, to_bytes
from toolkit.word.package.ignorable import with_ignorable
from toolkit.word.package.names import OFFICE, PIC, VML, WP, A, R, notes_part
from toolkit.word.package.reading import BODY

IMAGE_DATA: Final = f"{VML}imagedata"
TITLE: Final = f"{OFFICE}title"

Files = Mapping[str, str | Path | bytes]


def finished(
    parts: Mapping[str, str | bytes], additions: Additions, name: str, pictures: Files, replaced: Mapping[str, bytes]
) -> tuple[RenderedParts, dict[str, bytes]]:
    """The parts of a document that hold tags, and what else is new or changed, name to bytes.

    Args:
        parts: the rendered parts.
        additions: what the render added.
        name: the template's name, for messages.
        pictures: name, title or description of a picture in the template, to the path or bytes of what it shows.
        replaced: whole parts that are replaced.

    Raises:
        RenderFault: the template has no such picture, or the new one cannot be read.
    """
    own = dict(parts)
    for kind, notes in additions.notes.items():
        if notes:
            _put_notes(own, additions, kind, notes)
    if pictures:
        _put_pictures(own, additions, name, pictures)
    with_notes_put = {notes_part(kind) for kind, notes in additions.notes.items() if notes}
    rendered = {part: xml for part, xml in own.items() if part in parts or part in with_notes_put}
    others = {part: _data(xml) for part, xml in own.items() if part not in rendered}
    return RenderedParts(rendered), {**additions.changed(), **others, **replaced}


def _put_notes(parts: dict[str, str | bytes], additions: Additions, kind: str, notes: list[Element]) -> None:
    part = notes_part(kind)
    root = _tree(parts, additions, part)
    parts[part] = to_bytes(with_ignorable(with_notes(root, kind, notes)))
    if root is None:
        additions.declare(part, f"{WORD}{kind}s+xml")
        additions.relate(BODY, f"{kind}s", part)


def _tree(parts: Mapping[str, str | bytes], additions: Additions, part: str) -> Element | None:
    data = _data(parts[part]) if part in parts else additions.package.parts.get(part)
    return parse(data) if data else None


def _data(xml: str | bytes) -> bytes:
    return xml.encode() if isinstance(xml, str) else xml


def _put_pictures(parts: dict[str, str | bytes], additions: Additions, name: str, pictures: Files) -> None:
    images = {wanted: _image(name, wanted, source) for wanted, source in pictures.items()}
    missing, seen = set(images), set[str]()
    for part in [each for each in additions.package.fillable() if each.startswith("word/")]:
        root = _tree(parts, additions, part)
        if root is None:
            continue
        hits = set()
        for names, holder, key in _shown(root):
            seen |= names
            for wanted in sorted(names & images.keys()):
                holder.set(key, additions.relate(part, "image", additions.media(images[wanted])))
                _uncover(holder)
                hits.add(wanted)
        if hits:
            parts[part] = to_bytes(root)
        missing -= hits
    if missing:
        known = "、".join(sorted(seen)) or "没有图片"
        raise RenderFault(
            f"{name}：没有叫“{'、'.join(sorted(missing))}”的图片（有：{known}）。请检查图片的名称或替代文字。"
        )


def _image(name: str, wanted: str, source: str | Path | bytes) -> Image:
    try:
        return read_image(source)
    except UnprintableValue as fault:
        raise RenderFault(f"{name}：图片“{escape(wanted, quote=False)}”{fault}。请换一张后重新生成。") from fault


def _shown(root: Element) -> Iterator[tuple[set[str], Element, str]]:
    """Each picture of a part: what it is called, and which attribute of what says what it shows."""
    for picture in root.iter(f"{PIC}pic"):
        frame = next(picture.iterancestors(f"{WP}inline", f"{WP}anchor"), None)
        said = [*picture.iter(f"{PIC}cNvPr"), *(() if frame is None else frame.iterchildren(f"{WP}docPr"))]
        names = {each.get(key, "") for each in said for key in ("name", "title", "descr")} - {""}
        for blip in picture.iter(f"{A}blip"):
            yield names, blip, f"{R}embed"
    for old in root.iter(IMAGE_DATA):
        yield {old.get(TITLE, "")} - {""}, old, f"{R}id"


def _uncover(blip: Element) -> None:
    """Take out what would show the old picture, or a piece of the new one: a drawing beside it, a link, a crop."""
    blip.attrib.pop(f"{R}link", "")
    for each in [*blip.iterchildren(f"{A}extLst"), *blip.itersiblings(f"{A}srcRect")]:
        drop(each)
