"""Reads a criterion's text into parts: which phrases are alternatives of one item, and which items add up.

What it is for: the structure behind ``Criterion``. What it leaves out: the phrases themselves (``criterion_words``),
sums and scores (``criteria``, ``criterion_expected``). Two phrases that give points are added or excluded only where
the text proves it (a list, a count, different figures; bands of one figure, a weaker form of the same words);
otherwise the text cannot be read. Requirements C1–C6 (see ``criterion_words``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from desktop.domain.criterion_conditions import closing_clause, figure_of, is_of_target, is_weaker_form, one_figure
from desktop.domain.criterion_types import CriterionPart, PartKind, RatioKind, Reading
from desktop.domain.criterion_words import Found, Phrase, find_items, find_phrases, number
from desktop.domain.target_words import fold_target

MAX_LENGTH = 2000
"""No cell holds a longer criterion; what is longer is something else."""

_AWARDS = (Phrase.SHARE, Phrase.POINTS, Phrase.FULL, Phrase.DONE)
_EACH = (Phrase.EACH, Phrase.EACH_OF)
_DEDUCTIONS = (Phrase.DEDUCT, Phrase.DEDUCT_ONCE, Phrase.DEDUCT_VAGUE)
_RATIOS = (Phrase.RATIO, Phrase.PROPORTION)
_FALLING = re.compile(r"低|少|不足|下降|降低|差|缺")
_RISING = re.compile(r"超|高|增|多|上升")
_RELATIVE = re.compile(r"比值|比重|[/÷]|除以|完成率|完成比例|达成率|目标|标准|计划")
_INVERSE = re.compile(r"(?:目标|标准|计划)[^/÷与和]{0,6}(?:[/÷]|除以|与|和).{0,6}(?:实际|完成)")
_SHARE = re.compile(r"率|比例|百分比|满意度")


class _UnreadableError(Exception):
    """Carries the Chinese sentence why a text cannot be read; never leaves this module."""


def read_parts(text: str) -> Reading:
    """Read a criterion; never raises. ``Reading.trouble`` says why nothing could be read."""
    if len(text) > MAX_LENGTH:
        return Reading(trouble=f"评分标准超过 {MAX_LENGTH} 字，没有读。")
    folded = fold_target(text)
    phrases, left_over = find_phrases(folded)
    givers = [one for one in phrases if one.phrase not in (Phrase.COUNT, Phrase.NOTHING, Phrase.FLOOR, Phrase.LIMIT)]
    if left_over:
        return Reading(trouble=f"评分标准里“{left_over}”一处读不懂。")
    if not givers:
        return Reading(trouble="评分标准里没有读到怎样得分。")
    try:
        return Reading(_Reader(text, folded, phrases).read())
    except _UnreadableError as error:
        return Reading(trouble=str(error))


class _Reader:
    """One reading; holds the text so that conditions can be cut out of it."""

    def __init__(self, text: str, folded: str, phrases: Sequence[Found]) -> None:
        self._text, self._folded, self._phrases = text, folded, phrases

    def read(self) -> tuple[CriterionPart, ...]:
        """The parts. Raises _UnreadableError."""
        listed = find_items(self._folded)
        each = [one for one in self._phrases if one.phrase in _EACH]
        if listed.trouble and not each:
            raise _UnreadableError(listed.trouble)
        starts = listed.starts
        count = self._count(starts[0] if starts else len(self._text))
        if starts and count not in (None, len(starts)):
            raise _UnreadableError(f"评分标准写共 {count} 项，只读到 {len(starts)} 项。")
        if each:
            return self._read_each(each, count or len(starts) or None)
        head = [one for one in self._phrases if starts and one.start < starts[0] and one.phrase in _AWARDS]
        if starts and not head:
            return self._read_list(starts)
        if head and any(one.start >= starts[0] and one.phrase in _AWARDS for one in self._phrases):
            raise _UnreadableError("总的得分与各项得分都写了，分不清怎样相加。")
        return self._read_plain(self._phrases, count, 0, 0)

    def _count(self, before: int) -> int | None:
        """N of 共N项 in front of the list; None when not written. Raises when two are written."""
        counts = {
            number(one.words["count"]) for one in self._phrases if one.phrase is Phrase.COUNT and one.start < before
        }
        if len(counts) > 1:
            raise _UnreadableError("评分标准写了不止一个项数，分不清是哪一个。")
        if None in counts:
            raise _UnreadableError("评分标准写的项数读不懂。")
        return int(counts.pop() or 0) or None if counts else None

    # --- kinds of texts --------------------------------------------------------------------------

    def _read_each(self, each: Sequence[Found], count: int | None) -> tuple[CriterionPart, ...]:
        """每项得1分, with the count and the limit where they are written."""
        others = [one for one in self._phrases if one.phrase in (*_AWARDS, *_DEDUCTIONS, *_RATIOS)]
        if len(each) > 1 or others:
            raise _UnreadableError("每项得分与别的得分写在一起，分不清怎样相加。")
        words = each[0].words
        points, step = number(words["amount"]), number(words.get("step")) or Decimal(1)
        if points is None or ("step" in words and number(words["step"]) is None):
            raise _UnreadableError("每项得多少分读不懂。")
        if "count" in words:
            own = number(words["count"])
            if own is None or count not in (None, int(own)):
                raise _UnreadableError("评分标准写的项数前后不一致。")
            count = int(own)
        limits = [one for one in self._phrases if one.phrase is Phrase.LIMIT]
        written = {number(one.words.get("most")) for one in limits}
        if len(written) > 1:
            raise _UnreadableError("评分标准写了不止一个最高分。")
        if words["unit"] in ("%", "百分点", "个百分点"):
            count = None
        part = CriterionPart(
            PartKind.EACH, 0, (each[0].start, each[0].end), points=points, step=step, unit=words["unit"],
            count=count, limit=written.pop() if written else None, share=Decimal(1) if limits else None,
        )  # fmt: skip
        return (part,)

    def _read_list(self, starts: tuple[int, ...]) -> tuple[CriterionPart, ...]:
        """Numbered items, each with its points; or a list of nothing but deductions, which is one pool."""
        if not any(one.phrase in (*_AWARDS, *_RATIOS) for one in self._phrases):
            return self._read_plain(self._phrases, None, 0, 0)
        parts: list[CriterionPart] = []
        for index, (start, end) in enumerate(zip(starts, (*starts[1:], len(self._text)), strict=True)):
            inside = [one for one in self._phrases if start <= one.start < end]
            if not any(one.phrase in _AWARDS for one in inside):
                raise _UnreadableError(f"第 {index + 1} 项没有读到得多少分。")
            own = self._read_plain(inside, None, index, start)
            if any(part.item != index for part in own):
                raise _UnreadableError(f"第 {index + 1} 项里还有几项，分不清怎样相加。")
            if any(part.kind is PartKind.RATIO or (part.kind is PartKind.AWARD and part.share == 1) for part in own):
                raise _UnreadableError(f"第 {index + 1} 项得满分，分不清是这一项还是整个指标的满分。")
            parts += own
        return tuple(parts)

    def _read_plain(
        self, phrases: Sequence[Found], count: int | None, first_item: int, start: int
    ) -> tuple[CriterionPart, ...]:
        """A text or an item without numbers: phrases in order, each with the words in front of it."""
        known = [one for one in phrases if one.phrase not in (Phrase.COUNT, Phrase.LIMIT)]
        if any(one.phrase is Phrase.LIMIT for one in phrases):
            raise _UnreadableError("写了最高分，没有读到每项得多少分。")
        parts: list[CriterionPart] = []
        most: Decimal | None = None
        for one in known:
            if one.phrase is Phrase.FLOOR:
                most = number(one.words.get("most")) or most
            else:
                parts.append(self._part(one, self._text[start : one.start], first_item))
            start = one.end
        if most is not None:
            parts = [replace(part, limit=most) if part.kind is PartKind.DEDUCTION else part for part in parts]
        awards = [part for part in parts if part.kind is PartKind.AWARD]
        if len(awards) < 2:
            return tuple(parts)
        if one_figure(awards) or is_weaker_form(awards):
            return tuple(parts)
        if count == len(awards) or _are_different_figures(awards):
            return self._as_items(parts, first_item)
        raise _UnreadableError("有几处得分，分不清是相加还是择一。")

    def _as_items(self, parts: Sequence[CriterionPart], first_item: int) -> tuple[CriterionPart, ...]:
        """Every award begins an item of its own."""
        if any(part.kind is PartKind.RATIO or part.share == 1 for part in parts):
            raise _UnreadableError("有几项相加，其中一项得满分，分不清怎样相加。")
        result: list[CriterionPart] = []
        item = first_item - 1
        for part in parts:
            item += part.kind is PartKind.AWARD
            result.append(replace(part, item=max(item, first_item)))
        return tuple(result)

    # --- one phrase ------------------------------------------------------------------------------

    def _part(self, one: Found, before: str, item: int) -> CriterionPart:
        """The part a phrase is, with its condition."""
        condition = closing_clause(before)
        figure = figure_of(condition)
        part = CriterionPart(
            PartKind.NOTHING, item, (one.start, one.end), condition,
            threshold=figure.quantity, above=figure.above, of_target=is_of_target(condition),
        )  # fmt: skip
        if one.phrase in _AWARDS:
            return _award(part, one)
        if one.phrase in _RATIOS:
            return replace(part, kind=PartKind.RATIO, ratio=_ratio(one))
        return _deduction(part, one) if one.phrase in _DEDUCTIONS else part


def _award(part: CriterionPart, one: Found) -> CriterionPart:
    """Points, a share of the weight, or all of it. Raises for a numeral that cannot be read."""
    part = replace(part, kind=PartKind.AWARD, of_target=part.of_target or one.phrase is Phrase.DONE)
    if one.phrase in (Phrase.FULL, Phrase.DONE):
        return replace(part, share=Decimal(1), condition=one.words.get("done", part.condition))
    written = number(one.words.get("amount") or one.words.get("share"))
    least = number(one.words.get("least"))
    if written is None or ("least" in one.words and (least is None or least >= written)):
        raise _UnreadableError("得多少分读不懂。")
    if one.phrase is Phrase.SHARE:
        return replace(part, share=written.scaleb(-2))
    return replace(part, points=written, points_from=least)


def _deduction(part: CriterionPart, one: Found) -> CriterionPart:
    """Points or a share taken, per step or once."""
    part = replace(part, kind=PartKind.DEDUCTION)
    if one.phrase is Phrase.DEDUCT_VAGUE:
        return part
    amount, share = number(one.words.get("amount")), number(one.words.get("share"))
    step = number(one.words.get("step"))
    if (amount is None and share is None) or ("step" in one.words and not step):
        raise _UnreadableError("扣多少分读不懂。")
    part = replace(part, points=amount, share=None if share is None else share.scaleb(-2))
    if one.phrase is Phrase.DEDUCT_ONCE:
        return part
    verb = one.words.get("verb", "")
    falling = True if _FALLING.search(verb) else (False if _RISING.search(verb) else None)
    return replace(part, step=step or Decimal(1), unit=one.words["unit"], falling=falling)


def _ratio(one: Found) -> RatioKind:
    """Which ratio a formula means. Raises when its words do not say."""
    left = one.words.get("left") or one.words.get("back") or ""
    if one.phrase is Phrase.PROPORTION or _RELATIVE.search(left):
        return RatioKind.INVERSE if _INVERSE.search(left) else RatioKind.RELATIVE
    if _SHARE.search(left):
        return RatioKind.SHARE
    raise _UnreadableError("计分公式里用哪个数乘以权重读不懂。")


def _are_different_figures(awards: Sequence[CriterionPart]) -> bool:
    """True when every award asks a figure of another kind: 人数不低于…得2分；参保率不低于…得2分."""
    figures = [part.threshold for part in awards]
    seen: list[tuple[str, str]] = []
    for figure in figures:
        if figure is None:
            return False
        for name, unit in seen:
            same_name = not name or not figure.name or name in figure.name or figure.name in name
            if unit == figure.unit and same_name:
                return False
        seen.append((figure.name, figure.unit))
    return True
