"""Exact amounts and rates of money tables: reading, printing, rounding, and the law of rounding tails.

What it is for: an amount typed or read from a workbook becomes an exact ``Decimal`` together with the
number of decimals it was printed with, so that ``19114.20`` goes out as it came in. No binary floating
point is used anywhere. What it leaves out: targets with operators and units (``desktop.domain.targets``),
which rule applies to which cell (definitions and checks), and storage (``db``).

Requirements (cited by the tests):
    A1  Thousands separators are presentation: ``7,569.17`` and ``6384.44`` may stand in one row (domain §3).
    A2  Blank, 无, —, / and ``0`` stay different values (domain §4, style §4).
    A3  A printed sum of n rounded addends may miss the sum by (n+1)/2 units of the last place (domain §6, law 1).
    A4  A printed rate is legal when some unrounded inputs give it (law 2), at the decimals printed (law 3).
    A5  A rate over a budget of 0 is undefined, which is neither 0 nor an error (domain §3).
    A6  Amounts are stored as integer 分 in a signed 64-bit column and come back unchanged (design, Values).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from desktop.domain.folding import EMPTY_WORDS, LETTERS_LIKE_DIGITS, Emptiness, emptiness, fold_width, is_empty

__all__ = [
    "EMPTY_WORDS",
    "Amount",
    "Emptiness",
    "RateVerdict",
    "emptiness",
    "fold_width",
    "format_amount",
    "format_rate",
    "from_cents",
    "is_empty",
    "is_rounding_tail",
    "parse_amount",
    "parse_points",
    "parse_rate",
    "rate_is_legal",
    "rate_percent",
    "round_amount",
    "round_half_up",
    "sum_tail",
    "to_cents",
    "trim_zeros",
    "without_points_unit",
]

_MAX_DIGITS = 26
"""More digits than any public budget has; below the 28 digits that ``Decimal`` computes exactly by default."""

_EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Inexact])
"""Arithmetic that refuses to round: a lost digit raises instead of passing unseen."""

_UNIT_POWERS = {"元": 2, "万元": 6}
"""Unit of a form -> power of ten from that unit down to 分."""

_INT64 = 2**63

POINTS_UNIT = "分"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount or percentage as printed.

    Attributes:
        value: exact value in the unit of the form (万元, 元, or percent for a rate).
        decimals: decimals printed, ``19114.20`` -> 2. Never fewer than the value needs.
    """

    value: Decimal
    decimals: int

    def __post_init__(self) -> None:
        """Raise ValueError when the value could not be printed with ``decimals`` without losing a digit."""
        exponent = self.value.as_tuple().exponent
        if not isinstance(exponent, int) or self.decimals < 0:
            raise ValueError("金额必须是有限的数，小数位数不能为负。")
        if -exponent > self.decimals and self.value != round_half_up(Fraction(self.value), self.decimals):
            raise ValueError(f"{self.value} 有 {self.decimals} 位小数放不下的尾数。")


class RateVerdict(Enum):
    """How a printed rate agrees with the amounts printed beside it.

    ``EXACT`` and ``ROUNDED_INPUTS`` are right; ``TRUNCATED`` is worth a hint; ``UNDEFINED`` means the
    budget is 0, so there is nothing to compare with.
    """

    EXACT = "一致"
    ROUNDED_INPUTS = "与四舍五入前的数一致"
    TRUNCATED = "截去了尾数"
    WRONG = "不一致"
    UNDEFINED = "预算数为零"


# --- reading -------------------------------------------------------------------------------------

_AMOUNT = re.compile(r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)?(?:\.([0-9]+))?")
_LIKE_DIGITS = re.compile("[" + "".join(map(re.escape, LETTERS_LIKE_DIGITS)) + "]")
_EXAMPLE = "例如 7569.17"
_REFUSALS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("%"), "里有百分号，金额栏请只填数字。"),
    (re.compile(r"[0-9][eE][-+]?[0-9]"), "是科学计数法，请填写完整的数字。"),
    (re.compile(r"[¥￥$]|人民币"), "里有货币符号，请只填数字。"),
    (re.compile(r"[0-9] *(?:[十百千万亿元角分人次个项家]|RMB)"), "里有单位，请只填数字。"),
    (re.compile(r"^\(.*\)$"), "用括号表示负数，请改用负号，例如 -5.00。"),
    (re.compile(r"\..*\."), "里有两个小数点，请核对。"),
    (re.compile(r"[0-9]\.$"), "的小数点后面没有数字，请补全或删去小数点。"),
    (re.compile(r"^(?=.*[0-9])[-+0-9. ]*,[-+0-9., ]*$"), "里逗号的位置不对，千分位应当每三位一个逗号。"),
    (re.compile(r"^[-+0-9.]+(?: +[-+0-9.]+)+$"), "里有多余的空格，请核对。"),
)


