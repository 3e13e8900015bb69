"""A small base of a few policies, written to a folder, and parts of a service that answer from it without an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.case import Case
from knowledge.decide import Decider
from knowledge.folder import Base
from knowledge.load import Loaded, load
from knowledge.problem import BrokenBaseError
from service.parts import Asked, Draft, Parts, Study
from service.settings import Settings

BASE = """\
format: 1
name: 小库
locale: zh-CN
channels:
  tmall: {name: 天猫旗舰店, kind: online}
  douyin: {name: 抖音客服, kind: social}
  store: {name: 线下门店, kind: store}
facts:
  issue:
    type: choice
    subject: true
    name: 问题类型
    ask: 请问是哪一类问题呢？
    values:
      quality: {name: 质量问题, phrases: [变质, 异味, 怪味]}
      no_reason: {name: 无理由退货, phrases: [不喜欢, 不想要]}
  days_since_receipt: {type: integer, min: 0, max: 1095, name: 签收天数, unit: day, ask: 请问您是哪一天签收的呢？}
  seal_broken: {type: boolean, name: 封口已拆, ask: 请问内层封口拆开了吗？}
  custom_made: {type: boolean, name: 定制商品, assume: false, ask: 请问是定制的吗？}
outcomes:
  return: {name: 退货, values: [refused, allowed], labels: {refused: 不可退, allowed: 可退}}
  return_shipping: {name: 寄回运费, values: [customer, brand], labels: {customer: 顾客承担, brand: 品牌承担}}
  respond_within: {name: 首次响应, type: duration}
placeholders: {order_no: 订单号}
"""

POLICIES = """\
policies:
  quality-return:
    title: 质量问题退换货
    when: {issue: quality}
    decide: {return: allowed, return_shipping: brand, respond_within: 48h}
    basis: [consumer-law-24]
    asks: [面霜变质了还能退吗]
    say: {default: 非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。, douyin: 抱歉亲，质量问题能退，运费我们出。}
    review: {owner: 售后主管, on: 2026-01-01, expires: 2026-02-01}
  no-reason:
    title: 七天无理由退货
    when: {issue: no_reason, days_since_receipt: "<=7", seal_broken: false}
    decide: {return: allowed, return_shipping: customer}
    basis: [consumer-law-24]
    asks: [不喜欢想退]
    say: {default: 七天内封口完好可以退。}
  no-reason-late:
    title: 超过七天或已拆封
    when: {issue: no_reason, any: [{days_since_receipt: ">7"}, {seal_broken: true}]}
    decide: {return: refused}
    basis: [consumer-law-24]
    asks: [拆了不想要还能退吗]
    say: {default: 很抱歉，这次没办法退。}
statutes:
  consumer-law-24:
    cite: 消费者权益保护法 第二十四条
    gist: 质量不合格收货七日内可退
    when: {issue: quality, days_since_receipt: "<=7"}
    floor: {return: allowed, return_shipping: brand}
"""

BROKEN = "policies:\n  quality-return: {title: 质量, when: {isue: quality}, decide: {return: allowed}}\n"

CONFLICT: Mapping[str, Any] = {
    "id": "c1",
    "kind": "outcome",
    "severity": "error",
    "entries": ["no-reason", "no-reason-late"],
    "channels": ["tmall"],
    "outcomes": ["return"],
    "witness": {"channel": ["tmall"], "on": "2026-11-21", "facts": {"issue": "no_reason"}},
    "left": {"return": "allowed"},
    "right": {"return": "refused"},
    "message": "同一情形可退又不可退",
    "sources": [{"file": "policies.yaml", "line": 11}, {"file": "policies.yaml", "line": 18}],
}


def write_base(folder: Path, policies: str = POLICIES) -> Path:
    """Write the base to a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    about, _, rest = BASE.partition("channels:")
    (folder / "base.yaml").write_text(about, "utf-8")
    (folder / "words.yaml").write_text("channels:" + rest, "utf-8")
    write_policies(folder, policies)
    return folder


def write_policies(folder: Path, policies: str) -> None:
    """Replace the policies as an editor does: a new file under the old name."""
    temporary = folder / "policies.tmp"
    temporary.write_text(policies, "utf-8")
    temporary.replace(folder / "policies.yaml")


