"""Where on a label the list begins, which sections it has and where it ends; what is no list is blanked out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.reading.ingredient_list.mending import CUT

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"


class Section(StrEnum):
    """Where on the label a part stands."""

    MAIN = "main"
    TRACE = "trace"  # 其他微量成分: each at most 0.1 %, in any order
    MAY = "may_contain"  # (+/-): colourants that a shade may or may not hold


@dataclass(frozen=True, slots=True)
class Sections:
    """A text with everything blanked that is no name; where each section begins, and where the list itself does."""

    text: str
    begins: tuple[tuple[int, Section], ...]
    first: int  # 0 where no heading announces the list

    def of(self, place: int) -> Section:
        return [section for begins, section in self.begins if begins <= place][-1]


_LEAD = r"[ \t#*_>|•·\-\[(【■]{0,8}"
_LEAD_SPACED = r"[\s\[(【#*_>|•\-]{0,8}"
_START = r"(?:^|(?<=[\n\0、,;。:]))" + _LEAD_SPACED
_TRACE = re.compile(
    r"[\[(【*]{0,3}\s{0,4}其[他它](?:的)?微量(?:成[分份]|组分)\s{0,4}"
    r"(?:\([^()]{0,20}\))?\s{0,4}[\])】*]{0,3}\s{0,4}:?"
)
_MAY = re.compile(
    r"[\[(]?\s{0,4}(?:可能含有?(?:成[分份]|着色剂)?|may\s+contain|peut\s+contenir)?\s{0,4}"
    r"[\[(]?\s{0,4}(?:\+\s{0,4}/\s{0,4}[-–—]|±|可能含有|may\s+contain|peut\s+contenir)\s{0,4}[\])]?\s{0,4}:?",
    re.I,
)
_WORDS = (
    rf"(?:[{CJK}a-z ]{{0,8}}?(?:成[分份]|配料|组成)(?:列?表|一览|清单|说明)?"
    r"|전\s?성분(?:표)?|모든\s?성분|(?:유효|기타|그\s?밖의|주요)?\s?성분"
    r"|(?:active |inactive |other |full |key |all )?ingredients?(?: list)?|composition|inci(?: list)?"
    r"|ingr[ée]dients?|ingredientes|ingredienti|inhaltsstoffe|bestandteile)"
)
_HEADING = re.compile(
    _START + _WORDS + r"\s{0,4}(?:\([^()]{0,20}\))?\s{0,4}[\])】*_]{0,4}\s{0,4}(?:[:=\n]|(?<=[\])】]))[*_ ]{0,4}"
    r"|\A\s{0,4}(?:全?成[分份]表?|전성분|ingredients)\s+"
    r"|(?<=[\s.])(?:全?成[分份]表?|전성분|(?:active |inactive |other |full |all )?ingredients?)\s?:",
    re.I,
)
_FEW = re.compile(r"主要|核心|主打|明星|关键|功效|key|주요", re.I)
_END_WORDS = (
    r"(?:产品|本品|主要|商品)?功[效能](?:宣称)?|使用方法|使用说明|使用步骤|使用指南|用法|注意事项|注意|"
    r"警[示告]语?|温馨提示|净含量|规格|内容量|容量|生产(?:企业|厂家|商|日期|许可证?|批号)|制造商|制造厂|注册人|"
    r"备案人|委托方|受托(?:方|生产企业)|境内责任人|经销商|总经销|进口商|(?:生产|厂|公司|企业)?地址|保质期|"
    r"限(?:期)?使用(?:日)?期|批号|执行标准|产品标准|标准号|(?:原)?产[地国]|原产国|贮存|储存|保存方法|"
    r"适用(?:肤质|人群|范围|部位|对象)|电话|客服|网址|(?:备案|批准|注册|许可证?)(?:文)?号|备案编号|特证|"
    r"(?:产品|商品|品)名称?|品牌|功效评价|产品(?:特点|介绍|描述|卖点)|卖点|质地|香味|(?:產品)?功效|使用方式|"
    r"注意事項|淨含量|製造(?:商|廠|日期)|保存期限|有效期限|原產地|進口商|ご?使用方法|使い方|"
    r"使用上の?(?:ご)?注意|ご注意|製造販売元|発売元|販売元|製造元|原産国|区分|効能・?効果|"
    r"保管(?:及び|および)?取扱|お問い?合わ?せ|사용\s?방법|사용법|사용\s?시의?\s?주의\s?사항|주의\s?사항|내용량|"
    r"용량|제조(?:업자|국|사|원|번호|일자)?|(?:화장품)?책임판매업자|사용기한|사용기간|효능|유형|품번|품명|원산지|품질보증|보관방법|"
    r"소비자상담|directions?(?: for use| of use)?|how to use|usage|use|to use|warnings?|cautions?|precautions?|"
    r"net (?:wt|weight|content)|(?:made|manufactured|distributed|produced|imported) (?:in|by|for)|manufacturer|"
    r"distributor|storage|store (?:in|at|below)|keep out of|exp(?:iry)?(?: date)?|best before|batch|lot|"
    r"country of origin|for external use|benefits?|product (?:name|benefits?)|brand|suitable for|mode d'emploi|"
    r"conseils? d'utilisation"
)
_END = re.compile(
    rf"(?:^|(?<=[\n\0。;!]))(?:{_LEAD}|[.\s]{{0,3}})(?:{_END_WORDS})(?![、,])(?=[^\n:]{{0,14}}[\])】*_]{{0,4}}\s{{0,3}}[:\n]|[\])】]|\s|见|$)"
    rf"|(?<=[\s.。;\])】])[\[(【*]{{0,3}}(?:{_END_WORDS})\s{{0,3}}[\])】*]{{0,3}}\s{{0,3}}:"
    rf"|\[(?:{_END_WORDS})\]",
    re.I,
)
_NOTE = re.compile(
    r"[(\[]?(?:[*¹²³]{1,4}|\(\d\)|•)[)\]]?\s{0,2}[:=-]?\s{0,2}(?:(?:100\s?%\s|\d{1,3}(?:[.,]\d)?\s?%\s(?:of|des|du)\s)?"
    r"(?:from|issus?|ingr[ée]dients?|certified|organic|organically|natural(?:ly)?|produced|derived|obtained|made|of|component|composants?|denotes|indicates|"
    r"present|aus|kbA|kontrolliert|biologi|d[ei]\s|provenant|tir[ée]s?|agriculture)\b|为|表示|代表|来自|来源|有机|天然|经|经过|源自|取自|オーガニック|は?有効成分|は「|유기농|"
    r"천연|자연)[^\n\0]{0,160}",
    re.I,
)
_FREE = re.compile(
    r"(?:不含有?|未添加|无添加|不添加|零添加|0\s?添加|无酒精|无香精|無添加|無香料|無着色|不使用|"
    r"free\s(?:of|from)|does not contain|without|무첨가)[^\n。;.\0]{0,160}"
    r"|[A-Za-z]+[ -]free\b|[ァ-ヶー]{2,10}フリー",
    re.I,
)
_AND = re.compile(r"\(\s{0,4}(?:and|和|及|与|et|und)\s{0,4}\)", re.I)


def sections(folded: str) -> Sections:
    """Return a folded text without its headings, footnotes and other parts of the label."""
    begins: list[tuple[int, Section]] = [(0, Section.MAIN)]
    marks = list(_marks(folded))
    headings = [mark for mark in marks if mark[2] is not None]
    whole = any(not few for _, _, section, few in marks if section is Section.MAIN)
    text = folded
    for number, (start, end, section, few) in enumerate(marks):
        text = _blank(text, start, end)
        if section is None or (few and whole):
            until = next((one[0] for one in marks[number + 1 :] if one[2] is not None), len(text))
            text = _blank(text, end, until)
        if section is not None:
            begins.append((end, section))
    for pattern in (_NOTE, _FREE, _AND):
        for found in pattern.finditer(text):
            text = _blank(text, found.start(), found.end())
    first = next((start for start, _, section, _ in headings if section is Section.MAIN), 0)
    return Sections(text, tuple(sorted(begins, key=lambda one: one[0])), first)


def _marks(folded: str) -> Iterator[tuple[int, int, Section | None, bool]]:
    """Yield headings and ends in order: place, section (None: the list ends), and whether it tells a few names."""
    found: list[tuple[int, int, Section | None, bool]] = []
    taken = folded
    for pattern, section in ((_TRACE, Section.TRACE), (_MAY, Section.MAY), (_HEADING, Section.MAIN), (_END, None)):
        for one in pattern.finditer(taken):
            few = section is Section.MAIN and bool(_FEW.search(one[0]))
            found.append((one.start(), one.end(), section, few))
            taken = _blank(taken, one.start(), one.end())
    yield from sorted(found, key=lambda one: one[0])


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + CUT * (end - start) + text[end:]
