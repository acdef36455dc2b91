"""Budget subjects: the shipped lists, what the loader refuses, completion, and codes for lists of names (B1–B4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import DefinitionError
from desktop.domain.initials import initials
from desktop.domain.subjects import NameCheck, SubjectList, fold_name, load_subjects

LISTS = Path(__file__).resolve().parents[2] / "resources" / "code_lists"
FUNCTIONAL = load_subjects(LISTS / "budget-subjects-2022.toml")
ECONOMIC = load_subjects(LISTS / "economic-subjects-2022.toml")
BOTH = pytest.mark.parametrize("subjects", [FUNCTIONAL, ECONOMIC], ids=["functional", "economic"])
HEAD = 'title = "甲"\nsource = "乙"\nyear = 2022\n'
GOOD = HEAD + '[functional]\n208 = "社会保障和就业支出"\n20805 = "行政事业单位养老支出"\n'
DIGITS = "一二三四五六七八九"


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 34 → 三十四; below 100."""
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens - 1] + "十"
    return front + (DIGITS[ones - 1] if ones else "")


def printed(subjects: SubjectList, codes: list[str]) -> list[str]:
    """The names as the tables print them: 类 numbered, the rest bare."""
    lines, tops = [], 0
    for code in codes:
        tops += len(code) == 3
        lines.append((numeral(tops) + "、" if len(code) == 3 else "") + subjects.names[code])
    return lines


@st.composite
def subtrees(draw: st.DrawFn, subjects: SubjectList) -> list[str]:
    """Codes in order, each with everything above it."""
    chosen = draw(st.sets(st.sampled_from(list(subjects.names)), min_size=1, max_size=25))
    return sorted({code[:width] for code in chosen for width in (3, 5, 7)})


# the shipped lists --------------------------------------------------------------------------------------------------


@BOTH
def test_shipped_lists_say_where_they_come_from(subjects: SubjectList) -> None:
    assert (subjects.year, subjects.source) == (2022, "财政部《2022年政府收支分类科目》")
    assert list(subjects.names) == sorted(subjects.names)


@BOTH
def test_no_two_subjects_beside_each_other_share_a_name(subjects: SubjectList) -> None:
    for code in ("", *subjects.names):
        names = [fold_name(subjects.names[child]) for child in subjects.children(code)]
        assert len(names) == len(set(names)), code


def test_a_medical_security_bureau_finds_its_subjects() -> None:
    assert FUNCTIONAL.children("21015") == (
        "2101501", "2101502", "2101503", "2101504", "2101505", "2101506", "2101550", "2101599",
    )  # fmt: skip
    assert FUNCTIONAL.children("21012") == ("2101201", "2101202", "2101299")
    assert FUNCTIONAL.children("22102") == ("2210201", "2210202", "2210203")
    assert FUNCTIONAL.name("2296013") == "用于城乡医疗救助的彩票公益金支出"
    assert ECONOMIC.name("30110") == "职工基本医疗保险缴费"


# single codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("208", "社会保障和就业支出", 1, None),
        ("20805", "行政事业单位养老支出", 2, "208"),
        ("2080505", "机关事业单位基本养老保险缴费支出", 3, "20805"),
        ("2101588", None, 3, "21015"),  # local 项
        ("2997701", None, 3, None),  # local, its 款 too
        ("2080", None, None, None),
        ("", None, None, None),
        ("２０８", None, None, None),
        ("类款项", None, None, None),
    ],
)
def test_code(code: str, name: str | None, level: int | None, parent: str | None) -> None:
    """B1, B2."""
    assert (FUNCTIONAL.name(code), FUNCTIONAL.level(code), FUNCTIONAL.parent(code)) == (name, level, parent)


def test_economic_codes_have_two_levels() -> None:
    assert [ECONOMIC.level(code) for code in ("301", "30101", "3010101")] == [1, 2, None]


@BOTH
def test_parent_and_children_agree(subjects: SubjectList) -> None:
    for code in subjects.names:
        assert code in subjects.children(subjects.parent(code) or "")
    assert subjects.children("999") == ()


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("2101501", "行政运行", True),
        ("2101501", " 行政\u3000运行\n", True),
        ("2101501", "行政运转", False),
        ("2101501", "", False),
        ("2100202", "中医(民族)医院", True),
        ("2100202", "中医【民族】医院", True),
        ("2100202", "中医民族医院", False),
        ("2101588", "行政运行", None),
    ],
)
def test_check_name(code: str, name: str, expected: bool | None) -> None:
    """B4; None is an unknown code."""
    official = FUNCTIONAL.name(code)
    assert FUNCTIONAL.check_name(code, name) == (None if official is None else NameCheck(bool(expected), official))


