"""Safe corrections of a template, made in a copy: only what cannot mean anything else.

Takes the template's bytes; gives the copy and what was corrected. Corrects tags typed in full width, a space before the form
letter ({% tr → {%tr) and misspelt endings (endfro → endfor), and beside them what it is told of. Never guesses a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.findings import nearest
from toolkit.word.language.spelling import Spelling, spelled
from toolkit.word.language.syntax import STATEMENT, TYPED
from toolkit.word.package.elements import Element, own_nodes, parse, to_bytes
from toolkit.word.package.names import W
from toolkit.word.package.package import part_label, read_package, write_package
from toolkit.word.package.runs import Edit, edit, whole_text

WORDS: Final = ("endif", "endfor", "else", "elif", "if", "for", "set")
SPACED_FORM: Final = re.compile(r"^(\{[{%])\s+(tr|tc|p)\s+(?=for\b|endfor\b|if\b|endif\b|else\b|elif\b)")


@dataclass(frozen=True)
class Correction:
    """One tag, or some words, corrected: in which part, what it was, and what it is now."""

    part: str
    before: str
    after: str

    @property
    def result(self) -> str:
        """What it is now, in words."""
        return self.after or "（删去）"


def mended(
    data: bytes,
    name: str = "",
    renamed: Mapping[str, str] | None = None,
    better: Callable[[str], Sequence[Edit]] = lambda _text: (),
) -> tuple[bytes, tuple[Correction, ...]]:
    """The template corrected, and every correction.

    Args:
        data: the template.
        name: what to call it in messages.
        renamed: names that are called otherwise now, old to new.
        better: gives the edits of a paragraph's text beside its tags.

    Raises:
        UnsafeFile: the template cannot be opened.
    """
    package = read_package(data, name)
    changed: dict[str, bytes] = {}
    corrections: list[Correction] = []
    for part, xml in package.fillable().items():
        root = parse(xml)
        found = [Correction(part_label(part) or part, *each) for each in _mend_part(root, renamed or {}, better)]
        if found:
            changed[part] = to_bytes(root)
            corrections += found
    return write_package(package, changed), tuple(corrections)


def mended_tag(tag: str) -> str:
    """One tag corrected.

    >>> mended_tag("｛％ tr for 行 in 台账 ％｝"), mended_tag("{% endfro %}")
    ('{%tr for 行 in 台账 %}', '{% endfor %}')
    """
    made = SPACED_FORM.sub(r"\1\2 ", spelled(tag, Spelling()))
    return STATEMENT.sub(_right_word, made, count=1)


def _right_word(found: re.Match[str]) -> str:
    word = found[2]
    near = None if word in WORDS or not word.isascii() or len(word) < 4 else nearest(word, WORDS)
    return found[1] + (near if near and sorted(near) == sorted(word) else word)


def with_new_names(tag: str, renamed: Mapping[str, str]) -> str:
    """One tag with what is called otherwise now by its new name; what stands in quotes stays.

    >>> with_new_names("{{ 上期.旧 + 旧账 if 甲 == '旧' }}", {"旧": "新"})
    "{{ 上期.新 + 旧账 if 甲 == '旧' }}"
    """
    if not any(old in tag for old in renamed):
        return tag
    olds = "|".join(re.escape(old) for old in sorted(renamed, key=len, reverse=True))
    pattern = re.compile(rf"(?P<quoted>\"[^\"]*\"|'[^']*')|(?<!\w)(?:{olds})(?!\w)")
    return pattern.sub(lambda found: found[0] if found["quoted"] else renamed[found[0]], tag)


def _right_tag(tag: re.Match[str], renamed: Mapping[str, str]) -> str:
    return tag[0] if tag["comment"] is not None else with_new_names(mended_tag(tag[0]), renamed)


def _mend_part(
    root: Element, renamed: Mapping[str, str], better: Callable[[str], Sequence[Edit]]
) -> Iterator[tuple[str, str]]:
    if not root.tag.startswith(W):
        return
    for paragraph in root.iter(f"{W}p"):
        texts = own_nodes(paragraph, f"{W}t")
        whole = whole_text(texts)
        tags = list(TYPED.finditer(whole))
        made = [(tag.start(), tag.end(), _right_tag(tag, renamed)) for tag in tags]
        beside = [each for each in better(whole) if all(each[1] <= tag.start() or tag.end() <= each[0] for tag in tags)]
        edits = sorted(each for each in [*made, *beside] if whole[each[0] : each[1]] != each[2])
        yield from ((whole[start:end], after) for start, end, after in edits)
        edit(texts, edits)
