"""The measures of the scorecard: what each is called, how it is counted, and the columns that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.scorecard.card import Better, Text, Unit


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure without its figure; `needs` are the fields of a log that it is computed from."""

    dimension: str
    name: Text
    text: Text
    unit: Unit
    better: Better
    needs: tuple[str, ...]


DIMENSIONS: Mapping[str, Text] = {
    "speed": Text("响应", "Speed"),
    "solution": Text("解决", "Solution"),
    "agreement": Text("一致与准确", "Agreement and accuracy"),
    "channels": Text("跨渠道衔接", "Across channels"),
    "care": Text("关怀与后续", "Care after the case"),
}
NO_SUCH_CASE = Text("记录里没有这样的情形", "a case of this kind: the log has none")
FIELDS: Mapping[str, Text] = {
    "asked": Text("顾客消息（如 顾客消息、买家消息）", "the customer's message (asked)"),
    "asked_at": Text("顾客发来的时间（如 提问时间；每行一条消息的记录自带）", "when the customer wrote (asked_at)"),
    "at": Text("客服回复的时间（如 回复时间、会话时间）", "when the agent replied (at)"),
    "conversation": Text("会话编号（如 会话ID）", "the conversation (conversation)"),
    "customer": Text("顾客标识（如 买家昵称、客户账号）", "the customer (customer)"),
    "channel": Text("渠道（如 渠道、平台）", "the channel (channel)"),
    "agent": Text("客服（如 客服昵称、工号）", "the agent (agent)"),
    "agent_type": Text("用工类型（全职或兼职）", "full-time or part-time (agent_type)"),
    "order": Text("订单号", "the order (order)"),
    "rating": Text("满意度或评分", "the customer's rating (rating)"),
    "turn": Text("每行一条消息的记录，或会话编号", "a message a row, or the conversation"),
    "base": Text("知识库对这些情形有决定", "decisions of the base for these cases"),
    "complaint": Text("投诉或差评（本工具还不读）", "complaints or bad reviews (not read yet)"),
    "reopened": Text("重开次数（本工具还不读）", "times a case was opened again (not read yet)"),
    "online": Text("在线客服数或排班（本工具还不读）", "agents on duty (not read yet)"),
}


def _of(
    dimension: str, zh: str, en: str, zh_text: str, en_text: str, unit: Unit, better: Better, *needs: str
) -> Definition:
    return Definition(dimension, Text(zh, en), Text(zh_text, en_text), unit, better, needs)


