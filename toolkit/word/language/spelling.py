"""Tags as people type them in Chinese, read as they are meant.

Takes the paragraphs of a parsed part; rewrites their tags in place: full-width braces, letters and signs, odd and invisible
spaces, smart quotes, and names that are no identifiers for Jinja (党费（元）, 2026年计划, 完成率%). Text inside quotes stays as
typed. Never touches text outside a tag.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from toolkit.word.language.shapes import Shape
from toolkit.word.language.syntax import PRINTED_BRACES, TAG, TYPED
from toolkit.word.package.elements import Element, own_nodes
from toolkit.word.package.names import W
from toolkit.word.package.runs import edit, whole_text

QUOTES: Final = {'"': '"', "'": "'", "“": "”“", "”": "”“", "‘": "’‘", "’": "’‘", "＂": "＂", "＇": "＇"}
SINGLE: Final = "'‘’＇"
INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
SIGNS: Final = {
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "。": ".",
    "、": ",",
    "【": "[",
    "】": "]",
    "×": "*",
    "÷": "/",
    "—": "-",
}
HIDDEN_BRACE: Final = "\ufdd4"
LIKE_A_TAG: Final = re.compile(f"{HIDDEN_BRACE}(?=[{{%#{HIDDEN_BRACE}])")
ALIAS: Final = "名称_{}_"


@dataclass(frozen=True)
class Spelling:
    """How the names of a vocabulary that Jinja cannot read are written for it.

    Args:
        aliases: a name at the root, as it is in the context, to the identifier that stands for it.
        fields: irregular names behind a dot.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    def known(self, names: Mapping[str, Shape] | None) -> Mapping[str, Shape] | None:
        """The vocabulary with the aliases in it."""
        return None if names is None else {**names, **{alias: names[name] for name, alias in self.aliases.items()}}

    def shown(self, text: str) -> str:
        """A text for people, with irregular names as they were typed."""
        for name, alias in self.aliases.items():
            text = text.replace(alias, name)
        return text

    def with_aliases(self, context: Mapping[str, Any]) -> Mapping[str, Any]:
        """The context with the values of irregular names under their aliases too."""
        if not self.aliases:
            return context
        return {**context, **{alias: context[name] for name, alias in self.aliases.items() if name in context}}


def spelling_of(names: Mapping[str, Shape] | None) -> Spelling:
    """The irregular names of a vocabulary.

    >>> spelling_of({"党费（元）": Shape(), "党课": Shape()}).aliases
    {'党费（元）': '名称_1_'}
    """
    roots = sorted(name for name in names or {} if not is_identifier(name))
    fields = {name for shape in (names or {}).values() for name in _field_names(shape) if not is_identifier(name)}
    aliases = {name: ALIAS.format(number) for number, name in enumerate(roots, start=1)}
    return Spelling(aliases, tuple(sorted(fields, key=len, reverse=True)))


def is_identifier(name: str) -> bool:
    """Whether Jinja reads the name as one."""
    return name.isidentifier()


def spell_part(root: Element, spelling: Spelling) -> bool:
    """Rewrite the tags of every paragraph, or of every property; whether any was changed."""
    changed = False
    if not root.tag.startswith(W):
        for node in root.iter():
            changed |= isinstance(node.tag, str) and _spell_texts([node], spelling)
        return changed
    for paragraph in root.iter(f"{W}p"):
        changed |= _spell_texts(own_nodes(paragraph, f"{W}t"), spelling)
    return changed


def spelled(tag: str, spelling: Spelling) -> str:
    """One whole tag as Jinja reads it.

    >>> spelled("｛｛ 党费｜万元 ｝｝", Spelling())
    '{{ 党费|万元 }}'
    >>> spelled("{％ if 主题党日 ≥ ６ ％}", Spelling())
    '{% if 主题党日 >= 6 %}'
    """
    inner = _renamed(tuple(_pieces(tag[2:-2])), spelling)
    sign = unicodedata.normalize("NFKC", tag[1])
    return f"{{{sign}{inner}{'}' if sign == '{' else sign}}}"


def with_hidden_braces(text: str) -> str:
    """A text in which the braces that belong to no tag are hidden from Jinja; `{_{` and `}_}` are docxtpl's way to print some."""
    pieces: list[str] = []
    at = 0
    for tag in TAG.finditer(text):
        pieces += (_without_braces(text[at : tag.start()]), tag[0])
        at = tag.end()
    return "".join((*pieces, _without_braces(text[at:])))