def settings(tmp_path: Path, **given: Any) -> Settings:
    """Return settings for a small base that leave nothing outside `tmp_path`."""
    base = given.pop("base", None) or write_base(tmp_path / "base")
    kept = {"cache": tmp_path / "cache", "data": tmp_path / "data", "watch": False}
    return Settings(base=base, **{**kept, **given})


@dataclass(frozen=True)
class PhraseAssistant:
    """Answers from the phrases of the subject alone: enough to see what the service does around an answer."""

    base: Base
    decider: Decider
    snapshot: str


def assistant_of(base: Base) -> PhraseAssistant:
    return PhraseAssistant(base, Decider(base), hashlib.sha256(base.fingerprint.encode()).hexdigest()[:12])


def open_phrases(given: Settings, progress: object) -> PhraseAssistant:
    loaded = load(given.base)
    if loaded.base is None:
        raise BrokenBaseError(loaded.problems)
    return assistant_of(loaded.base)


def refresh_phrases(assistant: PhraseAssistant, given: Settings, loaded: Loaded) -> PhraseAssistant:
    base = loaded.require()
    return assistant if base.fingerprint == assistant.base.fingerprint else assistant_of(base)


def suggest_phrases(assistant: PhraseAssistant, asked: Asked) -> Mapping[str, Any]:
    base = assistant.base
    facts: dict[str, Any] = {"custom_made": {"value": False, "from": "assumed"}}
    for value, named in base.facts["issue"].values.items():  # type: ignore[union-attr]
        for phrase in named.phrases:
            at = asked.text.find(phrase)
            if at >= 0 and "issue" not in facts:
                facts["issue"] = {"value": value, "from": "text", "span": [at, at + len(phrase)]}
    facts = {name: fact for name, fact in facts.items() if name not in asked.facts or fact["from"] == "assumed"}
    facts |= {name: {"value": value, "from": "given"} for name, value in asked.facts.items() if value is not None}
    if "issue" not in facts:
        return {"facts": facts, "suggestions": [], "ask": []}
    known = {name: fact["value"] for name, fact in facts.items()}
    decision = assistant.decider.decide(Case(asked.channel, asked.on, known))
    keys = [key for key, policy in base.policies.items() if known["issue"] in str(policy.when)]
    found = [_offer(base, key, asked, decision) for key in keys]
    ask = [{"fact": one.fact, "question": one.question} for one in decision.ask]
    return {"facts": facts, "suggestions": found[: asked.limit], "ask": ask}


def _offer(base: Base, key: str, asked: Asked, decision: Any) -> Mapping[str, Any]:
    policy = base.policies[key]
    where = base.locate("policies", key)
    overdue = bool(policy.review and policy.review.expires and policy.review.expires < asked.on)
    return {
        "kind": "policy",
        "id": key,
        "title": policy.title,
        "reply": policy.say.get(asked.channel or "default", policy.say["default"]),
        "score": 0.93,
        "confidence": "high",
        "decision": dict(decision.decided),
        "case": {},
        "open": list(decision.open),
        "contested": [],
        "why": {"matched": policy.asks[0], "basis": list(policy.basis), "policies": {}},
        "conflicts": [],
        "source": {"file": where.file, "line": where.line},
        "overdue": overdue,
    }


def check_phrases(assistant: PhraseAssistant, draft: Draft) -> Mapping[str, Any]:
    at = draft.reply.find("退不了")
    if at < 0 or draft.facts.get("issue", "quality") != "quality":
        return {"verdict": "silent", "findings": [], "facts": {}, "ask": []}
    say = assistant.base.policies["quality-return"].say["default"]
    finding = {
        "kind": "outcome",
        "outcome": "return",
        "said": "refused",
        "decided": "allowed",
        "span": [at, at + 3],
        "policies": ["quality-return"],
        "basis": ["consumer-law-24"],
        "instead": say,
    }
    return {"verdict": "contradicts", "findings": [finding], "facts": {}, "ask": []}


def no_conflicts(base: Base, on: date, before: Study | None) -> Study:
    return Study(())


def one_conflict(base: Base, on: date, before: Study | None) -> Study:
    return Study((CONFLICT,) if "no-reason-late" in base.policies else ())


PHRASES = Parts(open_phrases, refresh_phrases, suggest_phrases, check_phrases, no_conflicts)
CONFLICTED = Parts(open_phrases, refresh_phrases, suggest_phrases, check_phrases, one_conflict)
