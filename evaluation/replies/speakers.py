"""Who speaks in a log of messages: the customer, an agent, or a robot; told by the columns that such logs have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from evaluation.problem import EvaluationError
from evaluation.replies.logs import Row
from evaluation.replies.names import plain_name

Speaker = Literal["customer", "agent", "robot"]
SpeakerOf = Callable[[Row], Speaker | None]

_SAYS: Mapping[Speaker, str] = {
    "customer": (
        "customer 顾客 客户 买家 用户 访客 消费者 粉丝 客人 接收 收 收到 visitor end-user enduser end_user contact "
        "incoming inbound in 0 buyer client requester lead"
    ),
    "agent": (
        "agent 客服 人工 人工客服 卖家 商家 坐席 座席 店铺 员工 发送 发 发出 admin outgoing outbound out 1 seller "
        "staff merchant servicer operator assistant support"
    ),
    "robot": (
        "bot robot 机器人 智能客服 店小蜜 系统 系统消息 自动回复 system activity template agentbot agent_bot "
        "trigger 2 3"
    ),
}
_WORDS: Mapping[str, Speaker] = {plain_name(word): who for who, words in _SAYS.items() for word in words.split()}
_ROBOTS = frozenset(word for word, who in _WORDS.items() if who == "robot" and not word.isdecimal())
_OUTSIDE = ("wm", "wo")  # how WeCom begins the ids of people outside the company
_OUTSIDE_LENGTH = 20


def speakers(fields: Mapping[str, str], sample: Sequence[Row], said: Mapping[str, Speaker]) -> SpeakerOf:
    """Return what tells who speaks in a row; raises EvaluationError where the log does not tell it.

    `said` are the values that the user tells apart; they win.
    """
    if role := fields.get("role"):
        seen = {plain_name(row.get(role)) for row in sample}
        user: Speaker = "agent" if "contact" in seen else "customer"
        own = {plain_name(value): who for value, who in said.items()}
        known: Mapping[str, Speaker] = {**_WORDS, "user": user, **own}
        if {known.get(value) for value in seen} >= {"customer", "agent"}:
            return lambda row: known.get(plain_name(row.get(role)))
    sender = fields.get("sender")
    if sender and (found := _by_sender(fields, sender, sample, said)):
        return _but_robots(found, sender, said)
    column = role or sender or ""
    values = "、".join(sorted({str(row.get(column)) for row in sample if row.get(column)})[:8])
    raise EvaluationError(
        f"the column {column!r} does not tell who is customer and who is agent ({values}): say it, as in "
        "--speaker 买家=customer --speaker 小美=agent, or name a column that does: --column role=COLUMN"
    )


def _by_sender(
    fields: Mapping[str, str], sender: str, sample: Sequence[Row], said: Mapping[str, Speaker]
) -> SpeakerOf | None:
    """Return what compares the sender with those whom other columns name, else what the form of its id tells."""
    senders = {_id(row.get(sender)) for row in sample} - {""}
    if said:
        rest = _other(said)
        return lambda row: said.get(_id(row.get(sender)), rest)
    for field, is_field, is_not in (("customer", "customer", "agent"), ("agent", "agent", "customer")):
        column = fields.get(field)
        same = column and {_id(row.get(sender)) == _id(row.get(column)) for row in sample if row.get(sender)}
        if column and same == {True, False}:
            return _compared(sender, column, is_field, is_not)  # type: ignore[arg-type]  # the literals stand above
    for is_agent in (_is_inside, _is_of_a_shop, _is_no_contact):
        if {is_agent(name) for name in senders} == {True, False}:
            return _told_by(sender, is_agent)
    words = {_WORDS.get(plain_name(name)) for name in senders}
    if words >= {"customer", "agent"}:
        return lambda row: _WORDS.get(plain_name(row.get(sender)))
    return None


def _but_robots(found: SpeakerOf, sender: str, said: Mapping[str, Speaker]) -> SpeakerOf:
    """Return the same, but that a sender who is called 系统 or 店小蜜 is a robot unless the user says who it is."""

    def who(row: Row) -> Speaker | None:
        name = _id(row.get(sender))
        return "robot" if plain_name(name) in _ROBOTS and name not in said else found(row)

    return who


def _told_by(sender: str, is_agent: Callable[[str], bool]) -> SpeakerOf:
    return lambda row: "agent" if is_agent(_id(row.get(sender))) else "customer"


def _compared(sender: str, column: str, same: Speaker, other: Speaker) -> SpeakerOf:
    return lambda row: same if _id(row.get(sender)) == _id(row.get(column)) else other


def _other(said: Mapping[str, Speaker]) -> Speaker | None:
    """Return what those who are not named are, where only one side is named."""
    named = set(said.values()) - {"robot"}
    return {"customer": "agent", "agent": "customer"}.get(named.pop()) if len(named) == 1 else None  # type: ignore[return-value]


def _is_inside(name: str) -> bool:
    return not (name.startswith(_OUTSIDE) and len(name) >= _OUTSIDE_LENGTH)


def _is_of_a_shop(name: str) -> bool:
    """Say whether a name is one of a shop's sub-accounts, which stand behind the shop's name and a colon."""
    return ":" in name or "：" in name


def _is_no_contact(name: str) -> bool:
    """Say whether a name is none of a customer's as WeCom writes them: 小林@微信."""
    return not name.endswith(("@微信", "@wechat", "@WeChat"))


def _id(value: object) -> str:
    return "" if value is None else str(value).strip()


def given_speakers(options: Sequence[str] | None) -> Mapping[str, Speaker]:
    """Return whom a user tells apart, `value=customer`; raises EvaluationError for anything else."""
    found: dict[str, Speaker] = {}
    for option in options or ():
        value, equals, who = option.rpartition("=")
        match who:
            case "customer" | "agent" | "robot" if equals and value:
                found[value] = who
            case _:
                raise EvaluationError(f"--speaker {option!r}: write VALUE=customer, VALUE=agent or VALUE=robot")
    return found
