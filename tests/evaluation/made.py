"""A base of a few policies that speaks the embedded base's language, and an assistant over it with hashed vectors."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import knowledge
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.settings import Settings
from tests.fakes import HashEncoder

ON = date(2026, 11, 21)
SHARED = ("base.yaml", "channels.yaml", "facts.yaml", "advice-facts.yaml", "outcomes.yaml", "placeholders.yaml")
POLICIES = """\
policies:
  quality-return:
    title: 质量问题退换货
    when: {issue: quality}
    decide: {return: allowed, exchange: allowed, refund: full, return_shipping: brand}
    asks: [面霜变质了还能退吗, 收到的精华有股怪味, 乳液打开是分层的, 瓶子里有异物]
    say: {default: 非常抱歉，质量问题可以退货也可以换货，全额退款，寄回运费由我们承担。}
  no-reason-online-within:
    title: 七天无理由
    when: {issue: no_reason, purchased_via: online, days_since_receipt: "<=7", seal_broken: false}
    decide: {return: allowed, return_shipping: customer}
    asks: [不喜欢想退, 买多了想退一瓶, 家里人不让我用了, 颜色看着不中意]
    say: {default: 七天内封口完好可以退货，寄回运费由您承担。, douyin: 亲～七天内没拆可以退，运费您出哈}
  no-reason-late:
    title: 超过七天的无理由
    when: {issue: no_reason, purchased_via: online, days_since_receipt: ">7"}
    decide: {return: refused}
    asks: [放了半个月不想要了, 过了七天还能无理由吗]
    say: {default: 很抱歉，超过七天不能无理由退货。}
"""
TERMS = """\
forbidden:
  - {phrases: [最好用], level: ban, because: 绝对化用语}
out_of_scope: [今天天气怎么样, 帮我订张机票, 讲个笑话]
"""
INGREDIENTS = """\
ingredients:
  retinol:
    name: 视黄醇
    inci: RETINOL
    aliases: [A醇]
    pregnancy: avoid
    pairs: [{with: salicylic-acid, stance: avoid, why: 一起用容易刺激}]
    asks: [A醇怎么用, 视黄醇白天能用吗]
    sources: [{title: 教材}]
    say: {default: 视黄醇晚上用，从低浓度开始。}
  salicylic-acid:
    name: 水杨酸
    inci: SALICYLIC ACID
    asks: [水杨酸能天天用吗, 刷酸多久一次]
    sources: [{title: 教材}]
    say: {default: 水杨酸隔天用一次。}
"""


def write_base(folder: Path, policies: str = POLICIES) -> Path:
    """Write the base and return its folder."""
    embedded = Path(knowledge.__file__).parent / "base"
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        (folder / name).write_bytes((embedded / name).read_bytes())
    for path in (embedded / "claims").glob("*.yaml"):
        (folder / "claims" / path.name).write_bytes(path.read_bytes())
    for name, text in (("policies", policies), ("terms", "terms:\n" + _indented(TERMS)), ("ingredients", INGREDIENTS)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def settings_of(tmp_path: Path, policies: str = POLICIES) -> Settings:
    """Return settings that leave nothing outside `tmp_path`."""
    base = write_base(tmp_path / "base", policies)
    return Settings(base=base, cache=tmp_path / "cache", data=tmp_path / "data", index=tmp_path / "index")


def assistant_of(settings: Settings) -> Assistant:
    return open_assistant(settings, encoder=HashEncoder())


def question(id: str, text: str, expect: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text, "expect": expect, "channel": "tmall", **more}


QUALITY = {"kind": "policy", "issue": "quality", "decision": {"return": "allowed"}}
LATE = {"kind": "policy", "issue": "no_reason", "decision": {"return": "refused"}}
NONE = {"none": True}


def write_suite(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def write_log(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows as CSV."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path
