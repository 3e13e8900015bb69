"""A log of a few sent replies, and how it is judged."""

import json
from pathlib import Path
from typing import Any

from evaluation.replies.columns import columns_of
from evaluation.replies.command import Choices, judge_log
from evaluation.replies.opening import LogChoices
from evaluation.replies.sent import RowReader
from evaluation.run import Run
from service.answers.assistant import Assistant
from service.settings import Settings
from tests.evaluation.made import ON, write_log

FACTS = json.dumps({"issue": "quality", "days_since_receipt": 9})
ROWS: list[dict[str, str]] = [
    {
        "渠道": "天猫旗舰店",
        "顾客消息": "面霜变质了能退吗",
        "客服回复": "可以退的，运费我们承担",
        "facts": FACTS,
        "工号": "A1",
        "时间": "2026-11-02 10:00",
    },
    {
        "渠道": "抖音客服",
        "顾客消息": "面霜变质了能退吗，电话13812345678",
        "客服回复": "亲，退不了哦",
        "facts": FACTS,
        "工号": "A2",
        "时间": "2026-11-09 10:00",
    },
    {
        "渠道": "抖音客服",
        "顾客消息": "在吗",
        "客服回复": "在的亲",
        "facts": FACTS,
        "工号": "A2",
        "时间": "2026-11-09T10:00:00+08:00",
    },
    {
        "渠道": "jd",
        "顾客消息": "精华有股怪味",
        "客服回复": "我们家是最好用的",
        "facts": "",
        "工号": "13912345678",
        "时间": "",
    },
    {
        "渠道": "哪里",
        "顾客消息": "今天天气怎么样",
        "客服回复": "不清楚呢",
        "facts": '{"isue": 1}',
        "工号": "",
        "时间": "x",
    },
    {"渠道": "jd", "顾客消息": "在吗", "客服回复": "", "facts": "", "工号": "", "时间": ""},
]


def run(log: Path, assistant: Assistant, settings: Settings, workers: int = 0, **more: Any) -> Run:
    choices = Choices(log, LogChoices(), "local", None, workers, False, more.get("out"), ON)
    return judge_log(choices, assistant, settings, {"date": ON.isoformat()}, lambda what, share: None)


def many(tmp_path: Path, count: int) -> Path:
    return write_log(
        tmp_path / "many.csv", [{**ROWS[number % len(ROWS)], "工号": f"A{number % 7}"} for number in range(count)]
    )


def reader_of(assistant: Assistant) -> RowReader:
    return RowReader(assistant.base, columns_of(ROWS[0], {}, assistant.base), ON, "Asia/Shanghai")
