"""Every code and its sentences. Messages are data of one place, so that they sound alike; tests name codes.

House rules of wording: short whole sentences; the place stands in a line of its own above the message; then both
sides with their figures, then what to do; 请 once; no codes, no blame. Fields in braces are filled by the kind of
check: ``left`` and ``right`` are both sides, ``short`` is the column and ``label`` the row in the user's words.

Codes that end in ``.required`` say that nothing is filled yet (未填); the others speak of what is filled.
Left out: severities and thresholds, which belong to the instances in ``resources/rules``.
"""

from __future__ import annotations

from dataclasses import dataclass

FAMILIES = (
    "header",
    "funds",
    "management",
    "goal",
    "indicator",
    "target",
    "actual",
    "score",
    "weight",
    "total",
    "table",
    "text",
    "import",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The sentences of one code.

    Attributes:
        message: what stands there.
        advice: what to do; ``""`` when the message says it.
        compares: the finding has two sides, and both stand in the message.
    """

    message: str
    advice: str = ""
    compares: bool = False


_REQUIRED = "“{short}”{state}。"

CATALOGUE: dict[str, Entry] = {
    "header.required": Entry(_REQUIRED, "请填上这一栏。"),
    "header.not-a-number": Entry("{reason}"),
    "header.unit": Entry("金额单位写的是“{left}”，这张表只认{words}。", "请改成其中一个。"),
    "funds.required": Entry(_REQUIRED, "请填下面各行，合计会自动算出。"),
    "funds.not-a-number": Entry("{reason}"),
    "funds.over-precise": Entry(
        "{left} 有 {digits} 位小数，这一栏通常保留 {decimals} 位。", "请核对是不是多打了几位。"
    ),
    "funds.unit-typed": Entry("“{left}”里写了“{typed}”，这一栏按{unit}填，只填数字。", "{todo}"),
    "funds.below-cent": Entry("{reason}"),
    "funds.sum": Entry(
        "各行相加 {right}，这里填的 {left}，{direction} {difference}。", "请核对各行，或改用自动算出的数。", True
    ),
    "funds.sum-tail": Entry("各项之和 {right}，填的 {left}，相差 {difference}，是四舍五入的尾差。", "不用改。", True),
    "funds.sum-unit": Entry(
        "各行相加 {right}，这里填的 {left}，差了一万倍左右。",
        "请核对是不是有的按元填、有的按万元填，这张表按{unit}填。",
        True,
    ),
    "funds.unit-mismatch": Entry(
        "{short} {left}，{other} {right}，差了一万倍左右。", "请核对是不是按{slip}填的，这张表按{unit}填。", True
    ),
    "funds.rate": Entry(
        "执行数 {executed} 除以预算数 {budget} 是 {right}，填的是 {left}。", "请核对，或改用自动算出的数。", True
    ),
    "funds.rate-truncated": Entry("算出的执行率是 {right}，填的 {left} 截去了尾数，没有四舍五入。", "可以不改。", True),
    "funds.rate-undefined": Entry("预算数是 0 或空着，执行率算不出来，填的是 {left}。", "请填 0.0%，或者空着。"),
    "funds.rate-low": Entry("执行率 {left}，低于 {right}。", "请写一句原因。", True),
    "funds.negative": Entry("金额 {left} 是负数。", "请核对是不是多了负号。"),
    "funds.executed-over-budget": Entry("执行数 {left}，比预算数 {right} 多。", "请核对两个数，或写明原因。", True),
    "funds.budget-missing": Entry("执行数填了 {left}，预算数{right}。", "请补上预算数，或写明原因。", True),
    "funds.initial-missing": Entry(
        "年初预算数{left}，全年预算数填了 {right}。", "请补上年初预算数；年初没有安排的，可以不填。", True
    ),
    "funds.budget-changed": Entry("年初预算数 {left}，全年预算数 {right}，年中有调整。", "请写一句调整的原因。", True),
    "funds.unspent": Entry("预算 {right}，只执行了 {left}，没有用完的比提醒的界限多。", "请写一句原因。", True),
    "funds.carry-over": Entry(
        "说明里写有结转资金 {left}，“其他资金”的预算数{right}。",
        "以前年度的结转结余一般列在“其他资金”，已经列在别的行可以不改。",
        True,
    ),
    "management.required": Entry(_REQUIRED, "请写明情况。"),
    "goal.required": Entry(_REQUIRED, "请写明全年的情况。"),
    "goal.repeats-planned": Entry("“{short}”与“{other}”写得一样，看不出全年做成了什么。", "请写实际完成的情况。"),
    "indicator.required": Entry(_REQUIRED, "请填上指标名称。"),
    "indicator.reason-missing": Entry(
        "完成值{actual}，目标{target}，没有达成；原因一栏还空着。", "请写一句原因。", True
    ),
    "indicator.reason-column-empty": Entry(
        "执行率 {left}，低于 {right}，“{short}”一栏全部空着。", "有没有完成的指标就写上原因，都完成了可以不写。", True
    ),
    "indicator.duplicate": Entry("“{name}”在第 {first} 行已经有了。", "请核对是不是填重了，或写明原因。"),
    "indicator.near-duplicate": Entry("“{left}”与第 {first} 行的“{right}”名称相近。", "请核对是不是同一项指标。", True),
    "indicator.targets-set-duplicate": Entry(
        "下达的指标里“{name}”列了 {count} 次，第 {first} 行已经有了。", "请核对下达文件，或写明按一行填报。"
    ),
    "indicator.missing": Entry("下达的指标有“{name}”，表里没有这一行。", "请补上这一行，或写明原因。"),
    "target.required": Entry(_REQUIRED, "请填上下达的目标。"),
    "target.changed": Entry("目标填的是“{left}”，下达的是“{right}”。", "请核对；确实调整过的，写明依据。", True),
    "target.unreadable": Entry("目标“{left}”读不成数字，程序没有自动比较。", "请核对写法，例如“{right}”。"),
    "target.no-measure": Entry(
        "目标“{left}”没有写要达到多少，完成值填的是“{right}”。", "请核对目标是不是少写了数。", True
    ),
    "target.over-100": Entry("“{label}”是比率，目标“{left}”超过了 {right}。", "请核对是不是认错或多打了数字。", True),
    "actual.required": Entry("完成值{state}。", "请填全年实际完成值。"),
    "actual.not-met": Entry("完成值{actual}，目标{target}，没有达成。", "请核对，或写一句原因。", True),
    "actual.repeats-target": Entry("完成值“{left}”与目标{same}，看不出实际{noun}。", "请填实际{noun}。", True),
    "actual.no-figure": Entry("目标{target}，完成值“{left}”里看不出实际{noun}。", "请补上实际{noun}。", True),
    "actual.part-missing": Entry(
        "目标“{right}”有 {count} 项，完成值“{left}”里看不出{missing}的数。", "请补上缺的数。", True
    ),
    "actual.inexact": Entry("目标{target}，完成值“{left}”只写了范围，看不出实际{noun}。", "请填实际{noun}。", True),
    "actual.unit-mismatch": Entry("完成值{actual}，目标{target}，单位不同，不能比较。", "请换算成目标的单位。", True),
    "actual.unreadable": Entry("完成值“{left}”里{letter}，读不成数字。", "请改成 {right}。"),
    "actual.far-beyond": Entry(
        "完成值{actual}，目标{target}，比目标好 {percent}%，达到了要写原因的 {threshold}%。", "请写一句原因。", True
    ),
    "actual.over-100": Entry("“{label}”是比率，完成值“{left}”超过了 {right}。", "请核对是不是认错或多打了数字。", True),
    "actual.copied-neighbour": Entry("“{shared}”这段文字与“{other}”的完成值相同。", "请核对是不是粘错了行。"),
    "weight.required": Entry(_REQUIRED, "请填上分值。"),
    "weight.sum": Entry(
        "各项分值加上预算执行率的分值是 {left}，应当是 {right}，{direction} {difference}。", "请核对各项分值。", True
    ),
    "weight.subtotal": Entry(
        "“{name}”各项分值相加 {left}，一级指标后面印的是 {right}。", "请核对各项分值，或改印出来的分数。", True
    ),
    "weight.execution": Entry(
        "预算执行率的分值填的 {left}，资金部分的分值是 {right}。", "请核对，或改用自动算出的数。", True
    ),
    "weight.criterion": Entry(
        "评分标准最多得 {left} 分，权重是 {right} 分。", "请核对评分标准和权重，确实这样下达的，写明依据。", True
    ),
    "weight.scheme": Entry(
        "“{name}”的分值是 {left}，计分办法“{rule}”定的是 {right}。", "请核对分值，另有规定的写明依据。", True
    ),
    "target.criterion": Entry(
        "评分标准按“{left}”给分，指标值是“{right}”，两处不一致。", "请核对以哪个为准，确实这样下达的，写明依据。", True
    ),
    "score.full-unmet": Entry(
        "完成值{left}，目标{right}，没有达到，却得了满分 {score}。", "请按完成程度打分，或核对完成值。", True
    ),
    "score.full-by-criterion": Entry(
        "完成值{left}，目标{right}，没有达到，却得了满分 {score}；{why}。", "请核对得分，或写明依据。", True
    ),
    "score.expected": Entry("得分填的 {left}，应当是 {right}。{why}", "请核对得分，另有依据的写明。", True),
    "score.rounded": Entry("得分填的 {left}，算出来是 {right}，取了整数，可以不改。", compares=True),
    "score.required": Entry(_REQUIRED, "请填上得分。"),
    "score.not-a-number": Entry("{reason}"),
    "score.over-weight": Entry("得分 {left}，超过了这一行的满分 {right}。", "请核对，得分最多等于满分。", True),
    "score.negative": Entry("得分 {left} 是负数。", "请核对，得分最少是 0。"),
    "score.reason": Entry("得分 {left}，没有得到满分 {right}。", "请在同一行写一句扣分的原因。", True),
    "total.weight": Entry(
        "各项分值相加 {right}，总分一行填的 {left}，{direction} {difference}。", "请核对，或改用自动算出的数。", True
    ),
    "total.score": Entry(
        "各项得分相加 {right}，总分填的 {left}，{direction} {difference}。", "请核对，或改用自动算出的数。", True
    ),
    "total.grade": Entry("等级填的是“{left}”，得分 {total} 应当是“{right}”。", "请核对等级。", True),
    "total.cap": Entry("总分 {left}，超过了执行率允许的 {right}。{why}", "请核对总分。", True),
    "total.ahead-of-spending": Entry("{why}"),
    "total.unspent": Entry("{why}"),
    "table.required": Entry(_REQUIRED, "请填上这一格。"),
    "table.not-a-number": Entry("{reason}"),
    "table.missing": Entry("{title}一个数也没有，{words}是 {right}。", "请补上这张表；确实不用填的，写明原因。", True),
    "table.incomplete": Entry(
        "各行相加 {left}，{words} {right}，少 {difference}；表里没有单位的合计行，看来不全，各项合计没有核对。",
        "请补全这张表，或写明原因。",
        True,
    ),
    "table.identity": Entry(
        "{left_words} {left}，{right_words} {right}，{direction} {difference}。{hint}", "请核对两边的数。", True
    ),
    "table.identity-tail": Entry(
        "{left_words} {left}，{right_words} {right}，相差 {difference}，{tail}。", compares=True
    ),
    "table.tree-sum": Entry(
        "{parts}相加 {right}，这里填的 {left}，{direction} {difference}。{hint}", "请核对这一行和下级各行。", True
    ),
    "table.tree-tail": Entry("{parts}相加 {right}，这里填的 {left}，相差 {difference}，{tail}。", compares=True),
    "table.row-sum": Entry(
        "各项相加 {right}，这里填的 {left}，{direction} {difference}。{hint}", "请核对各项，或改用自动算出的数。", True
    ),
    "table.row-tail": Entry("各项相加 {right}，这里填的 {left}，相差 {difference}，{tail}。", compares=True),
    "table.same": Entry(
        "“{key}”{left_words} {left}，{right_words} {right}，{direction} {difference}。{hint}", "请核对两边的数。", True
    ),
    "table.same-tail": Entry(
        "“{key}”{left_words} {left}，{right_words} {right}，相差 {difference}，{tail}。",
        compares=True,
    ),
    "table.year-rows": Entry(
        "“{unit}”应当有三行：{wanted}和增减变化金额，现在写的是：{found}。",
        "请补上缺的一行，或核对年度；没有增减这一行的，写明原因。",
        True,
    ),
    "table.year-change": Entry(
        "{right_words} {right}，这里填的 {left}，{direction} {difference}。{hint}", "请核对本年、上年和增减的数。", True
    ),
    "table.year-change-tail": Entry(
        "{right_words} {right}，这里填的 {left}，相差 {difference}，{tail}。", compares=True
    ),
    "table.order": Entry("{short} {left}，比 {right} 多，其中的数不能比总数多。", "请核对两个数。", True),
    "table.unit-elsewhere": Entry("“{left}”在{right}里没有。", "请核对单位名称，或补上缺的一行。", True),
    "table.subject-elsewhere": Entry("科目“{left}”在{right}里没有。", "请核对科目编码，或补上缺的一行。", True),
    "table.project-elsewhere": Entry("“{left}”在{right}里没有。", "请核对名称，或补上缺的一行。", True),
    "table.unit-doubled": Entry("“{name}”在第 {first} 行已经有了。", "请核对是不是填重了。"),
    "table.subject-doubled": Entry("同一个单位里，科目“{name}”在第 {first} 行已经有了。", "请合并成一行，或核对编码。"),
    "table.project-doubled": Entry("“{name}”在第 {first} 行已经有了。", "请核对是不是填重了，或写明原因。"),
    "table.project-near-doubled": Entry("“{left}”与第 {first} 行的“{right}”名称相近。", "请核对是不是同一项。", True),
    "table.subject-format": Entry("科目编码“{left}”不是{codes}。", "请核对编码。"),
    "table.subject-unknown": Entry("科目编码“{left}”不在当年的科目表里。", "请核对编码；地方自设的科目可以不改。"),
    "table.subject-unnamed": Entry(
        "有 {count} 个科目按名称在科目表里认不出，例如“{left}”，没有和别的表逐科目核对。",
        "请核对名称；地方自设的科目可以不改。",
    ),
    "table.subject-no-code": Entry(
        "有 {count} 行科目没有写编码，例如“{left}”，没有和别的表逐科目核对。", "请填上科目编码。"
    ),
    "table.subject-name": Entry(
        "科目编码 {code} 的名称是“{right}”，这里写的是“{left}”。", "请核对编码和名称；地方另有名称的，写明原因。", True
    ),
    "table.subject-parent": Entry("“{left}”上面没有上级科目“{right}”的行。", "请补上这一行，或核对编码。", True),
    "table.negative": Entry("金额 {left} 是负数。", "请核对是不是多了负号。"),
    "table.decimals": Entry(
        "有 {count} 处金额带小数，例如 {left}，表里别的数都是整数。", "请核对是不是多打了小数；确实如此可以不改。"
    ),
    "target.no-operator": Entry(
        "有 {count} 个目标值没有写比较符号，例如{examples}。", "请补上 ≥、≤ 或 =，年底好对照完成值。"
    ),
    "target.about": Entry("有 {count} 个目标值写的是约数，例如{examples}。", "请改成确定的数，例如 ≥8000 个。"),
    "text.required": Entry(_REQUIRED, "没有要说明的，请填“无”。"),
    "table.no-rows": Entry("“{label}”这一部分一行也没有。", "请补上这一部分。"),
    "text.term": Entry("“{left}”应为“{right}”。", "请改正。", True),
    "text.other-unit": Entry(
        "文字里写的是“{left}”，填报单位是“{right}”。",
        "请核对是不是从别处粘来的；写的确是别的单位，可以写明原因。",
        True,
    ),
    "text.template-hint": Entry("填表提示“{left}”还留在格里。", "请换成实际内容。"),
    "text.too-long": Entry("写了 {left} 字，这一栏最多 {right} 字。", "请删减。", True),
    "text.wrong-year": Entry("文字里写的是 {left} 年，这份表是 {right} 年度。", "请核对是不是去年的文字。", True),
}
