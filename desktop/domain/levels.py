"""Level words: 有所提高, 显著提升, 全覆盖, 明确, 达成预期指标, and whether prose claims them.

What it is for: a qualitative target is judged by ranked words, also when the answer wraps them in prose.
What it leaves out: figures, dates. It never guesses: words that are negated count as not reached, words that are
planned (拟, 计划, 有待) or contradict each other give UNKNOWN. Requirements T4, T6 (see ``target_words``).

Why 不断提高 against 显著提升 is UNKNOWN and not below: the word says that something moves, not how far. 明显 and 显著
are one rung apart, but close enough in use that the difference alone proves nothing either.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from desktop.domain.target_types import Ladder, Level, Verdict

_IMPROVE = "提高|提升|增强|改善|增长|好转|优化|进步|规范|完善|加强|健全"
_REDUCE = "降低|减少|下降|减轻|缩短|压缩|减低"
_DEGREES: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(("有所", "有一定", "一定", "一定程度", "逐步", "逐渐", "略有", "稍有", "有"), (1, False)),
    **dict.fromkeys(
        ("不断", "持续", "稳步", "进一步", "继续", "得到", "实现", "获得", "不断得到", "持续得到"), (1, True)
    ),
    **dict.fromkeys(("有效", "全面", "切实", "有力", "有效得到", "得到有效", "得到全面", "得到进一步"), (1, True)),
    **dict.fromkeys(("明显", "较大", "较大幅度", "较为明显", "有较大", "有明显", "得到明显", "得到较大"), (2, False)),
    **dict.fromkeys(
        ("显著", "大幅", "大幅度", "极大", "有显著", "得到显著", "得到大幅", "得到极大", "有大幅"), (3, False)
    ),
}
"""Degree word -> (rung, vague)."""

_DEGREE = "|".join(sorted(_DEGREES, key=len, reverse=True))
_CLAIM = re.compile(
    rf"(?P<degree>{_DEGREE})(?:地|的)?(?:(?P<up>{_IMPROVE})|(?P<down>{_REDUCE}))"
    rf"|(?P<verb>提高|提升|增强|改善|降低|减少|下降)(?P<behind>显著|明显|较大|不明显|不显著|不大|有限|不足|缓慢)"
)
_BARE = re.compile(rf"(?:(?P<up>{_IMPROVE})|(?P<down>{_REDUCE}))")
_NEGATION = re.compile(
    r"(?:没有|没能|没|未能|尚未|并未|从未|未|无法|无|不够|不太|不|并非|缺乏|难以)[有能见得到曾实现完全按时要求]{0,5}$"
)
_NEGATION_BEHIND = re.compile(
    r"(?:程度|水平|效果|性)?(?:还|尚|仍|明显|较为)?(?:不足|不够|不强|较差|不高|欠缺|有待|不明显|不到位)"
)
_HEDGE = re.compile(r"拟|计划|预计|力争|争取|未来|下一步|今后|有望|有待|尚需|仍需|亟待|正在|目标是|旨在")
_CLAUSE_END = "，,；;。、\n！!"

_OUTCOME = re.compile(
    r"(?:(?P<none>未(?:能)?(?:完全)?|没有|尚未|未按要求)|(?P<part>部分|基本)|(?P<all>已经|已|全部|全面|均|均已|都已|按时|按期|如期)?)"
    r"(?:达成|完成|实现|达到)(?:[（(]?未?(?:达成|完成)[)）]?)?(?:了)?"
    r"(?:年度|年初|全年|预期|绩效|既定|设定|工作|各项)*(?:指标值|指标|目标值|目标|任务|要求)"
    r"(?P<rest>[并且，,].{0,16})?"
)
_OUTCOME_RUNGS = {"none": 0, "part": 1}

_STATES: dict[str, tuple[tuple[str, ...], ...]] = {
    # word -> groups of accepted words; one of every group has to be claimed
    "明确": (("明确", "清晰"),),
    "规范": (("规范", "合规"),),
    "健全": (("健全", "完善", "完备"),),
    "有效": (("有效",),),
    "匹配": (("匹配", "相适应"),),
    "科学": (("科学",),),
    "合理": (("合理",),),
    "科学合理": (("科学",), ("合理",)),
    "科学规范": (("科学",), ("规范",)),
    "公开": (("公开",),),
    "信息公开": (("公开",),),
    "及时": (("及时", "按时", "按期", "如期", "准时"),),
    "信息及时公开": (("及时公开", "按时公开", "及时准确公开"),),
    "按期": (("按期", "按时", "如期"),),
    "按时": (("按时", "按期", "如期"),),
    "按期开展": (("按期开展", "按时开展", "如期开展"),),
    "按期完成": (("按期完成", "按时完成", "如期完成", "提前完成", "及时完成"),),
    "按时完成": (("按时完成", "按期完成", "如期完成", "提前完成", "及时完成"),),
    "及时完成": (("及时完成", "按时完成", "按期完成", "如期完成", "提前完成"),),
    "完成": (("完成",),),
    "合规": (("合规", "符合规定", "符合规范"),),
    "合格": (("合格",),),
    "基本形成": (("基本形成", "已形成", "已经形成", "全面形成"),),
    "建立执行": (("建立",), ("执行",)),
    "建立": (("建立",),),
    "积极参与": (("积极参与",),),
    "达到良好程度": (("良好", "优秀"),),
    "良好": (("良好", "优秀"),),
}
_BY_REQUIREMENT = re.compile(r"按时(?:、|并|且)?按要求(?:落实|执行|完成|开展|推进|实施|组织).*")
_FULL_COVERAGE = re.compile(r"全覆盖|全面覆盖|覆盖全部|全部覆盖|应(.)尽\1")
_COVERAGE_TARGET = re.compile(r"(?:实现|达到)?(?:全覆盖|全面覆盖|全部覆盖)")
_NOUN_BEHIND = re.compile(r"性|文件|标准|办法|化")


class Judgement(NamedTuple):
    """Verdict on a level, and whether the answer itself says that it was reached in part."""

    verdict: Verdict
    partial: bool = False


def parse_level(key: str) -> Level | None:
    """The level that a whole text is, or None. ``key`` comes from ``target_words.text_key``."""
    outcome = _parse_outcome(key)
    if outcome is not None:
        return outcome
    if _COVERAGE_TARGET.fullmatch(key):
        return Level(Ladder.COVERAGE, 1, "全覆盖")
    if key in _STATES or _BY_REQUIREMENT.fullmatch(key):
        return Level(Ladder.STATE, 1, key)
    if _CLAIM.fullmatch(key) or _BARE.fullmatch(key):
        found = _claims(key)
        return found[0].level if found else None
    return None


def _parse_outcome(key: str) -> Level | None:
    """One of the stock answers of the ministry's forms: 达成 / 部分达成 / 未达成 … 指标."""
    match = _OUTCOME.fullmatch(key)
    if match is None:
        return None
    rung = next((rung for group, rung in _OUTCOME_RUNGS.items() if match[group]), 2)
    return Level(Ladder.OUTCOME, rung, ("未达成", "部分达成", "达成")[rung])