# completion -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("2101", ["21011", "21012", "21013", "21014"]),  # upper levels first
        ("2210203", ["2210203"]),
        ("２２１０２０３", ["2210203"]),
        ("医疗救助", ["21013", "2101301", "2101399", "2296013"]),  # whole, then inside
        ("购房", ["2210203"]),
        ("ylbz", ["21015", "2101505", "2101506", "2101103"]),  # 医疗保障 in front, …医疗补助 inside
        ("21015 行政", ["2101501", "2101502"]),
        ("21015XZYX", ["2101501"]),
        ("没有", []),
        ("9", []),
        (" ", []),
    ],
)
def test_complete(typed: str, codes: list[str]) -> None:
    assert [subject.code for subject in FUNCTIONAL.complete(typed, 4)] == codes


@pytest.mark.parametrize(("limit", "count"), [(-1, 0), (0, 0), (1, 1), (3, 3), (10_000, 10_000)])
def test_complete_keeps_to_the_limit(limit: int, count: int) -> None:
    assert len(FUNCTIONAL.complete("2", limit)) == min(count, len(FUNCTIONAL.names))


@given(
    st.one_of(
        st.text(max_size=4),
        st.text("0123456789 ", max_size=5),
        st.text("abcdxyzylbz", max_size=4),
        st.builds(
            lambda name, start, end: name[start : start + end],
            st.sampled_from(sorted(FUNCTIONAL.names.values())),
            st.integers(0, 5),
            st.integers(1, 5),
        ),
    )
)
def test_completions_match_what_was_typed(typed: str) -> None:
    key = fold_name(typed).lower()
    part = key.lstrip("0123456789")
    for subject in FUNCTIONAL.complete(typed, 50):
        assert subject.name == FUNCTIONAL.name(subject.code)
        assert subject.code.startswith(key.removesuffix(part) if part else key)
        assert part in fold_name(subject.name) or part in initials(subject.name)


def test_every_name_has_initials() -> None:
    assert not [
        name for names in (FUNCTIONAL.names, ECONOMIC.names) for name in names.values() if "?" in initials(name)
    ]


@given(st.sampled_from(sorted(FUNCTIONAL.names)), st.data())
def test_every_subject_is_found_by_code_name_and_initials(code: str, data: st.DataObject) -> None:
    name = FUNCTIONAL.names[code]
    typed = data.draw(st.sampled_from([code, name, initials(name), code[:3] + name]))
    assert code in [subject.code for subject in FUNCTIONAL.complete(typed, 10_000)]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("行政运行", "xzyx"),
        ("医疗保障", "ylbz"),
        ("殡葬", "bz"),
        ("鑫", "?"),
        ("（A1）", "a1"),
        ("啊座", "az"),
        ("한", "?"),
        ("", ""),
    ],
)
def test_initials(text: str, letters: str) -> None:
    assert initials(text) == letters


# lists of names -------------------------------------------------------------------------------------------------------


@BOTH
@given(data=st.data())
def test_printed_names_give_their_codes(subjects: SubjectList, data: st.DataObject) -> None:
    """B3."""
    codes = data.draw(subtrees(subjects))
    assert subjects.resolve(printed(subjects, codes)) == codes


@BOTH
def test_the_whole_list_resolves(subjects: SubjectList) -> None:
    codes = list(subjects.names)
    assert subjects.resolve(printed(subjects, codes)) == codes


@given(st.lists(st.text("一、行政运其他支出（） 208.", max_size=8), max_size=8))
def test_resolve_answers_every_line(names: list[str]) -> None:
    codes = FUNCTIONAL.resolve(names)
    assert len(codes) == len(names)
    assert all(code == "" or code in FUNCTIONAL.names for code in codes)


RESOLVED: dict[str, list[tuple[str, str]]] = {
    "own name three times": [("四、其他支出", "229"), ("其他支出", "22999"), ("其他支出", "2299999")],
    "context decides": [
        ("一、卫生健康支出", "210"), ("医疗保障管理事务", "21015"), ("行政运行", "2101501"),
        ("卫生健康管理事务", "21001"), ("行政运行", "2100101"),
    ],
    "spaces, brackets, numbers": [
        ("  二 、卫生\u3000健康支出", "210"), ("（一）公立医院", "21002"), ("1. 中医(民族)医院", "2100202"), ("", ""),
        ("2、综合医院", "2100201"),
    ],
    "unknown 款 hides its 行政运行": [
        ("一、卫生健康支出", "210"), ("医疗保障管理事务", "21015"), ("本地事务", ""), ("行政运行", ""),
        ("医疗保障政策管理", "2101505"), ("行政运行", "2101501"),
    ],
    "unknown 款 where the list has 行政运行 once": [
        ("一、教育支出", "205"), ("本地教育", ""), ("行政运行", ""), ("教育管理事务", "20501"), ("行政运行", "2050101"),
    ],
    "unknown 类": [("一、本地支出", ""), ("购房补贴", ""), ("住房改革支出", ""), ("二、住房保障支出", "221")],
    "款 left out": [("一、住房保障支出", "221"), ("购房补贴", "2210203"), ("住房公积金", "2210201")],
    "no 类 at all": [("行政运行", ""), ("医疗保障管理事务", "21015"), ("行政运行", "2101501")],
    "类 without numbers": [
        ("住房保障支出", "221"), ("住房改革支出", "22102"), ("其他支出", "229"), ("其他支出", "22999"),
    ],
    "款 named like a 类 in a list with numbers": [("一、住房保障支出", "221"), ("其他支出", ""), ("教育支出", "")],
    "款 of another 类": [("一、住房保障支出", "221"), ("医疗救助", "")],
    "totals": [("一、住房保障支出", "221"), ("本年支出合计", ""), ("支出总计", "")],
    "nothing": [],
}  # fmt: skip


