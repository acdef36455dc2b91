"""Figures in a text: scans targets and prose for number, operator, multiplier, unit and name.

What it is for: ``医疗机构≥40% 病种≥70%`` gives two quantities with their names; in prose years, dates, document and
version numbers, list numbers, hotlines and numbers inside quoted names are no figures.
What it leaves out: levels and dates, and comparing. Every step looks at a bounded stretch of text, so the
time grows with the length of the text and with nothing else. Requirements T1–T3 (see ``target_words``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from desktop.domain.target_types import Operator, Quantity
from desktop.domain.target_words import (
    AFTER,
    BEFORE,
    DENOMINATORS,
    MULTIPLIERS,
    UNITS,
    canonical_unit,
    chinese_number,
    is_duration,
)

_MAX_DIGITS = 15
"""A longer run of digits is an account or telephone number, and stays exact in every product computed later."""

_MAX_FIGURES = 64
"""More figures than any cell answers with; keeps matching them with a target cheap in a pasted table."""

_CJK = "\u4e00-\u9fff"
_SEPARATORS = r"\s，,、；;。：:（）()．"
_ENDS = " \t\r\n，,、；;。.！!"


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ANY_UNIT = rf"(?:{_either(UNITS)})(?:[/·](?:{_either(DENOMINATORS)})){{0,2}}"

_NOISE = re.compile(
    rf"""[（(]\ *[0-9]{{1,3}}\ *[）)](?=[{_CJK}])                      # (1) list number
    | [〔\[【（(]\ *(?:19|20)[0-9]{{2}}\ *[〕\]】）)]\ *(?:[0-9]{{1,5}}\ *号)?  # 〔2022〕5号
    | 第\ *[0-9]{{1,6}}                                              # ordinals
    | [0-9]{{1,6}}\ *号                                              # document numbers
    | [vV][0-9]{{1,4}}(?:\.[0-9]{{1,4}}){{0,3}}\ *版?                # V2
    | [0-9]{{1,4}}(?:\.[0-9]{{1,4}}){{1,3}}\ *版                     # 2.0版
    | 近\ *[0-9一二两三四五六七八九十]{{1,3}}\ *年
    | (?:^|(?<=[\s；;。]))[0-9]{{1,2}}[.、）)](?=\s*[^0-9\s])          # 1. list number at a clause's start
    | (?:12345|12393|12315|12388|12348|12329|12333|12366)(?={_either(("热线", "电话", "服务", "平台", "投诉", "满意"))})
    | 7\ *[×xX*]\ *24(?:\ *小时)?
    | [0-9]{{1,2}}\ *[-~—至]\ *[0-9]{{1,2}}\ *月份?
    | [0-9]{{1,3}}\ *分钟[{_CJK}]{{0,6}}圈
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》|「[^「」]*」|‘[^‘’]*’|\"[^\"]*\"")
_BRACKETED = re.compile(r"[（(][^()（）]*[)）]")
_INCLUSIVE = re.compile(r"[（(]含[^()（）]{0,6}[)）]")

# Digits that may be one number or two (99，5% 1,2 9 5%) are "bad": half of a number would be a wrong figure.
_NUMBER = re.compile(
    r"(?P<digits>(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
    r"(?![,，。.]?[0-9]| +[0-9]))"
    r"|(?P<bad>[0-9][0-9.,，。]*(?: +[0-9][0-9.,，。]*)*)"
    r"|百分之(?P<share>百|[0-9]{1,9}(?:\.[0-9]{1,9})?|[零〇一二两三四五六七八九十百点]{1,12})|(?P<full>百分百)"
    r"|(?P<chinese>[零〇一二两三四五六七八九十百千]{1,12})"
)
_BEFORE = re.compile(
    rf"(?P<op>{_either(BEFORE)})?\s*(?:人均|户均|平均|年均|月均|每人|全年|共|总计|合计)?\s*"
    rf"(?P<sign>(?<![0-9{_CJK}A-Za-z%)）])[-+])?$"
)
_TAIL = re.compile(
    rf"\s*(?P<more>[余多])?\s*(?:(?P<mult>{_either(MULTIPLIERS)})(?![米克瓦]))?\s*(?P<more2>[余多])?\s*"
    rf"(?P<unit>{_ANY_UNIT})?\s*(?P<post>{_either(AFTER)})?"
)
_RANGE = re.compile(r"\s*(?:[-~—–]{1,2}|至|到)\s*(?=[0-9])")
_SUFFIX = re.compile(rf"[{_CJK}]{{1,12}}(?=[{_SEPARATORS}]|$)")
_GLUED_UNIT = re.compile(rf"[{_CJK}]{{1,4}}(?=[{_SEPARATORS}]|$)")
_GOES_ON = re.compile(rf"[{_CJK}A-Za-z]|[/:][0-9]")
_CODE_BEFORE = re.compile(r"(?:[A-Za-z_.]|[A-Za-z0-9][-/:])$")
_NAME = re.compile(rf"[^{_SEPARATORS}0-9%≥≤<>=~]+(?=[\s：:]*$)")
_EMPTY_NAME = re.compile(
    r"(?:并|已|实际|共计|共|合计|总计|累计|总共|一共|全年|年度|全市|全省|本年|当年|组织|开展|召开|举办|完成|实现|进行|达到|达|为|是|有|约|了|在|-)+"
)
_NAME_TAIL = re.compile(r"(?:分别|已经|已|(?<![人户平年月])均|共计|共|合计|累计|为|是|达到|达|在|至|了|完成|实现|-)+$")
_PER = re.compile(r"每个?(月|季度|季|年|周|天|日|半年|人|家|户)\s*$")
_SHORT = 24
"""A bare number counts as a figure in a text up to this long; in prose it may be anything."""


