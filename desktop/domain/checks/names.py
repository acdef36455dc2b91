"""Names compared with tolerance: they drift between documents, and a slip of width or space is no other name.

``exact_key`` forgives white space, width, brackets and stops. ``tolerant_key`` forgives besides what is known to drift
between published documents (domain §2): 法制/法治, 风险控制/防范/防控, 提高/提升, 的. Nothing is ever renamed by it;
findings show both names. Left out: names an indicator dictionary declares to be synonyms (definition, ``Item``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from desktop.domain.folding import fold_width

_DROPPED = re.compile(r"[\s()（）\[\]［］【】、，,。.；;：:·\-—–/“”\"'‘’《》]+")
_DRIFT = (("法制", "法治"), ("风险控制", "风险防控"), ("风险防范", "风险防控"), ("提高", "提升"), ("的", ""))


@lru_cache(maxsize=8192)
def exact_key(name: str) -> str:
    """``name`` without white space, punctuation and brackets, half-width, in capitals; ``""`` for a blank name."""
    return _DROPPED.sub("", fold_width(name)).upper()


@lru_cache(maxsize=8192)
def tolerant_key(name: str) -> str:
    """``exact_key`` with the known drifts of wording undone."""
    key = exact_key(name)
    for variant, common in _DRIFT:
        key = key.replace(variant, common)
    return key
