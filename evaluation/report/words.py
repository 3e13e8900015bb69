"""What the report calls things, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.gate import Check, GateFigure

TITLES: Mapping[str, str] = {
    "retrieval": "找得准不准",
    "consistency": "各渠道答得一致吗",
    "replies": "客服实际回复检查",
}
KINDS: Mapping[str, str] = {
    "policy": "政策",
    "ingredient": "成分",
    "skin": "肤质",
    "product": "产品",
    "guide": "指南",
    "statute": "法规",
    "none": "不该回答",
}
MEASURES: Mapping[str, str] = {
    "recall@1": "第一条就对",
    "recall@3": "前三条内有对的",
    "recall@5": "前五条内有对的",
    "MRR@10": "平均倒数排名 MRR@10",
    "nDCG@10": "排序质量 nDCG@10",
    "silence": "不该回答时沉默",
    "high_out_of_scope": "不该回答却高把握作答",
    "answered": "该回答时有答案",
    "calibration_error": "把握校准误差 ECE",
    "groups_with_one_entry": "同义问法落到同一条目",
    "facts_read": "从话里读对事实",
    "right_fact_asked": "追问问对",
    "issue_read": "问题类型读对",
    "contradictions": "回复与政策矛盾",
    "contradictions_of_stating": "作出承诺的回复中矛盾的",
    "stating": "回复里明确说了处理结果",
    "sure": "两种读法一致、有把握的回复",
    "contradictions_sure": "有把握的矛盾",
    "contradictions_unsure": "待核对的矛盾",
    "unsupported": "说了没有政策支持的结果",
    "forbidden": "出现禁用语",
    "unanswered": "知识库答不上",
    "conflicts_between_channels": "被告知与其他渠道不同的顾客",
    "situations_in_conflict": "渠道之间有冲突的情形",
    "same_entry": "各渠道给出同一条目",
    "same_decision": "各渠道处理决定相同",
    "paraphrase_entry": "同义问法条目相同",
    "paraphrase_decision": "同义问法决定相同",
    "wording": "话术与决定相符",
    "wording_between": "渠道话术互相一致",
    "traditional": "繁体不影响答案",
    "typo": "错字不影响答案",
    "homophone": "同音字不影响答案",
    "polite": "语气词不影响答案",
    "direction": "跨过界限答案随之改变",
}
HEADLINES: Mapping[str, tuple[str, ...]] = {
    "retrieval": ("recall@1", "recall@3", "silence", "calibration_error", "groups_with_one_entry"),
    "consistency": ("same_decision", "paraphrase_entry", "paraphrase_decision", "wording", "direction"),
    "replies": ("contradictions", "conflicts_between_channels", "stating", "forbidden", "unanswered"),
}
CONDITIONS: Mapping[str, str] = {
    "date": "日期",
    "suite": "题集",
    "suite_sha256": "题集指纹",
    "split": "子集",
    "log": "日志",
    "rows": "日志行数",
    "replies": "检查的回复",
    "questions": "问题数",
    "groups": "问法组",
    "base": "知识库",
    "base_fingerprint": "知识库指纹",
    "snapshot": "快照",
    "encoder": "编码器",
    "seed": "随机种子",
    "conflict_share": "冲突：份额不少于",
    "conflict_count": "冲突：条数不少于",
    "yizhi": "yizhi",
    "python": "Python",
}
SCORES: Mapping[str, str] = {"right": "答对", "rr": "倒数排名", "agree": "不与政策矛盾"}
TESTS: Mapping[str, str] = {"permutation": "置换检验"}
_COUNTED: Mapping[str, str] = {"cases failing": "没有通过的条数", "cases worse": "比基线变差的条数"}
BOUNDS: Mapping[str, str] = {
    "min": "不低于",
    "max": "不高于",
    "low": "区间下限不低于",
    "high": "区间上限不高于",
    "count": "样本数不少于",
}
_TAGS: Mapping[str, str] = {
    "plain": "平白",
    "colloquial": "口语",
    "indirect": "绕着说",
    "typo": "错字",
    "homophone": "同音字",
    "traditional": "繁体",
    "english": "夹英文",
    "dialect": "方言",
    "emoji": "表情",
    "angry": "生气",
    "long": "长",
    "multi": "一句几事",
    "negation": "否定",
    "hypothetical": "假设",
    "number": "带数字",
}
UNKNOWN: Mapping[str, str] = {"channel": "没有渠道", "issue": "没认出情形", "week": "没有时间"}
VERDICTS: Mapping[str, str] = {
    "contradicts": "矛盾",
    "unsupported": "无依据",
    "depends": "要看情况",
    "consistent": "一致",
    "silent": "没有表态",
}


UNSEEN: Mapping[str, str] = {
    "column:asked": "没有顾客消息和情形：多数矛盾看不出来，这些数字偏低",
    "column:channel": "没有渠道：不能比较渠道之间的说法",
    "column:at": "没有时间：按今天的规定判断，看不出响应快慢和趋势",
    "column:customer": "没有顾客或会话编号：每条回复算作一位顾客",
    "most:issue": "多数回复没认出情形：多数矛盾看不出来，这些数字偏低",
    "most:channel": "多数回复没认出渠道：渠道之间的比较只看了少数",
    "rows": "有不少行没有检查",
}


def unseen_in_words(names: Sequence[str], labels: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a run could not see, a line a cause."""
    told = [UNSEEN.get(name, name) for name in names if not name.startswith(("claims:", "policies:"))]
    outcomes, issues = (
        "、".join(
            str(labels.get(table, {}).get(name.partition(":")[2], name)) for name in names if name.startswith(kind)
        )
        for kind, table in (("claims:", "outcomes"), ("policies:", "issues"))
    )
    if outcomes:
        told.append(f"知识库没有这些结果的说法词典，承诺读不出来：{outcomes}")
    if issues:
        told.append(f"没有一条政策管这些情形，回复无从判断对错：{issues}")
    return tuple(told)


