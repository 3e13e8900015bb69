"""A small base of a few policies, written to a folder, and the light encoder to serve it with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from indexer.encoder import Encoder, open_encoder
from service.settings import EMBEDDED_BASE, Settings

BASE = """\
format: 1
name: 小库
locale: zh-CN
# without messages: learning from thousands of the product's own takes ten seconds a test
lexicons: [claims, phrases, forbidden, synonyms, spellings]
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
terms:
  out_of_scope: [今天天气怎么样, 帮我订张机票, 讲个笑话, 你们招不招代理, 怎么做代理, 直播几点开始, 主播什么时候开播]
placeholders: {order_no: 订单号}
"""

POLICIES = """\
policies:
  quality-return:
    title: 质量问题退换货
    when: {issue: quality}
    decide: {return: allowed, return_shipping: brand, respond_within: 48h}
    basis: [consumer-law-24]
    asks: [面霜变质了还能退吗, 收到的面霜有股怪味, 乳液有异味]
    say: {default: 非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。, douyin: 抱歉亲，质量问题能退，运费我们出。}
    review: {owner: 售后主管, on: 2026-01-01, expires: 2026-02-01}
  no-reason:
    title: 七天无理由退货
    when: {issue: no_reason, days_since_receipt: "<=7", seal_broken: false}
    decide: {return: allowed, return_shipping: customer}
    basis: [consumer-law-24]
    asks: [没拆封不喜欢可以退吗, 刚签收没拆不想要能退吗, 三天前收的没打开想退]
    say: {default: 七天内封口完好可以退。}
  no-reason-late:
    title: 超过七天或已拆封
    when: {issue: no_reason, any: [{days_since_receipt: ">7"}, {seal_broken: true}]}
    decide: {return: refused}
    basis: [consumer-law-24]
    asks: [拆了不想要还能退吗, 超过七天还能退吗]
    say: {default: 很抱歉，这次没办法退。}
  no-reason-unclear:
    title: 无理由退货怎么退
    when: {issue: no_reason}
    basis: [consumer-law-24]
    asks: [不喜欢, 不喜欢想退, 不想要了能退吗, 不喜欢怎么退]
    say: {default: 没拆封的七天内都能退。}
statutes:
  consumer-law-24:
    cite: 消费者权益保护法 第二十四条
    gist: 质量不合格收货七日内可退
    when: {issue: quality, days_since_receipt: "<=7"}
    floor: {return: allowed, return_shipping: brand}
"""

CLAIMS = """\
claims:
  acts:
    return: {says: {return: [refused, allowed]}, able: true, phrases: [退货, 退]}
"""
WORDS = EMBEDDED_BASE / "claims" / "words.yaml"  # how replies refuse, offer and ask is the same in every base

BROKEN = "policies:\n  quality-return: {title: 质量, when: {isue: quality}, decide: {return: allowed}}\n"

CONFLICTED = POLICIES.replace('"<=7", seal_broken: false}', '"<=7"}')  # says nothing of the seal, as the next one does


@cache
def light() -> Encoder:
    """Return the light encoder, opened once for all tests: what it has encoded it remembers."""
    return open_encoder("use", Path())


def write_base(folder: Path, policies: str = POLICIES) -> Path:
    """Write the base to a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    about, _, rest = BASE.partition("channels:")
    (folder / "base.yaml").write_text(about, "utf-8")
    claims = CLAIMS + WORDS.read_text("utf-8").split("claims:\n", 1)[1]
    (folder / "words.yaml").write_text(f"channels:{rest}{claims}", "utf-8")
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
    kept = {"cache": tmp_path / "cache", "data": tmp_path / "data", "watch": False, "acknowledge_s": 10}
    return Settings(base=base, **{**kept, **given})
