"""Logs as they come: every table, sheet and export to rows of a question and its reply, and the mend where one is refused."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evaluation.problem import EvaluationError
from evaluation.replies.columns import given_columns
from evaluation.replies.logs import Layout
from evaluation.replies.opening import LogChoices, opened
from evaluation.replies.sent import RowReader, Sent, Unreadable
from evaluation.replies.speakers import given_speakers
from service.answers.assistant import Assistant
from tests.evaluation.made import ON

ZONE = "Asia/Shanghai"
Pair = tuple[str, str]
PAIRS: list[Pair] = [("面霜变质了\n能退吗", "可以退的\n运费我们承担"), ("要多久", "3天")]
SAID = [
    ("customer", "面霜变质了"),
    ("customer", "能退吗"),
    ("agent", "可以退的"),
    ("agent", "运费我们承担"),
    ("customer", "要多久"),
    ("agent", "3天"),
]


def read(path: Path, assistant: Assistant, choices: LogChoices | None = None) -> list[Sent | Unreadable]:
    with opened(path, choices or LogChoices(), assistant.base, ZONE) as held:
        reader = RowReader(assistant.base, held.columns, ON, ZONE)
        return [reader.read(place.number, place.row) for place in held.rows]


def pairs(path: Path, assistant: Assistant, choices: LogChoices | None = None) -> list[Pair]:
    return [(one.asked, one.reply) for one in read(path, assistant, choices) if isinstance(one, Sent)]


def write_text(path: Path, rows: Sequence[Sequence[Any]], separator: str = ",", encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(separator.join(map(str, row)) + "\r\n" for row in rows).encode(encoding))
    return path


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


REPLIES = [
    ("会话时间", "买家昵称", "客服昵称", "买家消息", "客服消息"),
    ("2026-11-02 10:00", "tb1", "小美", "面霜变质了", "可以退"),
]
TITLE = [("2026年11月售后记录",), ()]


@pytest.mark.parametrize(
    "name, rows, separator, encoding, number",
    [
        ("a.csv", REPLIES, ";", "utf-8", 2),
        ("a.csv", REPLIES, "\t", "utf-8", 2),
        ("a.txt", REPLIES, "|", "gb18030", 2),
        ("a.tsv", REPLIES, "\t", "utf-16", 2),
        ("a.csv", REPLIES, "\t", "utf-16-le", 2),
        ("a.xls", REPLIES, "\t", "gb18030", 2),
        ("a.csv", [("sep=;",), *REPLIES], ";", "utf-8-sig", 3),
        ("a.csv", [*TITLE, *REPLIES], ",", "utf-8", 4),
    ],
)
def test_text_is_read_with_its_own_separator_and_encoding(
    tmp_path: Path, assistant: Assistant, name: str, rows: Any, separator: str, encoding: str, number: int
):
    found = read(write_text(tmp_path / name, rows, separator, encoding), assistant)

    assert [(one.number, one.asked, one.reply, one.agent, one.customer) for one in found if isinstance(one, Sent)] == [
        (number, "面霜变质了", "可以退", "小美", "tb1")
    ]


def test_a_table_is_found_behind_a_cover_sheet_and_below_a_title(tmp_path: Path, assistant: Assistant):
    path = write_book(
        tmp_path / "a.xlsx", {"封面": [("售后记录", "2026"), ("部门", "客服")], "明细": [*TITLE, *REPLIES]}
    )

    found = read(path, assistant)

    assert [(one.number, one.reply) for one in found if isinstance(one, Sent)] == [(4, "可以退")]


def test_a_sheet_and_a_row_of_names_can_be_named(tmp_path: Path, assistant: Assistant):
    strange = [("备注", "无"), ("问", "答"), ("面霜变质了", "可以退")]
    path = write_book(tmp_path / "a.xlsx", {"一": REPLIES, "二": strange})
    columns = given_columns(["asked=问", "reply=答"])

    assert pairs(path, assistant, LogChoices(columns, layout=Layout("二", 2))) == [("面霜变质了", "可以退")]
    assert pairs(path, assistant, LogChoices(columns, layout=Layout("2", 2))) == [("面霜变质了", "可以退")]


def messages_of(names: Mapping[str, str], who: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return a table of messages: two conversations that go on at once, of which the second gets no answer."""
    rows = []
    for minute, (speaker, text) in enumerate(SAID):
        rows.append(("c1", who[speaker], text, f"2026-11-02 10:{minute:02}:00"))
        if minute == 2:
            rows.append(("c2", who["customer"], "在吗", "2026-11-02 10:02:30"))
    return [(names["conversation"], names["who"], names["text"], names["at"]), *rows]


