"""Word's content controls, filled like tags: texts, boxes to tick, dates, lists to choose from, sections that repeat.

Takes a parsed part; changes the controls whose tag, or lacking one their title, is a known name. Never touches any other
control, nor a picture's, nor one in which a tag was typed: that tag counts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from toolkit.word.language.syntax import TYPED
from toolkit.word.package.elements import Element
from toolkit.word.package.names import W14, W
from toolkit.word.template.fields.tag_source import SDT, Names, Reading, Row, literal, made, run_of, wrap

OTHER_KINDS: Final = (
    "picture group docPartObj docPartList citation bibliography equation repeatingSectionItem entityPicker"
    " webExtensionLinked webExtensionCreated"
).split()
# Ranges begin and end in different places; without one end the other would hang in the air.
KEPT: Final = tuple(
    W + name
    for name in "pPr tcPr bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd permStart permEnd".split()
)
LEVELS: Final = {"p": "p", "tbl": "p", "tc": "tc", "tr": "tr", "r": "r", "hyperlink": "r", "fldSimple": "r", "ins": "r"}
HOLDS: Final = {"p": "r", "tr": "tc", "tbl": "tr"}
CHECKED, UNCHECKED = ("checkedState", "2612"), ("uncheckedState", "2610")
BOX_FONT: Final = "MS Gothic"


def fill_controls(root: Element, names: Names) -> bool:
    """Make tags of the controls with known names; whether there were any.

    Args:
        root: the part.
        names: which names there are; the sections that repeat are added to its rows.
    """
    changed = False
    for control in list(root.iter(SDT)):
        if control.getroottree().getroot() is root:
            changed |= _fill(control, names)
    return changed


def guard_rows(names: Names) -> None:
    """Make sections that repeat for no row disappear whole: Word does not open an empty one.

    To be called last, because the source it puts between elements would go when its neighbours do.
    """
    for item, row in names.rows.items():
        section = next(item.iterancestors(SDT))
        wrap(section, section, f"{{% if {row.of.source}|length %}}", "{% endif %}")


def _fill(control: Element, names: Names) -> bool:
    properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    if properties is not None and content is not None and _is_bound(properties) and _is_written_by_hand(content):
        # Word would show what the file keeps elsewhere, tags and all.
        _unbind(properties)
        return True
    name = _name(control)
    reading = names.reading(control, name) if name else None
    if properties is None or content is None or reading is None:
        return False
    kind = _kind(properties)
    if kind == "repeatingSection":
        return _repeat(properties, content, reading, names)
    if kind not in _SOURCES or _is_written_by_hand(content) or (kind == "richText" and _holds_others(content, names)):
        return False
    look = _look(properties, content)
    _unbind(properties)
    source = _SOURCES[kind](properties, reading.source, look)
    _show(content, run_of(source, look if len(look) else None))
    return True


def _name(control: Element) -> str:
    found = (control.find(f"{W}sdtPr/{W}{each}") for each in ("tag", "alias"))
    return next((name for each in found if each is not None and (name := each.get(f"{W}val", "").strip())), "")


def _kind(properties: Element) -> str:
    names = (etree.QName(child).localname for child in properties.iterchildren("*"))
    return next((name for name in names if name in _SOURCES or name in (*OTHER_KINDS, "repeatingSection")), "richText")


def _is_written_by_hand(content: Element) -> bool:
    return TYPED.search("".join(node.text or "" for node in content.iter(f"{W}t"))) is not None


def _holds_others(content: Element, names: Names) -> bool:
    return any(names.reading(each, _name(each)) for each in content.iter(SDT) if _name(each))


def _unbind(properties: Element) -> None:
    """Take out what makes Word show something else than what was filled in."""
    for child in list(properties.iterchildren("*")):
        if etree.QName(child).localname in ("showingPlcHdr", "dataBinding"):
            properties.remove(child)


def _is_bound(properties: Element) -> bool:
    return any(etree.QName(child).localname == "dataBinding" for child in properties.iterchildren("*"))


def _look(properties: Element, content: Element) -> Element:
    """The look of the first run; where that is a placeholder, the look the control is to have when filled."""
    runs = [*(text.getparent() for text in content.iter(f"{W}t")), *content.iter(f"{W}r")]
    first = next((run.find(f"{W}rPr") for run in runs if run is not None), None)
    is_placeholder = properties.find(f"{W}showingPlcHdr") is not None
    own = properties.find(f"{W}rPr") if is_placeholder else None
    found = own if own is not None else first
    look = made("rPr") if found is None else copy.deepcopy(found)
    look.tail = None
    # The style's id differs between languages of Word.
    for style in look.findall(f"{W}rStyle"):
        if (is_placeholder and own is None) or style.get(f"{W}val") == "PlaceholderText":
            look.remove(style)
    return look


def _plain(_properties: Element, name: str, _look: Element) -> str:
    return f"{{{{ {name} }}}}"


def _text(_properties: Element, name: str, _look: Element) -> str:
    return f"{{{{ {name}|软换行 }}}}"


def _choice(properties: Element, name: str, _look: Element) -> str:
    pairs = []
    for each in properties.iter(f"{W}dropDownList", f"{W}comboBox"):
        each.attrib.pop(f"{W}lastValue", "")
        for item in each.iter(f"{W}listItem"):
            value, shown = (item.get(W + attribute) for attribute in ("value", "displayText"))
            pairs.append(f"[{literal(value or shown or '')}, {literal(shown or value or '')}]")
    return f"{{{{ {name}|选项([{', '.join(pairs)}]) }}}}" if pairs else f"{{{{ {name} }}}}"


def _date(properties: Element, name: str, _look: Element) -> str:
    date = properties.find(f"{W}date")
    assert date is not None
    date.attrib.pop(f"{W}fullDate", "")
    dated = copy.deepcopy(date)
    date.addprevious(dated)
    dated.set(f"{W}fullDate", f"{{{{ {name}|完整日期 }}}}")
    # An empty date would be no date to Word, so the attribute comes and goes with its element.
    wrap(dated, date, f"{{% if {name}|完整日期 is string %}}", "{% endif %}")
    dated.tail = "{% else %}"
    form = date.find(f"{W}dateFormat")
    picture = form.get(f"{W}val", "") if form is not None else ""
    return f"{{{{ {name}|日期格式({literal(picture)}) }}}}" if picture else f"{{{{ {name} }}}}"


def _box(properties: Element, name: str, look: Element) -> str:
    box = properties.find(f"{W14}checkbox")
    assert box is not None
    truth = f"{name}|勾选('1', '0') == '1'"
    checked = box.find(f"{W14}checked")
    if checked is None:
        checked = etree.Element(f"{W14}checked", nsmap={"w14": W14[1:-1]})
        box.insert(0, checked)
    checked.set(f"{W14}val", f"{{{{ 1 if {truth} else 0 }}}}")
    (yes, yes_font), (no, no_font) = _glyph(box, *CHECKED), _glyph(box, *UNCHECKED)
    same = f"{{{{ {literal(yes_font)} if {truth} else {literal(no_font)} }}}}"
    _set_font(look, yes_font if yes_font == no_font else same)
    return f"{{{{ {name}|勾选({literal(yes)}, {literal(no)}) }}}}"


def _glyph(box: Element, state: str, default: str) -> tuple[str, str]:
    found = box.find(W14 + state)
    code, font = (found.get(f"{W14}val"), found.get(f"{W14}font")) if found is not None else (None, None)
    try:
        return chr(int(code or default, 16)), font or BOX_FONT
    except (ValueError, OverflowError):
        return chr(int(default, 16)), BOX_FONT


def _set_font(look: Element, font: str) -> None:
    for each in look.findall(f"{W}rFonts"):
        look.remove(each)
    fonts = made("rFonts")
    fonts.set(f"{W}hint", "eastAsia")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(W + script, font)
    look.insert(len(look.findall(f"{W}rStyle")), fonts)


_SOURCES: Final[Mapping[str, Callable[[Element, str, Element], str]]] = {
    "richText": _plain,
    "text": _text,
    "comboBox": _choice,
    "dropDownList": _choice,
    "date": _date,
    "checkbox": _box,
}


def _level(content: Element) -> str:
    """Whether a control holds runs (r), paragraphs (p), cells (tc) or rows (tr)."""
    for child in content.iterchildren("*"):
        inner = child.find(f"{W}sdtContent") if child.tag == SDT else None
        level = _level(inner) if inner is not None else LEVELS.get(etree.QName(child).localname)
        if level:
            return level
    above = (HOLDS.get(etree.QName(each).localname) for each in content.iterancestors())
    return next((level for level in above if level), "p")


def _show(content: Element, run: Element) -> None:
    holder, level = content, _level(content)
    cell = next(content.iter(f"{W}tc"), None) if level in ("tc", "tr") else None
    if cell is not None:
        holder = cell
    if level != "r":
        paragraph = holder.find(f"{W}p")
        _replace(holder, made("p") if paragraph is None else paragraph)
        holder = next(holder.iterchildren(f"{W}p"))
    _replace(holder, run)


def _replace(holder: Element, new: Element) -> None:
    """Make `new` all that an element holds beside its properties and the ends of ranges."""
    old = [child for child in holder if child.tag not in KEPT and child is not new]
    if new.getparent() is not holder:
        if old:
            old[0].addprevious(new)
        else:
            holder.append(new)
    for child in old:
        holder.remove(child)


def _repeat(properties: Element, content: Element, reading: Reading, names: Names) -> bool:
    items = list(filter(_is_item, content.iterchildren(SDT)))
    if not items:
        return False
    first, *others = items
    for each in others:
        content.remove(each)
    _unbind(properties)
    _forget_numbers(first)
    variable = f"行{1 + sum(each in names.rows for each in first.iterancestors(SDT))}"
    names.rows[first] = Row(variable, reading)
    level = _level(first[-1])
    first.addprevious(_marker(level, f"for {variable} in {reading.source}"))
    first.addnext(_marker(level, "endfor"))
    return True


def _is_item(control: Element) -> bool:
    properties = control.find(f"{W}sdtPr")
    return (
        properties is not None and _kind(properties) == "repeatingSectionItem" and control[-1].tag == f"{W}sdtContent"
    )


def _forget_numbers(item: Element) -> None:
    """Take out the numbers that only one control of a document may have."""
    for node in item.iter(f"{W}sdtPr"):
        for child in list(node.iterchildren("*")):
            if etree.QName(child).localname == "id":
                node.remove(child)


def _marker(level: str, words: str) -> Element:
    """A tag that takes what holds it with it; a paragraph, row or cell of its own, so that lint finds it."""
    marker = run_of(f"{{%{level} {words} %}}")
    for name in {"r": "", "p": "p", "tc": "p tc", "tr": "p tc tr"}[level].split():
        marker = made(name, marker)
    return marker