@pytest.mark.parametrize("case", RESOLVED)
def test_resolve(case: str) -> None:
    """B3, B4."""
    lines = RESOLVED[case]
    assert FUNCTIONAL.resolve([name for name, _ in lines]) == [code for _, code in lines]


# the published budget -------------------------------------------------------------------------------------------------

Reference = Callable[[str], dict[str, Any]]


def rows(budget: dict[str, Any], number: int) -> list[list[str]]:
    found: list[list[str]] = next(table["rows"] for table in budget["tables"] if table["no"] == number)
    return found


@pytest.mark.parametrize("number", [7, 9])
def test_published_codes_bear_their_names(reference: Reference, number: int) -> None:
    coded = [(row[1], row[2]) for row in rows(reference("shenzhen-2022-budget"), number) if row[1]]
    assert coded
    for code, name in coded:
        assert FUNCTIONAL.check_name(code, name) == NameCheck(True, name)


@pytest.mark.parametrize("number", [1, 6])
def test_published_names_resolve_to_the_published_codes(reference: Reference, number: int) -> None:
    budget = reference("shenzhen-2022-budget")
    published = {(row[1], row[2]) for table in (7, 9) for row in rows(budget, table) if row[1]}
    names = [row[2] for row in rows(budget, number)]
    codes = FUNCTIONAL.resolve(names)
    unresolved = [name for name, code in zip(names, codes, strict=True) if not code]
    assert unresolved == ["本年支出合计", "结转下年", "支出总计"]
    resolved = {(code, name.split("、")[-1]) for name, code in zip(names, codes, strict=True) if code}
    assert resolved == published


# refused --------------------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, str, str]] = {
    "four digits": (GOOD + '2080 = "甲"\n', "functional.2080", "科目编码“2080”不是 3、5、7 位数字。"),
    "letters": (GOOD + 'abc = "甲"\n', "functional.abc", "科目编码“abc”不是 3、5、7 位数字。"),
    "full-width digits": (GOOD + '"２０９" = "甲"\n', "functional.２０９", "科目编码“２０９”不是 3、5、7 位数字。"),
    "economic has two levels": (
        HEAD + '[economic]\n301 = "甲"\n30101 = "乙"\n3010101 = "丙"\n',
        "economic.3010101", "科目编码“3010101”不是 3、5 位数字。",
    ),
    "no 款": (GOOD + '2081101 = "甲"\n', "functional.2081101", "科目“2081101”的上级科目“20811”不在表里。"),
    "no 类": (GOOD + '21015 = "甲"\n', "functional.21015", "科目“21015”的上级科目“210”不在表里。"),
    "doubled": (GOOD + '20805 = "甲"\n', "20805", "科目编码“20805”写了两次。"),
    "doubled in quotes": (GOOD + '"20805" = "甲"\n', "20805", "科目编码“20805”写了两次。"),
    "blank name": (GOOD + '20807 = " "\n', "functional.20807", "这里不能空着。"),
    "name of another type": (GOOD + "20807 = 1\n", "functional.20807", "这里要文字，写的是“1”。"),
    "no list": (HEAD, "functional", "缺少这一项。"),
    "two lists": (GOOD + '[economic]\n301 = "甲"\n', "functional", "表样语言里没有这个词。"),
    "no source": (GOOD.replace('source = "乙"\n', ""), "source", "缺少这一项。"),
    "unknown key": ("later = 1\n" + GOOD, "later", "表样语言里没有这个词。"),
    "broken": (GOOD + "20807 =\n", "文件", "不是完整的 TOML，第 7 行第 8 个字附近写错了。"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path) -> None:
    text, key, reason = REFUSED[case]
    path = tmp_path / "subjects.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_subjects(path)
    assert (raised.value.file, raised.value.key, raised.value.reason) == ("subjects.toml", key, reason)


def test_good_file_loads_in_any_order_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "subjects.toml"
    path.write_text(HEAD + '[functional]\n20805 = "乙"\n208 = "甲"\n', encoding="utf-8-sig")
    subjects = load_subjects(path)
    assert dict(subjects.names) == {"208": "甲", "20805": "乙"}
    assert subjects.children() == ("208",)


@pytest.mark.parametrize("content", [None, b"\xff\xfe208"])
def test_unreadable_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "subjects.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DefinitionError):
        load_subjects(path)