@pytest.mark.parametrize(
    "names, who",
    [
        (
            {"conversation": "会话ID", "who": "发送方", "text": "消息内容", "at": "发送时间"},
            {"customer": "买家", "agent": "客服"},
        ),
        (
            {"conversation": "会话编号", "who": "发言人", "text": "聊天内容", "at": "消息时间"},
            {"customer": "jd_abc", "agent": "旗舰店:小美"},
        ),
        (
            {"conversation": "conversation_id", "who": "sender_type", "text": "content", "at": "created_at"},
            {"customer": "Contact", "agent": "User"},
        ),
        (
            {"conversation": "session_id", "who": "role", "text": "content", "at": "time"},
            {"customer": "user", "agent": "assistant"},
        ),
        (
            {"conversation": "Ticket ID", "who": "Comment Author", "text": "Comment Body", "at": "Comment Created At"},
            {"customer": "小林@微信", "agent": "小美"},
        ),
    ],
)
def test_messages_are_paired_and_bursts_merged(tmp_path: Path, assistant: Assistant, names: Any, who: Any):
    found = read(write_text(tmp_path / "log.csv", messages_of(names, who)), assistant)

    assert [(one.asked, one.reply) for one in found if isinstance(one, Sent)] == PAIRS
    assert [one.because for one in found if isinstance(one, Unreadable)] == ["no reply"]
    second = next(one for one in found if isinstance(one, Sent) and one.turn == 2)
    assert [(turn.role, turn.text) for turn in second.before] == [("customer", PAIRS[0][0]), ("agent", PAIRS[0][1])]
    assert (second.asked_at, second.at) == (datetime(2026, 11, 2, 10, 4), datetime(2026, 11, 2, 10, 5))
    assert second.number == 8


def test_what_no_person_said_is_no_message_of_the_conversation(tmp_path: Path, assistant: Assistant):
    head = ("会话ID", "买家昵称", "发送人", "消息内容", "消息类型", "private")
    rows = [
        ("c", "tb1", "tb1", "面霜变质了", "文本", "f"),
        ("c", "tb1", "旗舰店:小美", "欢迎光临", "自动回复", "f"),
        ("c", "tb1", "系统", "会话已转接", "文本", "f"),
        ("c", "tb1", "旗舰店:小美", "可以退", "文本", "f"),
        ("c", "tb1", "旗舰店:小美", "老客户，优先", "文本", "t"),
    ]

    found = read(write_text(tmp_path / "a.csv", [head, *rows]), assistant)

    assert [(one.asked, one.reply) for one in found if isinstance(one, Sent)] == [("面霜变质了", "可以退")]
    assert [one.because for one in found if isinstance(one, Unreadable)] == [
        "messages of a robot or the system",
        "messages of a robot or the system",
        "internal notes",
    ]


def chatwoot() -> list[dict[str, Any]]:
    kinds = {"customer": (0, "contact"), "agent": (1, "user")}
    rows: list[dict[str, Any]] = [
        {
            "id": number,
            "content": text,
            "message_type": kinds[who][0],
            "created_at": 1_795_305_600 + number,
            "private": False,
            "conversation_id": 7,
            "sender": {"id": number % 2, "name": who, "type": kinds[who][1]},
        }
        for number, (who, text) in enumerate(SAID)
    ]
    note = {**rows[2], "content": "这位是老客户", "private": True}
    joined = {**rows[2], "content": "已分配给小美", "message_type": 2, "sender": None}
    return [joined, *rows[:3], note, *rows[3:]]


def zendesk() -> list[dict[str, Any]]:
    ids = {"customer": 11, "agent": 22}
    comments = [
        {
            "id": number,
            "author_id": ids[who],
            "body": text,
            "public": True,
            "created_at": f"2026-11-02T10:{number:02}:00Z",
        }
        for number, (who, text) in enumerate(SAID)
    ]
    comments.insert(3, {**comments[2], "body": "转品控看一下", "public": False})
    return [
        {
            "id": 35,
            "requester_id": 11,
            "assignee_id": 22,
            "subject": "变质",
            "via": {"channel": "web"},
            "comments": comments,
        }
    ]


def wecom() -> list[dict[str, Any]]:
    ids = {"customer": "wmGAgeDQAAsq1abcdefghijk", "agent": "XiaoMei"}
    return [
        {
            "msgid": str(number),
            "action": "send",
            "from": ids[who],
            "tolist": [ids["agent" if who == "customer" else "customer"]],
            "roomid": "",
            "msgtime": 1_795_305_600_000 + number,
            "msgtype": "text",
            "text": {"content": text},
        }
        for number, (who, text) in enumerate(SAID)
    ]


@pytest.mark.parametrize("rows", [chatwoot(), zendesk(), wecom()], ids=["chatwoot", "zendesk", "wecom"])
def test_exports_of_helpdesks_are_read_by_name(tmp_path: Path, assistant: Assistant, rows: list[dict[str, Any]]):
    assert pairs(write_lines(tmp_path / "log.jsonl", rows), assistant) == PAIRS


def test_one_document_of_messages_is_read(tmp_path: Path, assistant: Assistant):
    (tmp_path / "log.json").write_text(json.dumps({"meta": {}, "payload": chatwoot()}, ensure_ascii=False), "utf-8")

    assert pairs(tmp_path / "log.json", assistant) == PAIRS


