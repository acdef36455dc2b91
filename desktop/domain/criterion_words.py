"""Word tables of scoring criteria: which phrases give, take or deny points. Data and a scanner, no judgement.

What it leaves out: what the phrases mean together (``criterion_parts``). All patterns look at a bounded stretch of
text. Requirements (cited by the tests; domain §5, "Scoring criteria in words"):
    C1  Points per item met: 共3项, each with its points, or 每项得1分; Chinese numerals, full-width text.
    C2  Thresholds and bands: 达到目标值得满分; ≥95%得2分，90%–95%得1分，低于90%不得分.
    C3  Deductions: 每低1%扣5%权重分，扣完为止; 每出现一次扣0.5分. They start from what can be had, and end at 0.
    C4  Ratios: 比值 × 权重; 得分 = 实际完成值/目标值 × 权重.
    C5  All or nothing, and combinations of all these.
    C6  What cannot be read is said to be unreadable; a phrase on points that is left over makes the whole unreadable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache

from desktop.domain.target_words import UNITS, chinese_number


class Phrase(Enum):
    """Kinds of phrases, in the order in which they are looked for: the longer and more certain go first."""

    RATIO = 1
    PROPORTION = 2
    DEDUCT = 3
    DEDUCT_ONCE = 4
    FLOOR = 5
    DEDUCT_VAGUE = 6
    NOTHING = 7
    LIMIT = 8
    EACH = 9
    EACH_OF = 10
    SHARE = 11
    POINTS = 12
    FULL = 13
    DONE = 14
    COUNT = 15


@dataclass(frozen=True, slots=True)
class Found:
    """One phrase and where it stands; ``words`` are its named pieces."""

    phrase: Phrase
    start: int
    end: int
    words: dict[str, str]


NUM = r"(?:[0-9]{1,4}(?:\.[0-9]{1,4})?|[零〇一二两三四五六七八九十]{1,3})"
_FREE = r"(?<![0-9.])"
FEN = r"(?:分(?!钟|之|制|类|项|支|公|数|行|局|院|店|社|校|析|配|解|担|级|期|工|管|享|区|布|批|别|段|组|值))"
_COUNTER = "|".join(("个?方面", *(re.escape(unit) for unit in UNITS if unit not in ("分", "%", "‰", "成"))))
_STOP = "，,。；;"
_WEIGHT = r"(?:本|该|此)?(?:项|指标)?的?(?:权重|分值|标准分)(?:分值|分数|分|值)?"
_TIMES = r"\s*[，,]?\s*(?:[*×xX✕]|乘以?)\s*"
_LEFT = rf"(?P<left>[^{_STOP}：:=得扣]{{1,30}}?)"
_GIVE = r"(?:可?得|计|记|给|评|加)"
_TAKE = r"扣(?:除|减|去|罚)?\s*"
_AMOUNT = rf"(?:{_FREE}(?P<amount>{NUM})\s*{FEN}|{_FREE}(?P<share>{NUM})\s*%\s*[的得]?{_WEIGHT})"
_PART = rf"[^{_STOP}扣得0-9]{{0,10}}?[，,]?\s*(?:则|即)?"

_PATTERNS = {
    Phrase.RATIO: rf"(?:[^{_STOP}：:=]{{0,8}}得分\s*=\s*)(?P<weight>{_WEIGHT}){_TIMES}(?P<back>[^{_STOP}=得扣]{{1,30}})"
    rf"|(?:[^{_STOP}：:=]{{0,8}}得分\s*=\s*)?{_LEFT}{_TIMES}{_WEIGHT}"
    r"(?:\s*=\s*(?:实际|最终|该项|本项)?得分|(?:来?计算)?(?:得分|计分|计算))?",
    Phrase.PROPORTION: r"按照?(?:实际)?(?:完成)?(?:比例|比率|完成率)(?:计算|折算)?(?:得分|计分|给分|扣分|扣减)",
    Phrase.DEDUCT: rf"每(?P<verb>[^{_STOP}每扣得0-9]{{0,10}}?)(?P<step>{NUM})?\s*(?P<unit>%|个?百分点|{_COUNTER})"
    rf"{_PART}{_TAKE}{_AMOUNT}"
    rf"|(?P<verb2>缺少?|少|漏|有)(?P<step2>{NUM})\s*(?P<unit2>{_COUNTER}){_PART}{_TAKE}"
    rf"{_AMOUNT.replace('amount', 'amount2').replace('share', 'share2')}",
    Phrase.DEDUCT_ONCE: rf"(?<!最多)(?<!至多){_TAKE}{_AMOUNT}",
    Phrase.FLOOR: rf"(?:直至|直到)?扣完(?:本项|该项)?(?:{_WEIGHT})?(?:即止|为止)|(?:直至|直到)扣完"
    r"|扣(?:至|到)(?:0|零)分(?:为止)?"
    rf"|(?:最多|至多)扣(?:除|减)?\s*(?P<most>{NUM})\s*{FEN}",
    Phrase.DEDUCT_VAGUE: r"(?:酌情|相应|适当|视情)(?:予以|给予)?扣(?:减)?分",
    Phrase.NOTHING: rf"不(?:予)?(?:得|计|给|记)分|(?:得|计|记|为)?\s*{_FREE}(?:0|零)\s*{FEN}",
    Phrase.LIMIT: rf"(?:累计|合计|总计)?(?:最多|最高|至多|不超过|上限为?){_GIVE}?\s*(?P<most>{NUM})\s*{FEN}"
    r"|(?:得完|加完|加满|计满)为止|(?:最多|最高)得满分",
    # 每季度开展1次，得2分 names a condition: a length of time is not what is counted.
    Phrase.EACH: rf"每(?!个?(?:月|季|年|周|天|日|旬|半年|工作日|自然日|星期|小时))(?P<verb>[^{_STOP}每扣得0-9]{{0,8}}?)"
    rf"(?P<step>{NUM})?\s*(?P<unit>%|个?百分点|{_COUNTER})"
    rf"[^{_STOP}扣得0-9]{{0,10}}?[，,]?\s*{_GIVE}?\s*(?P<amount>{NUM})\s*{FEN}",
    Phrase.EACH_OF: rf"{_FREE}(?P<count>{NUM})\s*(?P<unit>{_COUNTER})(?:内容|要求|指标)?各{_GIVE}?\s*"
    rf"(?P<amount>{NUM})\s*{FEN}",
    Phrase.SHARE: rf"(?:得|计|给)\s*(?P<share>{NUM})\s*%\s*[的得]?{_WEIGHT}"
    rf"|(?:得|计|给){_WEIGHT}的\s*(?P<share2>{NUM})\s*%",
    Phrase.POINTS: rf"(?:得|计|记|给|评)\s*(?:(?P<least>{NUM})\s*{FEN}?\s*[-~—–至到]\s*)?(?P<amount>{NUM})\s*{FEN}"
    rf"|[（(]\s*(?P<amount2>{NUM})\s*{FEN}\s*[)）]",
    Phrase.FULL: r"(?:得|计|给|为|获)?(?:该项|本项)?(?:满分|全分)(?!值|[0-9为])"
    r"|(?:得|计|给)(?:全部)?(?:权重分|权重|分值)(?!的)",
    Phrase.DONE: rf"(?<![未没不能])(?P<done>完成|达标|达到|实现)的?即?得分(?=[{_STOP}]|$)",
    Phrase.COUNT: rf"(?:共计|共有|共|以下|包括|包含){_FREE}(?P<count>{NUM})\s*(?P<unit>个?方面|项|条|点|个|次|类|步)",
}

_LEFT_OVER = re.compile(rf"[0-9零一二两三四五六七八九十]\s*{FEN}|(?<!代)扣(?![款缴押留])|加分|减分|权重|得分|满分|分值")


@cache
def _compiled() -> dict[Phrase, re.Pattern[str]]:
    """The patterns, compiled when the first criterion is read: it takes 20 ms that most forms need not wait for."""
    # A cell may hold a long run of spaces; unbounded ones side by side would take the cube of its length.
    return {phrase: re.compile(_PATTERNS[phrase].replace(r"\s*", r"\s{0,3}")) for phrase in Phrase}


def find_phrases(folded: str) -> tuple[tuple[Found, ...], str]:
    """All phrases of a text in order, and what is left over of a phrase on points (``""`` when nothing is).

    Args:
        folded: the text folded one to one by ``fold_target``, so that positions are those of the source.
    """
    found: list[Found] = []
    rest = folded
    for phrase, pattern in _compiled().items():
        for match in pattern.finditer(rest):
            # A second way of writing a phrase names its pieces with a 2 behind.
            words = {name.rstrip("2"): word for name, word in match.groupdict().items() if word}
            found.append(Found(phrase, match.start(), match.end(), words))
        rest = pattern.sub(lambda match: "\n" * len(match[0]), rest)
    left = _LEFT_OVER.search(rest)
    shown = rest[max(0, left.start() - 6) : left.end() + 4].strip() if left else ""
    return tuple(sorted(found, key=lambda one: one.start)), shown.replace("\n", "")


def number(written: str | None) -> Decimal | None:
    """The value of a matched numeral; None when absent or ambiguous (二三)."""
    if not written:
        return None
    return Decimal(written) if written[0].isascii() else chinese_number(written)


# --- lists with numbers --------------------------------------------------------------------------

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_CHINESE = "一二三四五六七八九十"
_EDGE = rf"(?:^|(?<=[\s：:{_STOP}]))"
_MARKERS = (
    re.compile(rf"(?P<circled>[{_CIRCLED}])"),
    re.compile(r"[（(]\s*(?P<digits>[0-9]{1,2})\s*[)）]"),
    re.compile(rf"{_EDGE}(?P<digits>[0-9]{{1,2}})\s*(?:[.、)）](?![0-9]))"),
    re.compile(rf"[（(]\s*(?P<chinese>[{_CHINESE}])\s*[)）]"),
    re.compile(rf"{_EDGE}(?P<chinese>[{_CHINESE}])(?:、|是)"),
)


@dataclass(frozen=True, slots=True)
class Numbering:
    """The list of a text: ``starts`` of its items (empty when there is none), and why it cannot be followed."""

    starts: tuple[int, ...] = ()
    trouble: str = ""


def find_items(folded: str) -> Numbering:
    """Find the items numbered 1., （1）, ①, （一）, 一是. A list counts from 1 without a gap and has two or more."""
    lists: list[tuple[int, ...]] = []
    for pattern in _MARKERS:
        marks = list(pattern.finditer(folded))
        if len(marks) < 2:
            continue
        if [_ordinal(mark) for mark in marks] != list(range(1, len(marks) + 1)):
            return Numbering(trouble="各项的编号不连续，分不清共有几项。")
        lists.append(tuple(mark.start() for mark in marks))
    if len(lists) > 1:
        return Numbering(trouble="编号里还套着编号，分不清各项的分数怎样相加。")
    return Numbering(lists[0]) if lists else Numbering()


def _ordinal(mark: re.Match[str]) -> int:
    """The number a marker shows."""
    groups = mark.groupdict()
    if groups.get("circled"):
        return _CIRCLED.index(groups["circled"]) + 1
    return int(groups["digits"]) if groups.get("digits") else _CHINESE.index(groups["chinese"]) + 1