class _Claim(NamedTuple):
    """A level found in prose: where it starts, whether its clause only plans it."""

    level: Level
    start: int
    hedged: bool


def _claims(key: str) -> list[_Claim]:
    """Everything a text claims about improving or reducing."""
    found = []
    for match in _CLAIM.finditer(key):
        degree = match["degree"] or match["behind"]
        rung, vague = _DEGREES.get(degree, (0, False))
        down = match["down"] or match["verb"] in ("降低", "减少", "下降")
        clause = _clause_before(key, match.start())
        behind = key[match.end() : match.end() + 8]
        if _NEGATION.search(clause) or _NEGATION_BEHIND.match(behind):
            rung, vague = 0, False
        level = Level(Ladder.REDUCE if down else Ladder.IMPROVE, rung, match[0], vague)
        found.append(_Claim(level, match.start(), bool(_HEDGE.search(clause))))
    bare = _BARE.fullmatch(key)
    if bare:
        found.append(_Claim(Level(Ladder.REDUCE if bare["down"] else Ladder.IMPROVE, 1, key, True), 0, False))
    return found


def _clause_before(key: str, position: int) -> str:
    """Up to 20 characters before ``position`` inside the same clause."""
    stretch = key[max(0, position - 20) : position]
    cut = max(stretch.rfind(mark) for mark in _CLAUSE_END)
    return stretch[cut + 1 :]


