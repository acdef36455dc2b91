"""The shipped scoring rules, as the tests of scoring choose from them."""

from __future__ import annotations

from functools import cache

from desktop.domain.scoring_loader import load_scoring
from desktop.domain.scoring_scheme import ScoringRules, ScoringScheme
from tests.architecture.tree import ROOT

SHIPPED = ROOT / "resources" / "rules" / "scoring"


@cache
def shipped() -> ScoringRules:
    """All shipped rules."""
    return load_scoring([SHIPPED])


def scheme(key: str = "project", **chosen: str) -> ScoringScheme:
    """A shipped scheme, single rules exchanged."""
    return shipped().scheme(key, **chosen)