class _Tail(NamedTuple):
    """What stands behind a number: multiplier (as power of ten), unit, bound, 余/多, and where it ends."""

    power: int
    unit: str
    post: Operator | None
    more: bool
    end: int


def _blank(match: re.Match[str]) -> str:
    """As many spaces as the match is long, so that positions stay."""
    return " " * (match.end() - match.start())


def find_quantities(text: str, folded: str, blanked: Iterable[tuple[int, int]] = ()) -> tuple[Quantity, ...]:
    """All figures of a text in order.

    Args:
        text: the source text, for ``printed``.
        folded: the same text folded one to one by ``fold_target``.
        blanked: stretches that are no figures (dates), as (start, end).
    """
    if not _NUMBER.search(folded):
        return ()
    # Noise before dates: with 12月 gone, 1-12月 would leave a 1.
    masked = _INCLUSIVE.sub(_blank, _NOISE.sub(_blank, folded))
    for start, end in blanked:
        masked = masked[:start] + " " * (end - start) + masked[end:]
    unquoted = _QUOTED.sub(_blank, masked)
    if unquoted.strip(f"{_ENDS} "):
        masked = unquoted
    if ")" in masked or "）" in masked:
        # A bracket explains; its figures count only when there are none outside.
        outside = _scan(text, _BRACKETED.sub(_blank, masked))
        if outside:
            return outside
    return _scan(text, masked)


def _scan(text: str, masked: str) -> tuple[Quantity, ...]:
    """Walk over all numbers; a number that a range already took is skipped."""
    found: list[Quantity] = []
    done = 0
    for match in _NUMBER.finditer(masked):
        if match.start() < done or match["bad"]:
            continue
        hit = _read(text, masked, match, done)
        if hit is not None:
            quantity, done = hit
            found.append(quantity)
            if len(found) == _MAX_FIGURES:
                break
    return tuple(found)


def _read(text: str, masked: str, match: re.Match[str], done: int) -> tuple[Quantity, int] | None:
    """The quantity around one number and where it ends, or None when the number is no figure."""
    number = _value(match)
    if number is None:
        return None
    value, decimals = number
    start = match.start()
    tail = _read_tail(masked, match.end(), share=bool(match["share"] or match["full"]))
    upper, decimals, tail = _range(masked, match, tail, value, decimals)
    before = _BEFORE.search(masked, max(done, start - 14), start)
    op, sign = (before["op"], before["sign"]) if before else (None, None)
    head = before.start() if before and (op or sign) else start
    operator = _operator(op, tail)
    if tail.unit == "":
        glued = _unit_unknown_to_us(masked, tail, operator)
        if glued is None:
            return None
        tail = tail._replace(unit=glued, end=tail.end + len(glued))
    if head == start and _CODE_BEFORE.search(masked, max(0, start - 2), start):
        return None
    if match["chinese"] and not _stands_alone(masked, done, head, tail):
        return None
    per = _PER.search(masked, max(done, head - 5), head)
    if per is not None and "/" not in tail.unit:
        tail = tail._replace(unit=f"{tail.unit}/{per[1]}")
        head = per.start()
    suffix = _SUFFIX.match(masked, tail.end) if tail.unit else None
    first = head if operator.value or sign or per else start
    stretch = text[first : tail.end].lstrip()
    quantity = Quantity(
        operator=operator,
        value=(-value if sign == "-" else value) * 10**tail.power,
        unit=tail.unit,
        printed=stretch.rstrip(),
        name=_name(masked, done, head),
        decimals=decimals,
        multiplier=10**tail.power,
        has_operator_text=operator is not Operator.NONE,
        upper=upper,
        suffix=suffix[0] if suffix else "",
        start=tail.end - len(stretch),
    )
    return quantity, suffix.end() if suffix else tail.end


