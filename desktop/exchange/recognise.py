"""Which layout is this sheet? Definitions are compared by how many of their labels the sheet holds.

No addresses: labels may stand anywhere. Where values stand is found by ``block_reader``; forms of several sheets are
put together by ``page_match`` and read by ``page_reader``. A sheet is one form, or pages of one, never both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from desktop.domain.definition import FormDefinition
from desktop.exchange.block_reader import read_form
from desktop.exchange.explanation_reader import read_explanation_sheets
from desktop.exchange.grid import Grid
from desktop.exchange.labels import LONGEST_LABEL, LabelBook, fold, label_book, nearest, variants
from desktop.exchange.page_head import is_cover
from desktop.exchange.page_match import PagePart, assemble, match_pages
from desktop.exchange.page_reader import read_pages
from desktop.exchange.proposal import Proposal
from desktop.exchange.table_heads import YEAR

ENOUGH = 0.5
"""Share of its labels that a layout must find on a sheet."""
_TITLE_WEIGHT = 4.0
_OWN_MARK = 0.25
_NAMED_IN_MESSAGE = 6
_ALIKE = 1e-9
_YEAR = re.compile(r"((?:19|20)\d\d)年度")


def recognise(grids: Sequence[Grid], definitions: Sequence[FormDefinition]) -> list[Proposal]:
    """The forms that the sheets hold, in the order of the sheets; empty when no layout fits any of them."""
    single = [definition for definition in definitions if not has_pages(definition)]
    paged = [definition for definition in definitions if has_pages(definition)]
    proposals: list[tuple[int, Proposal]] = []
    parts: dict[str, dict[int, list[PagePart]]] = {definition.id: {} for definition in paged}
    for number, grid in enumerate(grids):
        texts = _texts(grid)
        if not texts:
            continue
        best = None if grid.layout in parts else _best_single(texts, grid, single)
        found = {one.id: match_pages(grid, one) for one in paged} if not _is_own(grid, single) else {}
        share = max((part.share for pages in found.values() for part in pages), default=0.0)
        if best is not None and best[0] >= share:
            proposal = read_form(grid, best[1])
            proposal.score = min(best[0], 1.0)
            proposals.append((number, proposal))
            continue
        for name, pages in found.items():
            parts[name][number] = pages
    proposals += _paged_forms(grids, paged, parts)
    found_forms = [proposal for _, proposal in sorted(proposals, key=lambda pair: pair[0])]
    read_explanation_sheets(grids, found_forms)
    return found_forms


def has_pages(definition: FormDefinition) -> bool:
    """True for a form of several sheets."""
    return len(definition.pages) > 1


def _is_own(grid: Grid, definitions: Sequence[FormDefinition]) -> bool:
    """True when this program wrote the sheet as one of these layouts."""
    return any(grid.layout == definition.id for definition in definitions)


def _best_single(
    texts: frozenset[str], grid: Grid, definitions: Sequence[FormDefinition]
) -> tuple[float, FormDefinition] | None:
    """The layout of one sheet that fits best, and how well; None when none fits well enough."""
    scores = [(fit(texts, grid, definition), definition) for definition in definitions]
    score = max((score for score, _ in scores), default=0.0)
    if score < ENOUGH:
        return None
    best = [definition for one, definition in scores if score - one < _ALIKE]
    return score, best[0] if len(best) == 1 else likeliest(texts, best)


def _paged_forms(
    grids: Sequence[Grid], definitions: Sequence[FormDefinition], parts: dict[str, dict[int, list[PagePart]]]
) -> list[tuple[int, Proposal]]:
    """The forms of several sheets, each with the number of its first sheet.

    Sheets with this program's mark belong to their layout, the rest to the one that most of their labels are of.
    """
    free = {number for number, grid in enumerate(grids) if grid.layout not in parts}
    best = _best_paged([grids[number] for number in sorted(free)], definitions, parts, free)
    names = [grid.name for grid in grids]
    found = []
    for definition in definitions:
        own = [
            part
            for number, pages in parts[definition.id].items()
            for part in pages
            if grids[number].layout == definition.id or (number in free and definition is best)
        ]
        for form in assemble(own, definition):
            proposal = read_pages(form, definition)
            pages = [part for part in form.parts.values() if not is_cover(definition, part.page)]
            proposal.score = min(sum(part.share for part in pages) / len(pages), 1.0)
            found.append((names.index(proposal.sheet), proposal))
    return found


def _best_paged(
    grids: Sequence[Grid],
    definitions: Sequence[FormDefinition],
    parts: dict[str, dict[int, list[PagePart]]],
    free: set[int],
) -> FormDefinition | None:
    """The layout that unmarked sheets show most of; the year in their heads decides between layouts that are alike."""
    totals = [
        (sum(part.share for number in free for part in parts[one.id].get(number, ())), one) for one in definitions
    ]
    most = max((total for total, _ in totals), default=0.0)
    best = [one for total, one in totals if most - total < _ALIKE]
    if most == 0 or len(best) == 1:
        return best[0] if most else None
    texts = {text for grid in grids for text in _texts(grid)}
    years = Counter(match[1] for text in texts if len(text) <= LONGEST_LABEL for match in YEAR.finditer(text))
    return likeliest(frozenset(texts | {f"{year}年度" for year, _ in years.most_common(1)}), best)


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
