"""Several scripts as one reply: one greeting, one apology and one closing, and no sentence twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.reading.normal import normalise

_SENTENCE = re.compile(r"[^。！!？?\n]*(?:[。！!？?]+[~～]*|\n|$)")
_ADDRESS = r"(?:亲+亲*|亲爱的|宝子?们?|宝贝|小主|姐妹|家人|您)"
_OPENING = re.compile(  # a clause that greets, apologises or says that one understands, and nothing else
    rf"(?:{_ADDRESS}?(?:您好|你好|早上好|下午好|晚上好|嗨|哈喽)(?:呀|啊|哦)?{_ADDRESS}?"
    rf"|{_ADDRESS}"
    rf"|(?:非常|真的?|太|实在|很|十分)?(?:抱歉|对不起|不好意思)(?:了|啊|哈|呢|哦)?(?:{_ADDRESS}|让您[\u4e00-\u9fff]{{1,8}})?(?:了|啊|哈)?"
    rf"|(?:我?(?:很|非常|特别)?理解(?:您的?(?:心情|着急|担心))?){_ADDRESS}?"
    rf"|(?:您?先?别[急慌]|让您(?:久等|受罪|费心|担心)了|给您添麻烦了|(?:非常)?感谢您?的?(?:反馈|咨询|联系|来信)){_ADDRESS}?)"
    r"[，,。！!~～、\s]+"
)
_CLOSING = re.compile(
    r"(?:祝您?[\u4e00-\u9fff，,]{2,14}"
    r"|(?:再次|非常|十分)?(?:感谢|谢谢)您?的?(?:理解|支持|配合|耐心|信任|来信|反馈|等待)(?:和[\u4e00-\u9fff]{2,4}|与[\u4e00-\u9fff]{2,4})?"
    r"|(?:如?有|还有)(?:其他|任何|别的)?(?:问题|疑问|需要)[\u4e00-\u9fff，,]{0,14}(?:联系|找|告诉|问|留言|咨询)[\u4e00-\u9fff]{0,8}"
    r"|此致|敬礼|辛苦您了)[。！!~～\s]*"
)


@dataclass(frozen=True, slots=True)
class _Parts:
    opening: str
    body: tuple[str, ...]
    closing: tuple[str, ...]


def merged(replies: Sequence[str], signatures: Collection[str] = ()) -> str:
    """Return the replies as one, in their order: the first one's opening, every body, the last closing there is.

    A last line that is one of `signatures` closes a reply as courtesy does.
    """
    parts = [_parts(reply, signatures) for reply in replies]
    opening = next((one.opening for one in parts if one.opening), "")
    closing = next((one.closing for one in reversed(parts) if one.closing), ())
    seen: set[str] = set()
    bodies = [body for one in parts if (body := _unseen(one.body, seen))]
    text = opening + "\n".join(bodies) + "".join(f"\n{one}" for one in closing)
    return text.strip()


def _parts(reply: str, signatures: Collection[str]) -> _Parts:
    """Cut a reply; one that is nothing but courtesy keeps it as its body."""
    start = 0
    while (found := _OPENING.match(reply, start)) and found.end() < len(reply):
        start = found.end()
    sentences = [one for found in _SENTENCE.finditer(reply[start:]) if (one := found[0].strip(" \n"))]
    last = len(sentences)
    while last > 1 and (sentences[last - 1] in signatures or _CLOSING.fullmatch(sentences[last - 1])):
        last -= 1
    return _Parts(reply[:start].strip(" \n"), tuple(sentences[:last]), tuple(sentences[last:]))


def _unseen(sentences: Sequence[str], seen: set[str]) -> str:
    kept = []
    for one in sentences:
        key = normalise(one).strip("。！!？?~～,， ")
        if key not in seen:
            kept.append(one)
        seen.add(key)
    return "".join(kept)