@lru_cache(maxsize=4096)
def judge(target: Level, key: str) -> Judgement:
    """Judge an answer (its ``text_key``) against a level.

    Returns:
        MET, NOT_MET or UNKNOWN. Text that does not speak of the level is UNKNOWN, never NOT_MET.
    """
    outcome = _parse_outcome(key)
    if outcome is not None and target.ladder is not Ladder.OUTCOME:
        return Judgement(Verdict.MET if outcome.rung == 2 else Verdict.NOT_MET, partial=outcome.rung == 1)
    if target.ladder is Ladder.OUTCOME:
        if outcome is None:
            return Judgement(Verdict.UNKNOWN)
        return Judgement(Verdict.MET if outcome.rung >= target.rung else Verdict.NOT_MET, partial=outcome.rung == 1)
    if target.ladder is Ladder.COVERAGE:
        return Judgement(claims_phrases(key, _FULL_COVERAGE))
    if target.ladder is Ladder.STATE:
        return Judgement(_judge_state(target.word, key))
    return Judgement(_judge_ladder(target, key))


def _judge_ladder(target: Level, key: str) -> Verdict:
    """Compare with the claims of the answer; the one it begins with goes before the others."""
    found = _claims(key)
    same = [claim for claim in found if claim.level.ladder is target.ladder]
    if not same:
        contrary = bool(found) and parse_level(key) is not None
        return Verdict.NOT_MET if contrary else Verdict.UNKNOWN
    verdicts = [Verdict.UNKNOWN if claim.hedged else _rank(target, claim.level) for claim in same]
    if same[0].start == 0 or len(set(verdicts)) == 1:
        return verdicts[0]
    judged = {verdict for verdict in verdicts if verdict is not Verdict.UNKNOWN}
    return Verdict.MET if judged == {Verdict.MET} else Verdict.UNKNOWN


def _rank(target: Level, actual: Level) -> Verdict:
    """Compare two levels of one ladder."""
    if actual.rung >= target.rung:
        return Verdict.MET
    undecided = actual.vague or (actual.rung == 2 and target.rung == 3)
    return Verdict.UNKNOWN if undecided else Verdict.NOT_MET


def _judge_state(word: str, key: str) -> Verdict:
    """MET when every group of the state's words is claimed, NOT_MET when one is denied, else UNKNOWN."""
    groups = _STATES.get(word) or ((word, "按时按要求", "按时、按要求", "按要求按时"),)
    verdicts = [claims_phrases(key, _pattern(group)) for group in groups]
    if Verdict.NOT_MET in verdicts:
        return Verdict.NOT_MET
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.MET


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the words."""
    return re.compile("|".join(map(re.escape, words)))


def claims_phrases(key: str, pattern: re.Pattern[str]) -> Verdict:
    """Whether a text claims one of the phrases: MET, NOT_MET when it only denies them, else UNKNOWN.

    A phrase used as a noun (规范性文件) or in a clause that plans (拟, 正在, 有待) says nothing.
    """
    denied = False
    for match in pattern.finditer(key):
        if _denied(key, match.start(), match.end()):
            denied = True
        elif not _NOUN_BEHIND.match(key, match.end()) and not _HEDGE.search(_clause_before(key, match.start())):
            return Verdict.MET
    return Verdict.NOT_MET if denied else Verdict.UNKNOWN


def _denied(key: str, start: int, end: int) -> bool:
    """True when the words at ``start:end`` are negated before or behind."""
    return bool(_NEGATION.search(_clause_before(key, start)) or _NEGATION_BEHIND.match(key, end))
