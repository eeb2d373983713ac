"""The signs of the language of `expressions`, as they are meant and as people type them; and where a word among them ends.

Takes a text and a place in it; gives what stands there. Never knows what it means.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

OR, AND, NOT, MINUS_SIGN, BLANK, NONE_OF_IT = "或", "且", "非", "负", "空", "不适用"
OTHERWISE: Final = "没填时"
FILTERS: Final = ("绝对值", "取整", "保留", OTHERWISE)
WITH_ARGUMENT: Final = ("保留", OTHERWISE)
CONSTANTS: Final = {"是": True, "否": False}
SIGNS: Final = {
    "<=": ("<=", "≤", "＜＝", "=<"),
    ">=": (">=", "≥", "＞＝", "=>"),
    "!=": ("!=", "≠", "<>", "！＝"),
    "=": ("==", "=", "＝＝", "＝"),
    "<": ("<", "＜"),
    ">": (">", "＞"),
    "+": ("+", "＋"),
    "-": ("-", "−", "－", "–", "—"),
    "*": ("*", "×", "＊"),
    "/": ("/", "÷", "／"),
    "(": ("(", "（"),
    ")": (")", "）"),
    "|": ("|", "｜"),
    ".": (".", "．"),
    OR: ("或者", "或"),
    AND: ("并且", "且"),
    NOT: ("非",),
}
"""Each sign, and how people type it."""
ARITHMETIC: Final = ("+", "-", "*", "/")
COMPARISONS: Final = ("<=", ">=", "!=", "=", "<", ">")
QUOTES: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "”": "”"}
DIGITS: Final = "0123456789０１２３４５６７８９"


def longest(text: str, at: int, known: Iterable[str]) -> str | None:
    """The longest of these that stands here and ends where a word can end."""
    found = (each for each in known if text.startswith(each, at) and _ends(text, at + len(each)))
    return max(found, key=len, default=None)


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace() or sign_at(text, at)


def sign_at(text: str, at: int) -> bool:
    """Whether a sign stands here that ends the word before it."""
    # A dot belongs to what stands before it, and so does a quote to what stands between two.
    return any(text.startswith(each, at) for sign, typed in SIGNS.items() if sign not in (".", NOT) for each in typed)
