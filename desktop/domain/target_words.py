"""Word tables of the target grammar: operators, multipliers, units, Chinese numerals, text keys.

Data and look-ups only. What it leaves out: scanning (``quantities``), level words (``levels``).
Requirements (cited by the tests), all from domain §4:
    T1  Operator symbols, their variants and words; 以上、以下、以内 include the number (Civil Code art. 1259).
    T2  Full-width digits, thousands separators, spaces inside, multipliers 千 万 亿.
    T3  Several figures in one cell, each compared with its namesake.
    T4  Levels, states and dates; an earlier date is met, 有所提升 against 显著提升 is below.
    T5  An actual equal to its target with the operator gives no figure.
    T6  What cannot be judged is UNKNOWN, never NOT_MET.
"""

from __future__ import annotations

import re
from decimal import Decimal

from desktop.domain.folding import FOLD_TABLE
from desktop.domain.target_types import Operator

_SYMBOLS = dict(zip(map(ord, "≧⩾≦⩽≮≯〜∼～﹥﹤"), "≥≥≤≤≥≤~~~><", strict=True))
_FOLD = {**FOLD_TABLE, **_SYMBOLS}


def fold_target(text: str) -> str:
    """Fold width and operator variants one to one, so positions stay those of the source text."""
    return text.translate(_FOLD)


BEFORE: dict[str, Operator] = {
    **dict.fromkeys(("≥", ">=", "=>", "不低于", "不少于", "不小于", "不得低于", "不得少于", "不能低于"), Operator.GE),
    **dict.fromkeys(("不应低于", "不应少于", "至少", "最少", "未低于", "未少于", "没有低于"), Operator.GE),
    **dict.fromkeys(("≤", "<=", "=<", "不超过", "不高于", "不大于", "不多于", "不得超过", "不得高于"), Operator.LE),
    **dict.fromkeys(("不能超过", "不应超过", "不超", "至多", "最多", "不超出"), Operator.LE),
    **dict.fromkeys(("未超过", "没有超过", "没超过", "未超出", "未突破", "未高于", "未大于"), Operator.LE),
    **dict.fromkeys((">", "超过", "高于", "大于", "多于", "超出", "逾", "突破"), Operator.GT),
    **dict.fromkeys(("<", "低于", "小于", "少于", "不足", "不到", "不满", "未满"), Operator.LT),
    **dict.fromkeys(("未达到", "未达", "没达到", "没有达到", "未能达到", "未完成", "未能完成"), Operator.LT),
    **dict.fromkeys(("=", "==", "等于"), Operator.EQ),
    **dict.fromkeys(("约", "大约", "约为", "近", "将近", "接近"), Operator.ABOUT),
    **dict.fromkeys(("达到", "达", "为", "是", "完成", "控制在", "保持在"), Operator.NONE),
}
"""Before the number. 达到 and its like bound nothing: 达到95.3% is an exact figure."""

AFTER: dict[str, Operator] = {
    **dict.fromkeys(("以上", "及以上", "或以上"), Operator.GE),
    **dict.fromkeys(("以下", "及以下", "或以下", "以内", "之内", "内"), Operator.LE),
    **dict.fromkeys(("左右", "上下"), Operator.ABOUT),
}
"""Behind number and unit. 内 counts behind a unit of time only (``quantities``)."""

