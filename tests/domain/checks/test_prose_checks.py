"""Properties of what prose and names are searched for: units, years, names of other regions, slips of one character."""

from __future__ import annotations

import dataclasses
import tomllib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.amounts import Amount, format_amount, parse_amount
from desktop.domain.checks.alike import rests
from desktop.domain.checks.number import unit_typed
from desktop.domain.checks.other_unit import Regions
from desktop.domain.checks.prose import clause_at
from tests.domain.checks.forms import FORMS, Form, clean_form, definition

CHECK = tomllib.loads((FORMS.parent / "rules" / "regions.toml").read_text(encoding="utf-8"))["check"][0]
REGIONS = Regions(CHECK["regions"])
NAMES = sorted(REGIONS.meant)
CITIES = sorted(REGIONS.above)
amounts = st.builds(
    lambda units, decimals: Amount(Decimal(units).scaleb(-decimals), decimals),
    st.integers(0, 10**11),
    st.integers(0, 2),
)


# units typed behind a figure ------------------------------------------------------------------------------------------


@given(
    amounts, st.sampled_from(["元", "万元", "亿元", "万", "千元"]), st.booleans(), st.sampled_from(["", " ", "\u3000"])
)
def test_a_unit_behind_a_figure_is_told_from_it(amount: Amount, unit: str, thousands: bool, space: str) -> None:
    assert unit_typed(format_amount(amount, thousands=thousands) + space + unit) == (amount, unit)


@given(amounts)
def test_a_bare_figure_has_no_unit(amount: Amount) -> None:
    assert unit_typed(format_amount(amount, thousands=True)) is None


@pytest.mark.parametrize(
    "text", ["", "元", "万元", "一万元", "12,34万元", "约12万元", "12万人", "12万元整", "1.2.3元", "12 万 元"]
)
def test_anything_else_is_left_to_the_other_check(text: str) -> None:
    assert unit_typed(text) is None


@given(amounts, st.sampled_from(["元", "万元"]), st.sampled_from(["元", "万元"]))
def test_the_mend_offered_is_the_same_money(amount: Amount, typed: str, own: str) -> None:
    form = form_with_unit(own)
    text = f"{format_amount(amount)}{typed}"
    form.put("funds[2].budget", text)
    fix = form.find("funds.unit-typed", "funds[2].budget").fix
    assert fix is not None
    mended = parse_amount(fix.text)
    assert mended is not None
    power = {"元": 0, "万元": 4}
    assert mended.value.scaleb(power[own]) == amount.value.scaleb(power[typed])


def form_with_unit(unit: str) -> Form:
    """A clean form in that unit."""
    form = clean_form("S")
    form.put("unit", unit)
    return form


# names that differ by one character -----------------------------------------------------------------------------------

words = st.text(st.sampled_from("医保信息系统正常运行率服务"), min_size=8, max_size=14)


@given(words, st.integers(0, 13), st.sampled_from("检察考核"))
def test_names_one_character_apart_share_a_rest(name: str, at: int, char: str) -> None:
    at = min(at, len(name) - 1)
    mine = rests(name, frozenset())
    for other in (name[:at] + char + name[at + 1 :], name[:at] + name[at + 1 :], name[:at] + char + name[at:]):
        assert mine & rests(other, frozenset())


@given(words, st.integers(0, 13))
def test_what_tells_names_apart_is_never_taken_out(name: str, at: int) -> None:
    one, two = f"{name[:at]}一{name[at:]}", f"{name[:at]}二{name[at:]}"
    assert not rests(one, frozenset("一二")) & rests(two, frozenset("一二"))


@pytest.mark.parametrize("count", [200, 400])
def test_many_names_share_few_rests(count: int) -> None:
    """Each name meets only those it resembles: no pair is looked at that has nothing in common."""
    form = clean_form("S")
    for number in range(count):
        form.record.texts  # noqa: B018  # the record is read, not copied, by each step
        form.add("indicators", {"level3": f"{chr(0x4E00 + number)}{chr(0x5E00 + number)}项目资金使用完成情况"})
    check = next(one for one in form.engine._checks if one.name == "alike")
    check.reset()
    assert max(len(names) for names in check.sharing.values()) <= 1  # type: ignore[attr-defined]


# regions --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("province", [group[0].split("/")[0] for group in CHECK["regions"]])
def test_provinces_are_known_by_name(province: str) -> None:
    assert REGIONS.of_bureau(f"{province}医疗保障局") >= {province}


@given(st.sampled_from(CITIES))
def test_a_city_is_known_with_what_lies_above_it(city: str) -> None:
    own = REGIONS.of_bureau(f"{city}医疗保障局")
    assert {city, REGIONS.above[city]} <= own
    province = REGIONS.above[city]
    assert REGIONS.of_bureau(f"{province}{city}医疗保障局") == {city, province}


@given(st.sampled_from(NAMES), st.sampled_from(["", "本", "赫山区", "大通湖区"]))
def test_the_name_before_an_office_is_read_from_behind(name: str, county: str) -> None:
    text = f"组织开展{name}{county}"
    found = REGIONS.at_end(text)
    if county.endswith("区") and name not in REGIONS.whole:
        return
    if county == "本":
        assert found == ""
    else:
        assert found.endswith(county)
        assert REGIONS.named(found) in (name, *[one for one in NAMES if one.endswith(name) or name.endswith(one)])


def test_every_city_is_listed_once() -> None:
    names = [name for group in CHECK["regions"] for entry in group for name in entry.split("/")]
    assert len(names) == len(set(names))
    assert len(CHECK["regions"]) == 32
    assert len(CITIES) > 330


@given(st.sampled_from(CITIES), st.sampled_from(CITIES))
def test_a_city_is_flagged_in_the_form_of_another_and_never_in_its_own(own: str, other: str) -> None:
    form = clean_form("B")
    form.put("bureau", f"{own}医疗保障局")
    form.put("goal.achieved", f"{other}医保局全面完成任务。")
    flagged = ("text.other-unit", "goal.achieved") in form.codes
    assert flagged is (own != other)


# clauses --------------------------------------------------------------------------------------------------------------


@given(st.text("年结转，。；\n20 21比", max_size=40), st.data())
def test_a_clause_holds_its_place_and_no_stop(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    clause = clause_at(text, start, end)
    assert text[start:end] in clause
    assert not set(clause.replace(text[start:end], "", 1)) & set("，。；\n")


def test_a_rule_of_years_without_history_lets_nothing_pass() -> None:
    """History is data: without its patterns the check still works."""
    base = definition("S")
    checks = tuple(
        dataclasses.replace(spec, params={key: value for key, value in spec.params.items() if key != "history"})
        for spec in base.checks
    )
    form = clean_form("S")
    bare = Form(type(form.record)(dataclasses.replace(base, checks=checks), dict(form.record._rows), form.record.texts))
    bare.put("note", "2021年结转资金已用完。")
    assert ("text.wrong-year", "note") in bare.codes
