"""Messages, each one another, for measuring how fast, never how right: put together from parts, or of a suite."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

from evaluation.json_lines import read_objects

_WHEN = ("昨天", "前天", "上周", "三天前", "月初", "双十一", "周末", "半个月前", "刚刚", "上个月")
_FROM = ("在直播间", "在旗舰店", "在门店", "帮我妈", "给同事", "用会员价", "第一次", "凑单")
_WHAT = ("面霜", "精华", "洗面奶", "水乳套装", "防晒", "面膜", "眼霜", "爽肤水", "身体乳", "卸妆油", "口红", "次抛")
_HOW = (
    "有股怪味",
    "擦了脸上发红",
    "还没拆封不想要了",
    "少发了一件",
    "瓶口漏了一半",
    "降价了想补差价",
    "物流一直不动",
    "赠品没收到",
    "发票抬头写错了",
    "敏感肌能不能用",
    "想换一个色号",
    "生产日期看不清",
)
_END = ("怎么办", "能退吗", "给个说法", "在线等", "谁处理", "要多久", "可以换吗", "麻烦看看")


def messages(seed: int) -> Iterator[str]:
    """Yield 92,160 messages of 15 to 25 characters in an order drawn by the seed, none twice."""
    parts = list(product(_WHEN, _FROM, _WHAT, _HOW, _END))
    Random(seed).shuffle(parts)
    for when, where, what, how, end in parts:
        yield f"{when}{where}买的{what}，{how}，{end}"


def questions(suite: Path, seed: int) -> Iterator[str]:
    """Yield the texts of a suite, none twice, in an order drawn by the seed; raises EvaluationError."""
    texts = list(dict.fromkeys(str(one["text"]) for _, one in read_objects(suite.read_text(encoding="utf-8"), suite)))
    Random(seed).shuffle(texts)
    yield from texts
