"""Which layout is this sheet? Definitions are compared by how many of their labels the sheet holds.

No addresses: labels may stand anywhere. Where values stand is found by ``block_reader``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from desktop.domain.definition import FormDefinition
from desktop.exchange.block_reader import read_form
from desktop.exchange.explanation_reader import read_explanation_sheets
from desktop.exchange.grid import Grid
from desktop.exchange.labels import LONGEST_LABEL, LabelBook, fold, label_book, nearest, variants
from desktop.exchange.proposal import Proposal

ENOUGH = 0.5
"""Share of its labels that a layout must find on a sheet."""
_TITLE_WEIGHT = 4.0
_OWN_MARK = 0.25
_NAMED_IN_MESSAGE = 6
_ALIKE = 1e-9
_YEAR = re.compile(r"((?:19|20)\d\d)年度")


def recognise(grids: Sequence[Grid], definitions: Sequence[FormDefinition]) -> list[Proposal]:
    """The forms that the sheets hold, in the order of the sheets; empty when no layout fits any of them."""
    proposals = []
    for grid in grids:
        texts = _texts(grid)
        if not texts or not definitions:
            continue
        scores = [(fit(texts, grid, definition), definition) for definition in definitions]
        score = max(score for score, _ in scores)
        if score >= ENOUGH:
            best = [definition for one, definition in scores if score - one < _ALIKE]
            proposal = read_form(grid, best[0] if len(best) == 1 else likeliest(texts, best))
            proposal.score = min(score, 1.0)
            proposals.append(proposal)
    read_explanation_sheets(grids, proposals)
    return proposals


def fit(texts: frozenset[str], grid: Grid, definition: FormDefinition) -> float:
    """How well a layout fits: the weighted share of its labels found, a little more for the program's own mark."""
    book = label_book(definition)
    found = sum(weight for _, names, weight in book.groups if not texts.isdisjoint(names))
    whole = sum(weight for _, _, weight in book.groups) + _TITLE_WEIGHT
    # Near names cost time, so they are tried only where exact ones leave it open.
    if ENOUGH / 2 <= found / whole < 1:
        missing = [(names, weight) for _, names, weight in book.groups if texts.isdisjoint(names)]
        found += sum(weight * 0.8 for names, weight in missing if _has_near(names, texts))
    if _has_title(book, texts):
        found += _TITLE_WEIGHT
    return found / whole + (_OWN_MARK if grid.layout == definition.id else 0.0)


def likeliest(texts: frozenset[str], definitions: Sequence[FormDefinition]) -> FormDefinition:
    """Which of several layouts that fit equally well a sheet was made from, such as last year's and its successor.

    What is printed counts first: labels exactly as a layout issues them, then how many of them there are, then the
    title. Where all of that is the same the year decides: the layout of the sheet's year, else the last one before
    it. What is left is the order of ``definitions``, shipped ones first.
    """
    years = {int(year) for text in texts if len(text) <= LONGEST_LABEL for year in _YEAR.findall(text)}

    def evidence(definition: FormDefinition) -> tuple[float, float, bool, int]:
        groups = label_book(definition).groups
        issued = [weight for label, _, weight in groups if fold(label.replace("{unit}", "万元")) in texts]
        found = [weight for _, names, weight in groups if not texts.isdisjoint(names)]
        title = any(pattern.fullmatch(text) for pattern in label_book(definition).titles[:1] for text in texts)
        whole = sum(weight for _, _, weight in groups)
        return round(sum(issued) / whole, 6), sum(found), title, year_rank(definition.year, years)

    return max(definitions, key=evidence)  # the first of those that are alike in everything


def year_rank(issued: int, years: Collection[int]) -> int:
    """How near a layout's year is to the years a sheet names, greater is better: the same, earlier, later ones."""
    if not years:
        return 0
    return max(issued - year if issued <= year else -10_000 - (issued - year) for year in years)


def explain_unrecognised(grids: Sequence[Grid], definitions: Sequence[FormDefinition]) -> str:
    """Why no layout fits: what was read, which layout came nearest, which labels are missing; no full stop."""
    filled = [grid for grid in grids if grid.cells]
    if not filled:
        return "里面没有任何文字"
    count = sum(len(grid.cells) for grid in filled)
    read = f"读到 {len(filled)} 张工作表（{'、'.join(grid.name for grid in filled[:3])}）、{count} 个有字的格"
    ranked = [
        (fit(_texts(grid), grid, one), -order, grid, one) for grid in filled for order, one in enumerate(definitions)
    ]
    if not ranked:
        return f"{read}，但没有可用的表样"
    _, _, grid, definition = max(ranked, key=lambda entry: entry[:2])
    texts = _texts(grid)
    missing = [label for label, names, _ in label_book(definition).groups if texts.isdisjoint(names)]
    named = "、".join("".join(label.split()).strip(":：") for label in missing[:_NAMED_IN_MESSAGE])
    more = f"等 {len(missing)} 处栏名" if len(missing) > _NAMED_IN_MESSAGE else ""
    return f"{read}，最接近“{definition.name}”，但缺少{named}{more}"


def _texts(grid: Grid) -> frozenset[str]:
    """Folded texts that are short enough for a label, also without letters and units in brackets."""
    short = [text for text in grid.cells.values() if len(text) <= LONGEST_LABEL * 2]
    return frozenset(name for text in short for name in (fold(text), *variants(text)))


def _has_title(book: LabelBook, texts: frozenset[str]) -> bool:
    return any(book.is_title(text) for text in texts if text.endswith("表"))


def _has_near(names: tuple[str, ...], texts: frozenset[str]) -> bool:
    return any(len(name) >= 4 and nearest(name, texts) is not None for name in names)