@pytest.mark.parametrize("head", ["{who}(2026-11-02 10:00:00)：\n{text}", "2026-11-02 10:00:00 {who}\n{text}"])
def test_a_conversation_copied_out_of_a_window_is_read(tmp_path: Path, assistant: Assistant, head: str):
    names = {"customer": "tb123", "agent": "旗舰店:小美"}
    text = "\n".join(head.format(who=names[who], text=text) for who, text in SAID)
    (tmp_path / "log.txt").write_text(text, "utf-8")

    assert pairs(tmp_path / "log.txt", assistant) == PAIRS


def test_an_answer_after_a_long_pause_is_another_reply_in_the_same_case(tmp_path: Path, assistant: Assistant):
    head = ("会话ID", "发送方", "内容", "时间")
    rows = [
        ("c", "买家", "面霜变质了", "2026-11-02 10:00"),
        ("c", "客服", "稍等", "2026-11-02 10:01"),
        ("c", "客服", "可以退", "2026-11-03 09:00"),
    ]

    found = read(write_text(tmp_path / "a.csv", [head, *rows]), assistant)

    assert [(one.asked, one.reply, len(one.before)) for one in found if isinstance(one, Sent)] == [
        ("面霜变质了", "稍等", 0),
        ("", "可以退", 2),
    ]


def test_who_speaks_can_be_said(tmp_path: Path, assistant: Assistant):
    rows = [("会话ID", "发言人", "内容"), ("c", "张三", "面霜变质了"), ("c", "李四", "可以退")]
    path = write_text(tmp_path / "a.csv", rows)

    assert pairs(path, assistant, LogChoices(speakers=given_speakers(["李四=agent"]))) == [("面霜变质了", "可以退")]


def _rows(*rows: Sequence[str]) -> Callable[[Path], Path]:
    return lambda folder: write_text(folder / "a.csv", rows)


def _bytes(name: str, raw: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(raw)
        return folder / name

    return write


@pytest.mark.parametrize(
    "write, choices, mend",
    [
        (_rows(("会话ID", "发言人", "内容"), ("c", "张三", "在吗"), ("c", "李四", "在")), LogChoices(), "--speaker 买家=customer"),
        (_rows(("发送方", "内容"), ("买家", "在吗"), ("客服", "在")), LogChoices(), "--column conversation=COLUMN"),
        (
            _rows(
                ("会话ID", "发送方", "内容", "时间"),
                ("c", "客服", "在", "2026-11-02 10:01"),
                ("c", "买家", "在吗", "2026-11-02 10:00"),
            ),
            LogChoices(),
            "sort the log by time",
        ),
        (_rows(("甲", "乙"), ("1", "2")), LogChoices(), "--column reply=COLUMN"),
        (_rows(("客服回复", "原话"), ("可以退", "变质了")), LogChoices(), "--column asked=COLUMN, of those not read: 原话"),
        (_rows(*REPLIES), LogChoices(layout=Layout("明细")), "names a sheet of a workbook"),
        (_rows(*REPLIES), LogChoices(layout=Layout(header=9)), "has 2 rows, and --header names row 9"),
        (_bytes("a.xls", b"\xd0\xcf\x11\xe0rest"), LogChoices(), "save it as .xlsx"),
        (_bytes("a.csv", b""), LogChoices(), "a.csv is empty: export it anew"),
        (_bytes("a.csv", bytes(range(256)) * 9), LogChoices(), "is no text: export it anew"),
        (_rows(("会话ID", "会话内容"), ("c", '"顾客 10:00 漏了\n客服 10:01 补发"')), LogChoices(), "export a message a row"),
        (_bytes("a.zip", b"PK\x03\x04"), LogChoices(), "unpack it"),
        (_bytes("a.json", b"[1,"), LogChoices(), "holds no JSON"),
        (lambda folder: write_book(folder / "a.xlsx", {"一": REPLIES}), LogChoices(layout=Layout("二")), "the sheets are 一"),
    ],
)  # fmt: skip
def test_a_form_that_is_refused_names_the_mend(
    tmp_path: Path, assistant: Assistant, write: Callable[[Path], Path], choices: LogChoices, mend: str
):
    with pytest.raises(EvaluationError, match=mend.replace("(", r"\(")):
        read(write(tmp_path), assistant, choices)


def test_a_row_that_swallows_others_by_an_open_quotation_mark_is_told(tmp_path: Path, assistant: Assistant):
    path = write_text(
        tmp_path / "a.csv", [("买家消息", "客服消息"), ("坏了", "可以退"), ('"漏了', "补发"), ("坏了", "可以退")]
    )

    found = read(path, assistant)

    assert found[1] == Unreadable(3, "a quotation mark that is not closed")


def test_a_run_can_be_asked_to_do_without_what_customers_asked(tmp_path: Path, assistant: Assistant):
    path = write_text(tmp_path / "a.csv", [("客服回复", "渠道"), ("可以退", "jd")])

    assert pairs(path, assistant, LogChoices(without=("asked",))) == [("", "可以退")]
