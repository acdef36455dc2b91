"""Repairs to offer, never to apply: figures typed with letters, signs that recognition turned into digits.

What it leaves out: changing anything. The caller shows the suggestion and the user decides.
"""

from __future__ import annotations

import re

from desktop.domain.folding import LETTERS_LIKE_DIGITS
from desktop.domain.quantities import find_quantities
from desktop.domain.target_types import Operator
from desktop.domain.target_words import fold_target, is_known_unit

_LIKE = "".join(map(re.escape, LETTERS_LIKE_DIGITS))
_SPOILT = re.compile(rf"(?<![A-Za-z0-9])[0-9{_LIKE}](?:[0-9{_LIKE}.。,]{{0,18}}[0-9{_LIKE}])?(?![A-Za-z0-9])")
_CHINESE_STOP = re.compile(r"(?<=[0-9])[。](?=[0-9])")
_LEADING_ZERO = re.compile(r"(?<![0-9.,])0[0-9]")
_PLAIN_NUMBER = re.compile(r"[0-9]")
_READ_AS_TWO = re.compile(r"[2Zz](?P<rest>[1-9][0-9]?(?:\.[0-9]+)?|100(?:\.0+)?)%")
_MAY_EXCEED = re.compile(r"增长|增幅|增速|提高|提升|倍|占比变化|完成比例")


def suggest_number(text: str) -> str | None:
    """The text with its figure written so that it can be read: ``1OO%`` -> ``100%``, ``百分百`` -> ``100%``.

    None when the text is readable already or no certain repair is known. Letters count as digits only beside a
    digit or before a percent sign, so names such as DIP or O2O stay.
    """
    folded = fold_target(text).strip()
    if not folded or len(folded) > 200:
        return None
    found = find_quantities(folded, folded)
    if found:
        return _in_digits(folded) if not _PLAIN_NUMBER.search(folded) else None
    repaired = _CHINESE_STOP.sub(".", _SPOILT.sub(_mend, folded))
    if repaired == folded or _LEADING_ZERO.search(repaired):
        return None
    readable = [q for q in find_quantities(repaired, repaired) if not q.unit or is_known_unit(q.unit)]
    return repaired if readable else None


def _mend(match: re.Match[str]) -> str:
    """Digits for look-alikes in one run, when the run is a number at all."""
    run = match[0]
    behind = match.string[match.end() : match.end() + 1]
    if not (_PLAIN_NUMBER.search(run) or behind == "%"):
        return run
    return "".join(LETTERS_LIKE_DIGITS.get(char, char) for char in run)


def _in_digits(folded: str) -> str | None:
    """A text that is one figure in Chinese numerals, rewritten with digits; None when it says more."""
    quantities = find_quantities(folded, folded)
    if len(quantities) != 1 or quantities[0].name or quantities[0].suffix:
        return None
    quantity = quantities[0]
    if quantity.operator is not Operator.NONE or quantity.multiplier != 1:
        return None
    return f"{quantity.value:f}{quantity.unit}"


def looks_like_ocr_operator(text: str, name: str = "") -> bool:
    """True when a percentage looks as if recognition had read ≥ as 2: ``290%``, ``2100%``, ``Z85%`` (domain §4).

    Args:
        text: a target or an actual value.
        name: the indicator's name; growth and multiples may well exceed 100%, so they are never suspected.
    """
    folded = fold_target(text).replace(" ", "")
    return _READ_AS_TWO.fullmatch(folded) is not None and not _MAY_EXCEED.search(name)