def _without_braces(text: str) -> str:
    meant = PRINTED_BRACES.sub(lambda found: f"{{{found[1]}" if found[1] else f"{found[2]}}}", text)
    return meant.replace("{", HIDDEN_BRACE)


def braces_shown_again(source: str) -> str:
    """A part's source with the braces that were hidden; one that would begin a tag with what follows it is printed instead."""
    return LIKE_A_TAG.sub("{{ '{' }}", source).replace(HIDDEN_BRACE, "{")


def _field_names(shape: Shape) -> Iterator[str]:
    for fields in (shape.fields, shape.row.fields if shape.row else {}):
        for name, inner in fields.items():
            yield name
            yield from _field_names(inner)


def _spell_texts(nodes: Sequence[Element], spelling: Spelling) -> bool:
    """Rewrite the tags in these text nodes; one that runs over several nodes goes whole into the first."""
    whole = whole_text(nodes)
    if "{" not in whole and "｛" not in whole:
        return False
    found = [(tag.start(), tag.end(), _respelled(tag, spelling)) for tag in TYPED.finditer(whole)]
    found = [each for each in found if whole[each[0] : each[1]] != each[2]]
    edit(nodes, found)
    return bool(found)


def respelled(text: str) -> str:
    """A paragraph with its tags as Jinja reads them; irregular names stay as typed.

    >>> respelled("讲课｛｛ 党课｜余 ｝｝次")
    '讲课{{ 党课|余 }}次'
    """
    return TYPED.sub(lambda tag: _respelled(tag, Spelling()), text)


def _respelled(tag: re.Match[str], spelling: Spelling) -> str:
    return tag[0] if tag.lastgroup == "comment" and tag[0].startswith("{#") else spelled(tag[0], spelling)


def _pieces(inner: str) -> Iterator[tuple[bool, str]]:
    """The inside of a tag as (whether quoted, text), unquoted text made half-width, quoted text kept."""
    position, plain = 0, ""
    while position < len(inner):
        character = inner[position]
        end = _end_of_quote(inner, position) if character in QUOTES else -1
        if end < 0:
            plain += _half_width(character)
            position += 1
            continue
        yield False, plain
        plain = ""
        yield True, _quoted(inner[position + 1 : end], character in SINGLE)
        position = end + 1
    yield False, plain


def _end_of_quote(inner: str, start: int) -> int:
    """Where the quotation that begins at `start` ends; smart quotes come in any order, Word turns them as it likes."""
    closers = QUOTES[inner[start]]
    ends = [inner.find(closer, start + 1) for closer in closers]
    ends = [end for end in ends if end > 0]
    if not ends:
        family = SINGLE if inner[start] in SINGLE else '"“”＂'
        ends = [end for end in (inner.find(closer, start + 1) for closer in family) if end > 0]
    return min(ends, default=-1)


def _quoted(text: str, single: bool) -> str:
    mark = "'" if (single and "'" not in text) or '"' in text else '"'
    return f"{mark}{text}{mark}"


def _half_width(character: str) -> str:
    if character in INVISIBLE:
        return ""
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    if unicodedata.category(character) == "Zs":
        return " "
    return SIGNS.get(character, character)


def _plain(text: str) -> str:
    return "".join(map(_half_width, text))


def _renamed(pieces: tuple[tuple[bool, str], ...], spelling: Spelling) -> str:
    if not spelling.aliases and not spelling.fields:
        return "".join(text for _, text in pieces)
    return "".join(text if quoted else _named(text, spelling) for quoted, text in pieces)


def _named(text: str, spelling: Spelling) -> str:
    for name in spelling.fields:
        text = re.sub(rf"\.\s*{_loosely(name)}", lambda _found, name=name: f'["{name}"]', text)  # type: ignore[misc]
    for name in sorted(spelling.aliases, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.\"]){_loosely(name)}", spelling.aliases[name], text)
    return text


def _loosely(name: str) -> str:
    """A pattern for a name, however wide its signs and spaces were typed; not as the beginning of a longer one."""
    words = [re.escape(word) for word in _plain(name).split()]
    return r"\s*".join(words) + (r"(?!\w)" if re.search(r"\w$", _plain(name)) else "")