def _value(match: re.Match[str]) -> tuple[Decimal, int] | None:
    """Value and decimals of a matched number; None for too many digits or an ambiguous numeral."""
    if match["full"]:
        return Decimal(100), 0
    written = match["digits"] or match["share"] or match["chinese"]
    if written == "百" and match["share"]:
        return Decimal(100), 0
    if written[0].isascii():
        digits = written.replace(",", "").replace("，", "").replace(" ", "")
        if len(digits) > _MAX_DIGITS:
            return None
        return Decimal(digits), len(digits.partition(".")[2])
    value = chinese_number(written)
    return None if value is None else (value, len(written.partition("点")[2]))


def _read_tail(masked: str, end: int, share: bool = False) -> _Tail:
    """Read multiplier, unit and trailing bound from ``end`` on. ``share``: 百分之 is the unit already."""
    match = _TAIL.match(masked, end)
    assert match is not None, "every part is optional"
    if share:
        plain = not (match["mult"] or match["unit"] or match["more"])
        post = AFTER.get(match["post"] or "") if plain and match["post"] != "内" else None
        return _Tail(0, "%", post, False, match.end("post") if post else end)
    unit = canonical_unit(match["unit"] or "")
    stop = max(end, match.end("more"), match.end("mult"), match.end("more2"), match.end("unit"))  # -1 when absent
    post = AFTER.get(match["post"] or "")
    if match["post"] == "内" and not is_duration(unit):
        post = None
    more = bool(match["more"] or match["more2"])
    return _Tail(MULTIPLIERS.get(match["mult"] or "", 0), unit, post, more, match.end("post") if post else stop)


def _range(
    masked: str, match: re.Match[str], tail: _Tail, lower: Decimal, decimals: int
) -> tuple[Decimal | None, int, _Tail]:
    """Upper end of a range (80%-90%, 5～8次), the decimals of both ends, and the tail behind the upper end."""
    sign = _RANGE.match(masked, tail.end) if match["digits"] and tail.post is None else None
    second = _NUMBER.match(masked, sign.end()) if sign else None
    number = _value(second) if second and second["digits"] else None
    if second is None or number is None:
        return None, decimals, tail
    upper_tail = _read_tail(masked, second.end())
    power = tail.power or upper_tail.power
    upper = number[0] * 10**upper_tail.power
    if tail.unit not in ("", upper_tail.unit) or upper <= lower * 10**power:
        return None, decimals, tail
    return upper, max(decimals, number[1]), upper_tail._replace(power=power)


def _operator(word: str | None, tail: _Tail) -> Operator:
    """The bound that words before and behind the number give together; a bound before goes first."""
    before = BEFORE[word] if word else Operator.NONE
    if before in (Operator.GE, Operator.LE, Operator.GT, Operator.LT):
        return before
    if tail.post is not None:
        return tail.post
    if before is not Operator.NONE:
        return before
    return Operator.GE if tail.more else Operator.NONE


def _unit_unknown_to_us(masked: str, tail: _Tail, operator: Operator) -> str | None:
    """The unit of a number without a known one: ``""``, up to four characters glued on, or None (no figure)."""
    if tail.post is not None or not _GOES_ON.match(masked, tail.end):
        certain = operator is not Operator.NONE or tail.power or len(masked.strip()) <= _SHORT
        return "" if certain else None
    glued = _GLUED_UNIT.match(masked, tail.end)
    return glued[0] if glued else None


def _stands_alone(masked: str, done: int, head: int, tail: _Tail) -> bool:
    """A Chinese numeral is a figure only where it cannot be a syllable (一次性, 进一步): alone with its unit."""
    rest = masked[tail.end : tail.end + 1]
    return tail.unit in UNITS and (not rest or rest in _ENDS) and not _name(masked, done, head)


def _name(masked: str, done: int, head: int) -> str:
    """What the figure is of: the words right before it, without verbs that say nothing (完成, 共)."""
    match = _NAME.search(masked, max(done, head - 24), head)
    if match is None:
        return ""
    name = _NAME_TAIL.sub("", match[0].strip())
    return "" if _EMPTY_NAME.fullmatch(name) else name
