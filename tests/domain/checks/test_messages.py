"""Every code the program knows is provoked on a published form, and what it then says is proven (domain §8).

A message names the cell in words, shows both sides with their figures, says what to do, and leads somewhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from desktop.domain.checks.catalogue import CATALOGUE
from desktop.domain.checks.finding import Finding
from desktop.domain.places import cell_at
from tests.domain.checks.forms import FORMS, Form
from tests.domain.checks.provocations import PROVOCATIONS, edited, published
from tests.domain.checks.test_budget_kinds import PROVOCATIONS as BUDGET

RESOURCES = FORMS.parent
RULES = sorted((RESOURCES / "rules").glob("*.toml"))
LAYOUTS = sorted(FORMS.glob("*/*.toml"))
CASES = pytest.mark.parametrize(("code", "letter", "edits", "where"), PROVOCATIONS, ids=lambda value: str(value)[:40])
SAY_NOTHING_NEW = {"actual.repeats-target"}
"""Codes whose two sides are the same text or mean the same, which the message says instead of printing it twice."""
TO_DO = re.compile(r"请|不用改|可以不改|可以不写")
FORBIDDEN = re.compile(r"[!！]|非法|校验|失败|错误代码|None|null|\{|\}|[a-z]+_[a-z]+|\bindicators\b|\bfunds\b")


def rule_codes() -> Iterator[str]:
    """Codes that rule files and layouts name."""
    for path in (*RULES, *LAYOUTS):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for check in data.get("check", []):
            yield from (check[key] for key in ("code", "tail") if key in check)


@cache
def provoked(case: int) -> tuple[Form, Finding]:
    """The form after the edits of one line, and the finding it is about."""
    code, letter, edits, where = PROVOCATIONS[case]
    form = edited(letter, edits)
    return form, form.find(code, where)


def of(code: str, letter: str, edits: Mapping[str, str], where: str) -> tuple[Form, Finding]:
    """As ``provoked``, by the line itself."""
    return provoked(PROVOCATIONS.index((code, letter, edits, where)))


def plain(text: str) -> str:
    """Without what is presentation: spaces and thousands separators."""
    return re.sub(r"[\s,]", "", text)


def test_every_code_is_provoked() -> None:
    known = (set(CATALOGUE) | set(rule_codes())) - set(BUDGET)  # those have their own table, in test_budget_kinds
    assert {code for code, *_ in PROVOCATIONS} == known


def test_no_code_lies_idle_in_the_catalogue() -> None:
    assert set(CATALOGUE) <= set(rule_codes())


@CASES
def test_the_edits_bring_the_finding(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    form, finding = of(code, letter, edits, where)
    assert finding.code == code
    before = {found.key for found in published(letter).engine.findings}
    assert ((code, where) in before) is not bool(edits)
    assert form.engine.findings == form.anew()


@CASES
def test_the_message_is_whole_sentences(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    _, finding = of(code, letter, edits, where)
    for text in (finding.message, *([finding.advice] if finding.advice else [])):
        assert text.endswith("。"), text
        assert len(re.findall(r"[一-鿿]", text)) >= 2, text
        assert not re.search(r"。。|，。|，，|：。| 。|^[，。、]|“”", text), text
    whole = finding.message + finding.advice
    assert not FORBIDDEN.search(re.sub(r"“[^”]*”", "", whole)), whole
    assert finding.code not in whole
    assert re.sub(r"“[^”]*”", "", whole).count("请") <= 1, whole


@CASES
def test_it_says_what_to_do(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    _, finding = of(code, letter, edits, where)
    assert TO_DO.search(finding.advice or finding.message), finding.message + finding.advice


@CASES
def test_both_sides_stand_in_the_message(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    _, finding = of(code, letter, edits, where)
    entry = CATALOGUE.get(code)
    if entry is not None and entry.compares:
        assert finding.left is not None
        assert finding.right is not None
    # What stands opposite a repair alone (1OO% → 100%) is told in the advice.
    said = finding.message if entry is None or entry.compares else finding.message + finding.advice
    for side in (finding.left, *(() if code in SAY_NOTHING_NEW else (finding.right,))):
        assert side is None or plain(side) in plain(said), (side, said)


@CASES
def test_the_place_is_in_the_words_of_the_form(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    form, finding = of(code, letter, edits, where)
    definition = form.record.definition
    words = {text for section in definition.sections for text in (section.title, section.part)}
    words |= {text for one in definition.sections for column in one.columns for text in (column.short, column.label)}
    parts = finding.place.split(" · ")
    hidden = finding.cell is not None and definition.section_by_key[finding.cell.section].hidden
    # A part that is never shown is named first and its row last.
    assert parts[0 if hidden else -1] in words, finding.place
    assert all(re.search(r"[一-鿿]", part) for part in parts), finding.place
    assert "[" not in finding.place
    assert where not in finding.place or where == finding.place


@CASES
def test_it_leads_to_a_cell_or_a_part(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    form, finding = of(code, letter, edits, where)
    definition = form.record.definition
    if finding.cell is None:
        assert where in definition.section_by_key
        return
    assert form.record.has_cell(finding.cell)
    assert finding.cells[0] == finding.cell
    assert all(form.record.has_cell(cell) for cell in finding.cells)
    there = cell_at(form.record, where)
    assert there == finding.cell or there is None or there in finding.cells
    assert there is not None or where.partition(".")[0] in definition.section_by_key


@CASES
def test_the_rule_is_named(code: str, letter: str, edits: Mapping[str, str], where: str) -> None:
    _, finding = of(code, letter, edits, where)
    assert re.search(r"[一-鿿]", finding.source)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_local_rules_say_that_they_are(path: object) -> None:
    """What domain.md calls local names 地方 as its source, so that a clerk knows that it may be dropped."""
    local = {"funds.rate-low", "funds.unspent", "actual.far-beyond"}
    checks = tomllib.loads(path.read_text(encoding="utf-8")).get("check", [])  # type: ignore[attr-defined]
    for check in checks:
        if check["code"] in local:
            assert "地方" in check["source"]