MEASURES: Mapping[str, Definition] = {
    "first_response": _of(
        "speed", "首次响应（中位）", "First response (median)",
        "会话里顾客第一条消息到客服第一条回复的秒数，取中位数。",
        "Seconds from a conversation's first message to its first reply; the median.",
        "seconds", "lower", "turn", "asked_at", "at",
    ),
    "first_response_slowest": _of(
        "speed", "首次响应（最慢一成）", "First response (slowest tenth)",
        "同上，取九成会话都不超过的秒数。",
        "The same; nine conversations in ten are no slower.",
        "seconds", "lower", "turn", "asked_at", "at",
    ),
    "reply_time": _of(
        "speed", "每轮响应（中位）", "Reply time (median)",
        "每一轮顾客第一条消息到客服回复的秒数，取中位数。",
        "Seconds from the first message of each turn to its reply; the median.",
        "seconds", "lower", "asked_at", "at",
    ),
    "peak_fluctuation": _of(
        "speed", "高峰波动", "Fluctuation at peaks",
        "会话最多的三个钟点的首次响应中位数，除以其余钟点的；1 表示高峰不慢。",
        "First response in the three busiest hours of the day over that of the other hours; 1: no slower at peaks.",
        "ratio", "lower", "turn", "asked_at", "at",
    ),
    "urgent_in_time": _of(
        "speed", "紧急情形十分钟内首次联系", "Urgent cases reached within ten minutes",
        "紧急会话中十分钟内有首次回复的比例；紧急：优先级列写明，或规定要求一小时内响应。",
        "Share of urgent conversations with a reply within ten minutes; urgent: so marked, or due within an hour.",
        "share", "higher", "turn", "asked_at", "at",
    ),
    "abandoned": _of(
        "speed", "等到前已离开", "Abandoned before an answer",
        "从头到尾没有一条客服回复的会话比例。",
        "Share of conversations without any reply.",
        "share", "lower", "turn", "asked",
    ),
    "occupancy": _of(
        "speed", "客服占用率", "Occupancy", "在岗时间中用于接待的比例。", "Share of time on duty spent on customers.",
        "share", "lower", "online",
    ),
    "solved_at_once": _of(
        "solution", "一次解决", "Solved at once",
        "会话之后七天内同一顾客没有为同一情形再来、也没有升级的比例；有「是否解决」列时以它为准。",
        "Share of conversations after which the customer did not come back on the issue within seven days and nothing "
        "was escalated; where a column says whether it was solved, that decides.",
        "share", "higher", "customer", "at",
    ),
    "escalated": _of(
        "solution", "升级", "Escalated",
        "客服说转主管、品控、医学顾问等，或升级列写明的会话比例。",
        "Share of conversations handed on to a supervisor or specialist by their words or by a column.",
        "share", "lower", "turn",
    ),
    "repeated": _of(
        "solution", "三十天内重复来访", "Repeated within thirty days",
        "会话之后三十天内同一顾客为同一情形再来的比例（只算日志覆盖到的日子）。",
        "Share of conversations after which the customer came back on the issue within thirty days, as far as the log "
        "reaches.",
        "share", "lower", "customer", "at",
    ),
    "sound": _of(
        "solution", "方案合规", "Soundness of the solution",
        "作出承诺的回复中，每一项都与规定相符的比例。",
        "Share of replies that state an outcome and state only right ones.",
        "share", "higher", "base",
    ),
    "too_early": _of(
        "solution", "没问清就答", "Answered too early",
        "作出承诺的回复中，对错取决于还没问清的事实的比例。",
        "Share of replies that state an outcome whose rightness turns on facts not yet known.",
        "share", "lower", "base",
    ),
    "time_to_close": _of(
        "solution", "会话时长（中位）", "Length of a conversation (median)",
        "会话第一条消息到最后一条回复的秒数，取中位数。",
        "Seconds from the first message of a conversation to its last reply; the median.",
        "seconds", "lower", "conversation", "at",
    ),
    "replies_per_conversation": _of(
        "solution", "每个会话的回复轮数", "Replies a conversation",
        "会话平均有几轮客服回复。", "Mean number of replies in a conversation.",
        "number", "lower", "conversation",
    ),
    "handed_over": _of(
        "solution", "中途换人", "Handed over",
        "由两位以上客服回复的会话比例。", "Share of conversations with replies of more than one agent.",
        "share", "lower", "conversation", "agent",
    ),
    "reopened": _of(
        "solution", "重开", "Opened again", "结案后重开的工单比例。", "Share of closed cases that were opened again.",
        "share", "lower", "reopened",
    ),
    "wording_conflicts": _of(
        "agreement", "话术冲突（顾客）", "Conflicting wording (customers)",
        "被告知与其他渠道通常说法不同的顾客，占被告知同一结果的顾客的比例。",
        "Customers who were told something else than is usual on the other channels, of those told that outcome.",
        "share", "lower", "channel",
    ),
    "situations_in_conflict": _of(
        "agreement", "有冲突的情形", "Situations in conflict",
        "至少一个渠道有相当份额与数量的回复与其他渠道说法不同的情形，占多渠道都说到的情形的比例。",
        "Situations in which a channel states something else in a share and a number of its replies, of those that "
        "several channels speak of.",
        "share", "lower", "channel",
    ),
    "contradictions": _of(
        "agreement", "回复与规定矛盾", "Replies that contradict",
        "与知识库规定矛盾的回复占全部回复的比例。", "Share of all replies that contradict the base.",
        "share", "lower", "base",
    ),
    "unsupported": _of(
        "agreement", "无依据的承诺", "Unsupported promises",
        "说了没有规定支持的结果的回复比例。", "Share of replies that state what no policy decides.",
        "share", "lower", "base",
    ),
    "forbidden": _of(
        "agreement", "禁用语", "Forbidden words",
        "出现禁用语的回复比例。", "Share of replies with banned words.",
        "share", "lower", "base",
    ),
    "part_time_accuracy": _of(
        "agreement", "兼职客服专业准确率", "Accuracy of part-timers",
        "兼职客服作出承诺的回复中，与规定相符的比例；按渠道分列。",
        "Share of part-timers' replies that state an outcome and are right; by channel.",
        "share", "higher", "agent_type",
    ),
    "part_time_gap": _of(
        "agreement", "全职与兼职差距", "Full-time over part-time",
        "全职客服的准确率减兼职客服的（同上口径）。",
        "Accuracy of full-time agents less that of part-timers, counted likewise.",
        "ratio", "lower", "agent_type",
    ),
    "answerable": _of(
        "agreement", "知识库答得上", "Answered by the base",
        "顾客的问题在知识库里有答案的比例。", "Share of customers' questions that the base has an answer to.",
        "share", "higher", "asked",
    ),
    "asked_again": _of(
        "channels", "换渠道后重复索要资料", "Asked again on another channel",
        "三十天内为同一情形换了渠道的顾客中，后一个渠道的客服又要订单号、照片、凭证等的比例。",
        "Of customers who came on another channel on the same issue within thirty days, the share who were asked again "
        "for order, photos or proof.",
        "share", "lower", "customer", "channel", "at",
    ),
    "channel_changers": _of(
        "channels", "换渠道再问", "Changed the channel",
        "三十天内为同一情形在两个以上渠道来访的顾客比例。",
        "Share of customers who came on two channels or more on the same issue within thirty days.",
        "share", "lower", "customer", "channel", "at",
    ),
    "same_treatment": _of(
        "channels", "换渠道答复不变", "Same answer on another channel",
        "为同一情形在两个以上渠道得到同一项承诺的顾客中，各渠道说法相同的比例。",
        "Of customers told the same outcome's value on two channels or more, the share told alike.",
        "share", "higher", "customer", "channel",
    ),
    "order_carried": _of(
        "channels", "订单号带到会话", "Order at hand",
        "有订单号的会话比例。", "Share of conversations with their order's number.",
        "share", "higher", "order",
    ),
    "follow_up": _of(
        "care", "按规定回访", "Followed up as decided",
        "规定要求回访的会话中，客服之后主动联系过的比例（回访列写明，或有没人问而发的后续消息）。",
        "Of conversations whose case is to be followed up, the share in which the agent wrote again unasked, or a "
        "column says so.",
        "share", "higher", "conversation", "base",
    ),
    "comfort": _of(
        "care", "紧急情形先安抚", "Comfort first",
        "紧急会话的首次回复里有致歉或关心的比例。",
        "Share of first replies in urgent conversations that say sorry or show care.",
        "share", "higher", "turn",
    ),
    "satisfied": _of(
        "care", "满意度", "Satisfied",
        "有评价的会话中满意的比例（五分制四分以上，或写明满意、好评）。",
        "Share of rated conversations that are good: four of five and more, or so written.",
        "share", "higher", "rating",
    ),
    "rated": _of(
        "care", "参评率", "Rated", "有评价的会话比例。", "Share of conversations with a rating.",
        "share", "higher", "rating",
    ),
    "complaints": _of(
        "care", "投诉与差评", "Complaints and bad reviews",
        "会话之后投诉或给差评的比例。", "Share of conversations followed by a complaint or a bad review.",
        "share", "lower", "complaint",
    ),
}  # fmt: skip