MULTIPLIERS = {
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
"""Multiplier word -> power of ten."""


def _words(text: str) -> tuple[str, ...]:
    """A word list as a line of text, longest first, so that a pattern made of it prefers the longer word."""
    return tuple(sorted(text.split(), key=len, reverse=True))


UNITS = _words(
    # counters
    "人次 场次 批次 家次 户次 台次 架次 车次 例次 件次 篇次 期次 班次 人天 人日 次 场 回 项 家 所 个半版 个版 "
    "个人 个 人 名 位 件 起 宗 笔 份 册 本 期 批 篇 条 则 台 套 辆 部 组 例 户 间 座 处 张 页 字 款 类 种 门 "
    "课时 学时 标准课时 半版 版 块 幅 栋 层 轮 步 届 级 倍 床日 床位 床 枚 支 瓶 盒 株 只 头 艘 架 根 通 单 "
    "市 县 区 省 镇 乡 村 街道 社区 团队 "
    # durations
    "毫秒 秒钟 秒 分钟 小时 个小时 工作日 个工作日 自然日 个自然日 天 日 周 个星期 星期 个月 月 个季度 季度 年 周岁 岁 "
    # shares, money, measures
    "% ‰ 百分点 个百分点 成 元 美元 分 平方米 平方公里 ㎡ m² 亩 公里 千米 米 千克 公斤 克 吨 千瓦时 千瓦 GB TB MB"
)
DENOMINATORS = _words("人次 人 次 月 年 天 日 周 户 家 件 床日 床 季度 小时 分钟 平方米 台 套 例 项 个 场 吨 所 名")
_CANONICAL = {
    "个小时": "小时",
    "秒钟": "秒",
    "个工作日": "工作日",
    "个自然日": "自然日",
    "个星期": "周",
    "星期": "周",
    "个百分点": "百分点",
    "个季度": "季度",
}


def canonical_unit(unit: str) -> str:
    """The unit without inner spaces, with the counter dropped where it changes nothing (个工作日 -> 工作日)."""
    bare = unit.replace(" ", "").replace("·", "/")
    return _CANONICAL.get(bare, bare)


_SCALES: dict[str, tuple[str, int]] = {
    unit: (dimension, factor)
    for dimension, members in (
        ("time", {"秒": 1, "分钟": 60, "小时": 3600, "天": 86400, "日": 86400, "自然日": 86400, "周": 604800}),
        ("months", {"月": 1, "个月": 1, "季度": 3, "年": 12}),
        ("share", {"‰": 1, "%": 10, "成": 100}),
        ("length", {"米": 1, "公里": 1000, "千米": 1000}),
        ("mass", {"克": 1, "公斤": 1000, "千克": 1000, "吨": 1000000}),
        ("area", {"平方米": 1, "㎡": 1, "m²": 1}),
    )
    for unit, factor in members.items()
}
"""Unit -> (dimension, size in the smallest unit). A month has no fixed number of days, so months stay apart."""
_SAME_COUNT = tuple(
    frozenset(group.split())
    for group in (
        "次 场 场次 回",
        "人 名 位 个人",
        "家 所 个",
        "件 起 宗 个",
        "项 个 种 类",
        "组 个",
        "台 套 个",
        "份 册 本",
        "条 则",
        "课时 学时",
        "岁 周岁",
    )
)
"""Counters used for one another; comparing across them is no guess. 人 and 人次 differ: a person may come twice."""


def conversion(source: str, target: str) -> tuple[int, int] | None:
    """Factors that bring both values to one base: ``source`` value × first, ``target`` value × second.

    None when the units cannot be compared by rule. ``1005元`` answers ``935元/人``: the row says per head.
    A missing unit fits any count, but no percentage, because 0.9 and 90 are both written for 90%.
    """
    source, target = source.removesuffix("/年"), target.removesuffix("/年")  # a form covers one year
    if source == target:
        return 1, 1
    if source in _SCALES and target in _SCALES:
        (dimension, a), (other, b) = _SCALES[source], _SCALES[target]
        return (a, b) if dimension == other else None
    if not source or not target:
        return None if (source or target) in ("%", "‰", "百分点", "成") else (1, 1)
    if any(source in group and target in group for group in _SAME_COUNT):
        return 1, 1
    short, long = sorted((source, target), key=len)
    return (1, 1) if short == "元" and long.startswith("元/") else None


def is_known_unit(unit: str) -> bool:
    """True for a unit of the word list, 元/人 and the like included."""
    return unit.partition("/")[0] in UNITS


def is_duration(unit: str) -> bool:
    """True for units of time, where smaller is usually better."""
    return unit in ("工作日", "毫秒") or (unit in _SCALES and _SCALES[unit][0] in ("time", "months"))


def is_money(unit: str) -> bool:
    """True for 元 and 元 per something, where either direction may be the good one."""
    return unit == "元" or unit.startswith("元/") or unit == "美元"


_LESS_IS_BETTER = re.compile(
    r"成本|时长|时限|时间|投诉|事故|差错|错误率|故障|违规|违法|逾期|超期|欠费|流失|死亡|控制率|控制数|超标|漏报|误报|中断"
)
_MEASURES_THE_CHANGE = re.compile(r"降低|下降|减少|压减|节约|缩短|及时|培训|满意|办结|处理率|处置率|整改|查处")


def lower_is_better(indicator_name: str) -> bool | None:
    """Whether smaller figures are better, judged by the indicator's name (投诉率, 成本, 响应时间).

    None when the name does not say. Only of use for targets without an operator.
    """
    if _MEASURES_THE_CHANGE.search(indicator_name):
        return None
    return True if _LESS_IS_BETTER.search(indicator_name) else None


# --- Chinese numerals ----------------------------------------------------------------------------

_CN_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_CN_POWERS = {"十": 10, "百": 100, "千": 1000}
_CN_PATTERN = re.compile(r"(?:[一二两三四五六七八九]?[十百千]|[零〇](?=[一二三四五六七八九])|[一二两三四五六七八九])+")


def chinese_number(text: str) -> Decimal | None:
    """Value of a numeral below 万, decimals behind 点 allowed; None when ambiguous (一百二, 二三) or malformed."""
    whole, _, fraction = text.partition("点")
    digits = [_CN_DIGITS.get(char) for char in fraction]
    if None in digits or not _CN_PATTERN.fullmatch(whole) or ("点" in text and not fraction):
        return None
    total, pending, last_power = 0, 0, 10000
    zero = False
    for char in whole:
        if char in _CN_POWERS:
            power = _CN_POWERS[char]
            if power >= last_power:
                return None
            total, pending, last_power, zero = total + (pending or 1) * power, 0, power, False
        elif pending:
            return None
        else:
            pending, zero = _CN_DIGITS[char], zero or char in "零〇"
    if pending and last_power in (100, 1000) and not zero:
        return None  # 一百二 is 120 to a speaker and 102 to a rule
    tail = "".join(str(digit) for digit in digits)
    return Decimal(f"{total + pending}.{tail}")


# --- keys for comparing texts --------------------------------------------------------------------

_KEY_DROP = str.maketrans("", "", " \t\r\n\f\v")
_KEY_STOPS = "。.；;，,、！!"


def text_key(text: str) -> str:
    """The text as it is compared: width and operator symbols folded, white space and closing stop dropped."""
    return fold_target(text).translate(_KEY_DROP).rstrip(_KEY_STOPS)
