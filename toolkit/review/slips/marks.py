"""Slips of punctuation and of numbers as they are written: GB/T 15834-2011 and GB/T 15835-2011.

Takes a text; gives slips. Never changes it. What stands in Latin letters is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.as_written import NUMERALS
from toolkit.review.slips.slip import Reading, Slip, is_prose

HAN: Final = "\u3400-\u9fff"
MEASURES: Final = "名|人次|人|位|次|个|篇|条|件|场|块|份|项|户|处|天|对|学时|小时"
NUMBER: Final = rf"(?:[0-9][0-9,.]*万?|[{NUMERALS}]{{1,4}})"
WIDE: Final = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）"}
SMALL_NUMBERS: Final = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


@dataclass(frozen=True)
class Pattern:
    """A slip that one pattern finds.

    Args:
        code: its id.
        pattern: what it looks like.
        needs: words of which one stands in every text that has it.
        say: what is wrong with it; {} is what was found.
        better: what should stand there; None where that cannot be told.
        in_prose: whether it is one in sentences only.
    """

    code: str
    pattern: re.Pattern[str]
    needs: Sequence[str]
    say: str
    better: Callable[[re.Match[str]], str | None] = lambda _found: None
    in_prose: bool = False

    def __call__(self, text: str, _reading: Reading) -> Iterator[Slip]:
        """The slips of this kind in a text."""
        if not any(word in text for word in self.needs) or (self.in_prose and not is_prose(text)):
            return
        for found in self.pattern.finditer(text):
            better = self.better(found)
            say = self.say.format(found[0].strip())
            yield Slip(self.code, found.start(), found.end(), found[0], say, better)


def _met(found: re.Match[str]) -> str | None:
    """The one mark for several that meet: the full stop where there is one and nothing stands behind it, else the first."""
    marks = "".join(found[0].split())
    if "。" in marks[:-1] and set(marks) != {"。"}:
        return None
    return "。" if "。" in marks else marks[0]


def _unpadded(found: re.Match[str]) -> str:
    return re.sub(r"(?<![0-9])0(?=[1-9])", "", found[0])


def _wide(found: re.Match[str]) -> str:
    """The one mark wide, or both of a pair; what stands between them is looked at by itself."""
    if len(found[0]) == 1:
        return WIDE[found[0]]
    return f"（{found[0][1:-1]}）"


PATTERNS: Final = (
    Pattern(
        "about_twice",
        re.compile(rf"(?:大约|约|将近|接近|近)({NUMBER}余(?:万?元)?)"),
        "余",
        "“{}”里“约”和“余”意思重复。请只用一个。",
        lambda found: found[1],
    ),
    Pattern(
        "about_around",
        re.compile(rf"({NUMBER}余[{HAN}]{{0,4}}?)(?:左右|上下)"),
        ("左右", "上下"),
        "“{}”里“余”和“左右”意思重复。请只用一个。",
        lambda found: found[1],
    ),
    Pattern(
        "about_around",
        re.compile(rf"(?:大约|约)({NUMBER}[{HAN}]{{0,4}}?左右)"),
        "约",
        "“{}”里“约”和“左右”意思重复。请只用一个。",
        lambda found: found[1],
    ),
    Pattern(
        "zero_counted",
        re.compile(rf"(?<![0-9.,:：/第-])0(?:{MEASURES})(?![{HAN}]*率)"),
        "0",
        "“{}”：没有的不写进文字。请删去这一句，或写明情况。",
        in_prose=True,
    ),
    Pattern(
        "marks_meet",
        re.compile(r"[，、；：]\s*[，、；：。]+|。\s*[，、；：。]+"),
        "，、；：。",
        "“{}”标点重复。请只留一个。",
        _met,
    ),
    Pattern(
        "empty_brackets",
        re.compile(r"（\s*）|\(\s*\)|《\s*》|“\s*”|【\s*】|〔\s*〕"),
        "（(《“【〔",
        "“{}”里是空的。请填上内容或删去。",
    ),
    Pattern(
        "padded_day",
        re.compile(r"(?<![0-9])0[1-9]月(?:[0-9]{1,2}日)?|(?<![0-9])[0-9]{1,2}月0[1-9]日"),
        ("月0", *(f"0{month}月" for month in range(1, 10))),
        "“{}”：月、日前面不加0。",
        _unpadded,
    ),
    Pattern(
        "range_dash",
        re.compile(
            r"(?<![0-9.])(?:[0-9]{1,2}[-~～–－][0-9]{1,2}(?=月|日)|(?:19|20)[0-9]{2}[-~～–－](?:19|20)[0-9]{2}(?=年))"
        ),
        "-~～–－",
        "“{}”：起止之间用“—”（一字线）。",
        lambda found: re.sub("[-~～–－]", "—", found[0]),
    ),
    Pattern(
        "half_width",
        re.compile(
            rf"(?<=[{HAN}])[,;:](?=[{HAN}“《])|(?<=[”》）)])[,;:](?=[{HAN}“《])"
            rf"|(?<=[{HAN}])\((?=[{HAN}])[^（）()]*\)|（[^（）()]*\)|\([^（）()]*）"
        ),
        ",;:()",
        "“{}”是半角标点，汉字之间用全角。",
        _wide,
    ),
    Pattern(
        "between_titles",
        re.compile(r"(?<=》)、(?=《)|(?<=”)、(?=“)"),
        ("》、《", "”、“"),
        "书名号之间、引号之间不加顿号。",
        lambda _found: "",
    ),
    Pattern(
        "decimals",
        re.compile(r"(?<![0-9.])[0-9]+\.[0-9]{3,}(?![0-9.])"),
        ".",
        "“{}”小数超过两位。请保留一位或两位。",
        in_prose=True,
    ),
    Pattern(
        "unfinished",
        re.compile(
            r"(?:共有|共计|总计|达到了?|分别为|分别是|(?<![到表传下发直抵豁通送转上畅])达"
            r"|(?:数|额|率|量|次|均|到|总体)为|(?<=[现还尚计])有)(?=[。；，])|(?:其中|包括|合计)(?=[。；])"
        ),
        "有计达为是中括",
        "“{}”后面没有写完。请补上内容，或删去这一句。",
        in_prose=True,
    ),
    Pattern(
        "placeholder",
        re.compile(
            r"(?:(?<=[，。；：（(])|^)\s*(?:同上|同前|略|从略|此处略|暂略|待补充?|待定|待完善|待核实|待填|后补|另附)\s*(?=$|[，。；）)])"
            r"|详见\s*(?:…+|\.{2,}|。|$)"
        ),
        "同略待后另详",
        "“{}”只占了位置。请写出内容，或删去。",
    ),
)


def full_list(text: str, _reading: Reading) -> Iterator[Slip]:
    """等 behind a list that has all: 甲、乙、丙等3个支部."""
    for found in COUNTED.finditer(text):
        begin = max((text.rfind(mark, 0, found.start()) for mark in BEFORE_LISTS), default=-1) + 1
        names = [name for name in text[begin : found.start()].split("、") if name.strip()]
        number = SMALL_NUMBERS.get(found["count"]) or (int(found["count"]) if found["count"].isdigit() else 0)
        if len(names) == number > 1:
            say = f"“{text[begin : found.end()]}”都列全了，不用“等”。"
            yield Slip("full_list", found.start(), found.start() + 1, "等", say, "")


COUNTED: Final = re.compile(rf"等(?P<count>[0-9]{{1,2}}|[两三四五六七八九十])(?:{MEASURES}|家|支|类|方面)")
BEFORE_LISTS: Final = "，。；：！？（）\n"


def identity_numbers(text: str, _reading: Reading) -> Iterator[Slip]:
    """Numbers of identity cards, by their check digit (GB 11643-1999), and of mobile telephones."""
    for found in IDENTITY.finditer(text):
        if _is_identity(found[0].upper()):
            yield Slip(
                "identity",
                found.start(),
                found.end(),
                found[0],
                f"写了身份证号（{found[0][:4]}…）。文书里不写身份证号，请删去。",
            )
    for found in MOBILE.finditer(text):
        yield Slip(
            "identity",
            found.start(),
            found.end(),
            found[0],
            f"像是手机号（{found[0][:3]}…）。文书里不写手机号，请删去。",
        )


IDENTITY: Final = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
MOBILE: Final = re.compile(r"(?<![0-9.])1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS: Final = "10X98765432"


def _is_identity(number: str) -> bool:
    together = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECK_DIGITS[together % 11] == number[-1]