def measure_name(name: str, labels: Mapping[str, Any]) -> str:
    """Return a measure's name with its slice: 第一条就对 · 天猫旗舰店."""
    plain, stroke, slice_ = name.partition("/")
    said = MEASURES.get(plain, plain)
    return f"{said} · {slice_name(slice_, labels)}" if stroke else said


def slice_name(slice_: str, labels: Mapping[str, Any]) -> str:
    """Return what a slice is called: channel:tmall is 天猫旗舰店."""
    dimension, _, value = slice_.partition(":")
    table = {"channel": "channels", "issue": "issues", "policy": "policies", "outcome": "outcomes"}.get(dimension)
    if value == "-" and dimension in UNKNOWN:
        return UNKNOWN[dimension]
    if dimension in ("kind", "tag"):
        return (KINDS if dimension == "kind" else _TAGS).get(value, value)
    return str(labels.get(table, {}).get(value, value)) if table else value


def check_in_words(check: Check, labels: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a threshold is about and how it came out: 第一条就对, 92.64%，要求不低于 92.00%."""
    figure = check.figure
    if figure is None:
        return check.name.removeprefix("case "), "" if check.message == "right" else check.message
    name = _COUNTED.get(figure.measure) or measure_name(figure.measure, labels)
    value, wanted = (_figure(one, figure) for one in (figure.value, figure.wanted))
    return name, f"{value}，要求{BOUNDS[figure.key]} {wanted}"


def _figure(value: float | None, figure: GateFigure) -> str:
    if value is None:
        return "没有"
    if figure.key == "count" or figure.measure in _COUNTED:
        return f"{value:,.0f}"
    return f"{value:.4f}" if figure.measure.startswith("calibration_error") else f"{value:.2%}"


def note_in_words(note: str) -> str:
    """Return how two runs' conditions differ, the condition in Chinese."""
    name, colon, rest = note.partition(": ")
    return f"{CONDITIONS.get(name, name)}{colon}{rest}"


def said_in_words(said: Mapping[str, str], labels: Mapping[str, Any]) -> str:
    """Return outcomes and values in words: 退货：不可退."""
    outcomes, values = labels.get("outcomes", {}), labels.get("values", {})
    return "，".join(
        f"{outcomes.get(name, name)}：{values.get(name, {}).get(value) or duration(value)}"
        for name, value in said.items()
    )


def value_in_words(outcome: str, value: str, labels: Mapping[str, Any]) -> str:
    """Return one value of an outcome in words."""
    return str(labels.get("values", {}).get(outcome, {}).get(value) or duration(value))


def score_in_words(value: float, unit: str) -> str:
    """Return a figure of the scorecard with its unit."""
    match unit:
        case "share":
            return f"{value:.1%}"
        case "seconds" if value >= 5400:
            return f"{value / 3600:.1f} 小时"
        case "seconds" if value >= 90:
            return f"{value / 60:.1f} 分钟"
        case "seconds":
            return f"{value:.0f} 秒"
        case _:
            return f"{value:.2f}"


def duration(value: str) -> str:
    """Return a duration in the largest unit that is whole: 2880m is 2天."""
    if not value.endswith("m") or not value[:-1].isdigit():
        units = {"h": "小时", "d": "天"}
        return f"{value[:-1]}{units[value[-1]]}" if value[:-1].isdigit() and value[-1:] in units else value
    minutes = int(value[:-1])
    if minutes and minutes % 1440 == 0:
        return f"{minutes // 1440}天"
    return f"{minutes // 60}小时" if minutes and minutes % 60 == 0 else f"{minutes}分钟"