@lru_cache(maxsize=8192)
def parse_amount(text: str) -> Amount | None:
    """Read an amount in the unit of the form.

    Accepts full-width characters, a sign, and thousands grouped by commas or single spaces.

    Returns:
        The amount with its printed decimals; None when the cell is empty or 不适用 (``emptiness`` tells which).

    Raises:
        ValueError: the text does not read as one number; ``str(error)`` is a Chinese sentence that names the
            reason. A unit or multiplier (1.2万) is refused rather than computed, because the unit of the
            column is fixed by its heading and both readings would be plausible.
    """
    folded = fold_width(text).strip()
    if emptiness(folded) is not Emptiness.FILLED:
        return None
    amount = _read_number(folded)
    if amount is None:
        raise ValueError(f"“{_shown(text)}”{_refusal(folded)}")
    return amount


def _read_number(folded: str) -> Amount | None:
    """The number a folded text is, or None."""
    match = _AMOUNT.fullmatch(folded)
    if match is None:
        return None
    sign, whole, fraction = match[1], match[2] or "", match[3] or ""
    whole = whole.replace(",", "").replace(" ", "")
    if not (whole or fraction) or len(whole) + len(fraction) > _MAX_DIGITS:
        return None
    value = Decimal(f"{sign}{whole or '0'}.{fraction}")
    # "-0" is zero; a sign on it would be printed later.
    return Amount(value if value else value.copy_abs(), len(fraction))


def _shown(text: str) -> str:
    """The offending text as a message quotes it: trimmed, and shortened when very long."""
    bare = text.strip()
    return bare if len(bare) <= 30 else bare[:29] + "…"


def _refusal(folded: str) -> str:
    """Why a folded text is not an amount: the rest of a sentence that begins with the quoted text."""
    letter = _LIKE_DIGITS.search(folded)
    if letter:
        repaired = _LIKE_DIGITS.sub(lambda match: LETTERS_LIKE_DIGITS[match[0]], folded)
        if _read_number(repaired) is not None and any(char.isdigit() for char in folded):
            return f"里的“{letter[0]}”不是数字，您想填的可能是 {repaired}。"
    for pattern, reason in _REFUSALS:
        if pattern.search(folded):
            return reason
    if sum(char.isdigit() for char in folded) > _MAX_DIGITS:
        return "的位数太多，请核对。"
    return f"不是数字，请只填数字，{_EXAMPLE}。"


def parse_points(text: str) -> Amount | None:
    """Read points (分值, 得分): a number, with or without its unit 分 (``10分`` counts as 10).

    Returns:
        The points, or None when the cell is empty.

    Raises:
        ValueError: with a Chinese sentence, as ``parse_amount``.
    """
    try:
        return parse_amount(without_points_unit(text))
    except ValueError as error:
        raise ValueError(str(error).replace(_EXAMPLE, "例如 9.5")) from None


def without_points_unit(text: str) -> str:
    """``10分`` → ``10``; any other text is returned as it is."""
    bare = text.strip()
    return bare[:-1].rstrip() if bare.endswith(POINTS_UNIT) and bare[:-1].strip() else text


def parse_rate(text: str) -> Amount | None:
    """Read a rate as a percentage: ``84.35%`` -> value 84.35, 2 decimals.

    A number without a percent sign is taken as percent only when it is 0 or beyond ±2, since no execution
    ratio is that large. Between them ``0.427`` may be 42.7% written as a ratio or a true 0.427% (published
    forms hold rates such as 4.2% and 0.0%), so it is refused with both readings.

    Returns:
        The rate in percent, or None when the cell is empty.

    Raises:
        ValueError: with a Chinese sentence.
    """
    folded = fold_width(text).strip()
    if emptiness(folded) is not Emptiness.FILLED:
        return None
    signed = folded.endswith("%")
    rate = _read_number(folded.removesuffix("%").rstrip())
    if rate is None:
        reason = _refusal(folded.removesuffix("%").rstrip()).replace(_EXAMPLE, "例如 84.35%")
        raise ValueError(f"“{_shown(text)}”{reason}")
    if not signed and rate.value and abs(rate.value) <= 2:
        as_percent = plain(rate.value.scaleb(2))
        raise ValueError(f"“{_shown(text)}”没有百分号，可能是 {as_percent}%，也可能是 {folded}%，请写明百分号。")
    return rate


# --- printing and rounding -----------------------------------------------------------------------


