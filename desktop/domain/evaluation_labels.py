"""Labels of a form as the JSON shape knows them: folded for comparing, and the row a label names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from desktop.domain.definition import Section


@lru_cache(maxsize=8192)  # asked of every row by checks of levels
def fold_label(text: str) -> str:
    """A label for comparing: no white space, half-width brackets and colon, no trailing colon, no leading 其中."""
    folded = re.sub(r"\s+", "", text).translate(str.maketrans("（）：，［］", "():,[]"))
    return folded.removeprefix("其中:").rstrip(":")


def match_item(section: Section, label: str, taken: Iterable[str] = ()) -> str | None:
    """The key of the item that ``label`` names, exactly or by a synonym, white space and brackets aside; else None."""
    folded = fold_label(label)
    if not folded:
        return None
    used = set(taken)
    for item in section.items:
        if item.key not in used and folded in map(fold_label, (item.label, *item.synonyms)):
            return item.key
    return None