def plain(value: Decimal) -> str:
    """A number without exponent, separators or needless zeros behind the point: ``362.95``, ``10``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_amount(amount: Amount, thousands: bool = False) -> str:
    """The amount with its printed decimals, ``19114.20`` or ``19,114.20``. The reverse of ``parse_amount``."""
    return format(amount.value, f"{',' if thousands else ''}.{amount.decimals}f")


def round_half_up(value: Fraction | Decimal, decimals: int) -> Decimal:
    """Round exactly, half away from zero (四舍五入), to a Decimal with ``decimals`` places."""
    scaled = abs(Fraction(value)) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(units if value >= 0 else -units).scaleb(-decimals, context=_EXACT)


def round_amount(value: Fraction | Decimal, decimals: int) -> Amount:
    """An amount as it is printed with ``decimals`` places, rounded half-up."""
    return Amount(round_half_up(value, decimals), decimals)


def trim_zeros(amount: Amount) -> Amount:
    """The amount without zeros at the end of its decimals: 10.00 → 10, 9.50 → 9.5."""
    text = plain(round_half_up(amount.value, amount.decimals))
    return Amount(Decimal(text), len(text.partition(".")[2]))


def format_rate(value_percent: Decimal, decimals: int) -> str:
    """A percentage with its sign, rounded half-up: ``42.748`` at 1 -> ``42.7%``."""
    return f"{round_half_up(value_percent, decimals):f}%"


def rate_percent(executed: Decimal, budget: Decimal, decimals: int) -> Decimal | None:
    """预算执行率 = executed ÷ budget in percent, rounded half-up once; None (undefined) when the budget is 0."""
    if not budget:
        return None
    return round_half_up(Fraction(executed) / Fraction(budget) * 100, decimals)


# --- storage unit --------------------------------------------------------------------------------


def to_cents(amount: Amount, unit: str) -> int:
    """Integer 分 of an amount in ``unit`` (元 or 万元).

    Raises:
        ValueError: unknown unit, a remainder below one 分, or beyond a signed 64-bit integer.
    """
    scaled = amount.value.scaleb(_power(unit), context=_EXACT)
    cents = int(scaled)
    if cents != scaled:
        raise ValueError(f"{format_amount(amount)} {unit}精确到分以下，请核对小数位数。")
    if not -_INT64 <= cents < _INT64:
        raise ValueError(f"{format_amount(amount)} {unit}超出了能保存的范围，请核对位数。")
    return cents


def from_cents(cents: int, decimals: int, unit: str) -> Amount:
    """The amount in ``unit`` printed with ``decimals`` places; the reverse of ``to_cents``.

    Raises:
        ValueError: unknown unit, or ``decimals`` places would lose a digit (round first: ``round_amount``).
    """
    value = Decimal(cents).scaleb(-_power(unit), context=_EXACT)
    try:
        return Amount(value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT), decimals)
    except Inexact:
        raise ValueError(f"{plain(value)} {unit}用 {decimals} 位小数放不下。") from None


def _power(unit: str) -> int:
    """Power of ten from ``unit`` down to 分. Raises ValueError for a unit the forms do not use."""
    try:
        return _UNIT_POWERS[unit]
    except KeyError:
        raise ValueError(f"不认识的金额单位“{unit}”，应为元或万元。") from None


# --- rounding laws -------------------------------------------------------------------------------


def sum_tail(addends: Sequence[Amount], printed: Amount) -> Decimal:
    """How far the printed total lies from the sum of its parts: ``printed - sum``, exact, 0 when they agree."""
    total = Decimal(0)
    for addend in addends:
        total = _EXACT.add(total, addend.value)
    return _EXACT.subtract(printed.value, total)


def is_rounding_tail(difference: Decimal, n_addends: int, decimals: int) -> bool:
    """Law 1 (domain §6): |difference| ≤ (n+1)/2 units of the last place; 0 is inside.

    ``decimals`` is what the column is kept at, i.e. the most decimals any of its cells is printed with: a
    ``7439`` between amounts with two decimals means 7439.00, not "rounded to whole numbers".
    """
    units_of_last_place: int = 10**decimals
    return 2 * Fraction(abs(difference)) * units_of_last_place <= n_addends + 1


def rate_is_legal(printed: Amount, executed: Amount, budget: Amount) -> RateVerdict:
    """Judge a printed percentage against the two printed amounts, at the decimals it is printed with.

    Laws 2 and 3 (domain §6): legal when some executed and budget within half a unit of their last printed
    place give it after rounding half-up. Truncation is told apart only when no such inputs exist.
    Executed and budget must be in the same unit; ``printed.value`` is in percent.
    """
    exact = rate_percent(executed.value, budget.value, printed.decimals)
    if exact is None:
        return RateVerdict.UNDEFINED
    if exact == printed.value:
        return RateVerdict.EXACT
    if _some_inputs_give(printed, executed, budget):
        return RateVerdict.ROUNDED_INPUTS
    ratio = Fraction(executed.value) / Fraction(budget.value) * 100
    scaled = Fraction(printed.value) * 10**printed.decimals
    return RateVerdict.TRUNCATED if scaled == int(ratio * 10**printed.decimals) else RateVerdict.WRONG


def _some_inputs_give(printed: Amount, executed: Amount, budget: Amount) -> bool:
    """True when the open interval of possible rates meets the half-open interval that prints as ``printed``."""
    sign = -1 if budget.value < 0 else 1
    part, whole = Fraction(executed.value) * sign, Fraction(budget.value) * sign
    half_part, half_whole = _half_unit(executed.decimals), _half_unit(budget.decimals)
    # A non-zero budget is at least one unit of its last place, so whole - half_whole stays above zero.
    rates = [(part + a) / (whole + b) * 100 for a in (-half_part, half_part) for b in (-half_whole, half_whole)]
    low = max(min(rates), Fraction(0)) if part >= 0 else min(rates)
    shown, half = Fraction(printed.value), _half_unit(printed.decimals)
    return not (low >= shown + half or max(rates) <= shown - half)


def _half_unit(decimals: int) -> Fraction:
    """Half a unit of the last printed place."""
    return Fraction(1, 2 * 10**decimals)
