"""Addresses: parts of one (省市区, roads, houses, rooms) that stand close together, or after words that ask for one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from service.store.masking.view import View

_HAN = r"\u3400-\u9fff"
_COUNT = r"[0-9零〇一二三四五六七八九十百千两]"
_NUMBER = rf"(?:[0-9a-z甲乙丙丁\-]{{1,8}}|{_COUNT}{{1,7}})"
_PLAIN = "\ue002"  # in place of a word that only looks like a part of an address
_PLAIN_WORDS = re.compile(
    r"区别|区分|区域|地区(?![\u3400-\u9fff]{1,6}[县市])|[tu]区|分区|市区|郊区|(?:(?<![\u3400-\u9fff])|(?<=[住在到是远的]))(?:城区|山区|景区)|社区群|专区|校区(?![\u3400-\u9fff]{0,6}[0-9第])|农村|乡村|乡镇|村镇|区县|市县|县区|省市|市区县|某某.|学校宿舍|公司宿舍|县城(?!关)|(?<![盐宣运晋聊防诸禹麻])城市(?!花园|广场)|超市|上市|(?<![厦江荆天])门市(?!广场)|(?<![成宜])都市|夜市|市面|市场|市价|股市|本市|全市"
    r"|省钱|省心|省事|省内|省外|外省|全省|节省|各省|本省|省略|省得|路上|一路(?!\s?[0-9]+号|[一二三四五六七八九十]+号[^色链])|半路|路由|路过|网路|思路|退路|套路|路线|路人|路途|路边|(?<!新)马路(?!\s?[0-9]+号)"
    r"|(?:(?<=[到在放进出们的个同封送寄壁近])|(?<![\u3400-\u9fff]))小区(?=门|封|里|楼下|物业|保安|驿站|不|能|可|吗|外|$)|国际[^\u3400-\u9fff]|国际(?=物流|快递|运费)|中心思|村里|街上|逛街|街边|冰镇|镇静|镇定|镇痛|老乡|家乡|下乡"
    r"|广场舞|大学生|中学生|小学生|学院派|大学(?=里|可|能|吗|$)|州官|红旗|旗舰|旗下|旗帜|政府|恢复|村民|知道|客服中心|(?:转运|中转|分拨|物流|集散|配送|处理)中心|一个(?:省|市|区|县|小区|村|镇)|售后中心|服务中心|个人中心|会员中心|中心(?=位置|部)"
    r"|办公室|实验室|室内|室温|室外|浴室|教室|每层|分层|一层层|层层|第[0-9一二三四五六七八九十]+[组层号]|(?<![路街道巷0-9])[0-9]+号(?=[色链签买拍下到收发前后之])"
)
_PART = re.compile(
    rf"(?P<house>{_NUMBER}(?:号楼|号院|号宿舍|宿舍|舍(?=\s?[0-9])|栋|幢|单元|号铺)|(?:[0-9a-z]{{1,3}}|{_COUNT})[座塔]|(?:[0-9a-z]?[0-9\-]{{3,6}}|{_COUNT}{{3,7}})室)"
    rf"|(?P<rooms>(?<![0-9\-])[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{2,3}}(?![0-9\-]))"
    rf"|(?P<door>{_NUMBER}(?:号|楼|层|户|组|弄|巷|段|村|队|社(?!区))|(?:[东西南北村][头口](?:第{_COUNT}家)?|第{_COUNT}家))"
    rf"|(?<=[{_HAN}a-z])(?P<place>小区|花园|公寓|大厦|广场|家园|新村|公馆|村|社区|大学城?|学院|学园|医院|医院部|中学|小学|宿舍楼?|邨|工业园区?|创意园|物流园|开发区|产业园|科技园|科学城|软件园|园区|国际|中心|苑|庄|屯(?![门溪])|府|soho)"
    rf"|(?<=[{_HAN}])(?P<road>路|大道|道(?=\s?[0-9]{{1,4}}号)|大街|街(?!道)|胡同|公路|巷|西街|东街)"
    rf"|(?:(?<![{_HAN}])|(?<=香港)|(?<=[到在去往寄送]))(?P<island>新界|九龙|港岛|香港|澳门|台湾)(?=[{_HAN}])"
    rf"|(?<=[{_HAN}])(?P<area>省|自治区|市|区|县|旗|镇|乡|街道|州)"
)
_KINDS = {"island": "area"}
_GAP = 12
_GAP_TEXT = re.compile(rf"[{_HAN}a-z0-9 /·\-、,\t]*")
_GAP_BREAK = re.compile(r"写|[收退买寄用吗能没了我你不]|,.{7,}|快递|发货|到货")
_ASKS = re.compile(
    r"(?:收货|收件|退货|家庭|新|老家|公司|我的)?地址(?:[:\s]|改成|改到|改为|变更为|换成|应该是|填的?|写的?|在|是|为){0,4}"
    r"|(?:我|家|现在|本人)?(?:住在|住址|家住|家在|住)[:\s]?|(?:公司|单位|学校|店)在|(?:改|重新|麻烦|帮我)?寄(?:到|往|去|回)?[:\s]?"
    r"|(?:公司|单位|学校|家里?|店里?|宿舍)[:]|(?:快递|帮我|直接)?(?:送(?:到|去|往)?|发(?:到|去|往))[:\s]?|改到|搬到了?|改成|放(?:在|到)"
)
_STOPS = frozenset("在到是寄住送我你您他她的了叫写去往给请就" + _PLAIN)
_TAIL = re.compile(
    rf"(?:[东西南北](?:户|单元|门|楼)"
    rf"|[ ,]?[0-9]{{3,5}}(?:-[0-9]{{1,5}})?(?![0-9]|\s?(?:元|块|ml|g|天|件|次|%))(?:\s?室)?"
    r"|[ ,]?[a-z][0-9]{1,2}(?:座|栋|塔|号楼)?(?![0-9a-z%])|[ ,]?[0-9a-z]{1,4}(?:-[a-z]?[0-9]{1,5}){1,3}[室号]?"
    rf"|[0-9a-z]{{1,4}}(?![0-9a-z]|\s?(?:元|块|ml|g|天|件|次|%|月|年))室?"
    rf"|[ ,]?{_COUNT}{{2,6}}(?![{_HAN}])室?|点[0-9]{{3,5}}(?![0-9])"
    r"|(?:门口)?的?(?:鞋柜|门口|护士站|快递柜|传达室|门卫室|前台)|[东西南北]?[楼室]|(?:菜鸟|妈妈)驿站|丰巢柜?){1,3}"
)
_TOLD = re.compile(r"地址(?:\s?(?:改成|改到|改为|变更为|换成|应该是|是|为|:)\s?){1,3}([^,。;!?\n]{4,60})")
_TOLD_NOT = re.compile(r"哪|什么|怎|不|错|对的|多少|吗|我")
_ROAD_IN_LATIN = re.compile(r"(?<=[ ])(?:road|rd|street|avenue|ave|lane|boulevard|district)(?![a-z])")
_BEFORE_ROAD = re.compile(
    r"(?:(?:room|rm|building|bldg|unit|flat|floor|no)\.?\s?[0-9a-z\-]{1,6},?\s?){0,4}[0-9]{1,5}\s?(?:[a-z']{2,20}\s){1,4}$"
)
_AFTER_ROAD = re.compile(r"(?:[ ,]{1,2}[a-z']{2,20}(?![a-z0-9])){0,5}")


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    kind: str


def claim_places(view: View) -> None:
    """Claim addresses; a town alone, or a place that anybody may name, stays."""
    view.claim_all([(*span, "地址") for span in _in_latin(view.text)])
    text = _PLAIN_WORDS.sub(lambda found: _PLAIN * len(found[0]), view.text.replace("住院部", "医院部"))
    spans = []
    for parts in _groups(text):
        start, is_asked = _beginning(text, parts[0].start)
        if _is_address(text, start, parts, is_asked):
            tail = _TAIL.match(text, parts[-1].end)
            spans.append((start, tail.end() if tail else parts[-1].end, "地址"))
    spans.extend(
        (*found.span(1), "地址")
        for found in _TOLD.finditer(text)
        if not _TOLD_NOT.search(found[1]) and (_PART.search(found[1]) or re.search(r"[0-9]{2}", found[1]))
    )
    view.claim_all(spans)


def _groups(text: str) -> Iterator[list[_Part]]:
    parts: list[_Part] = []
    for found in _PART.finditer(text):
        part = _Part(found.start(), found.end(), _KINDS.get(found.lastgroup or "", found.lastgroup or ""))
        if parts and not _touch(text, parts[-1].end, part.start):
            yield parts
            parts = []
        parts.append(part)
    if parts:
        yield parts


def _touch(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= _GAP and _GAP_TEXT.fullmatch(gap) is not None and _GAP_BREAK.search(gap) is None


def _beginning(text: str, at: int) -> tuple[int, bool]:
    """Return where the name of the first part begins, and whether words that ask for an address stand before it."""
    begin = max(0, at - 20)
    asks = [found.end() for found in _ASKS.finditer(text, begin, at)]
    start = at
    while start > max(begin, at - _GAP) and _is_name(text[start - 1]):
        start -= 1
    last = max((end for end in asks if end <= at), default=-1)
    is_asked = last >= 0 and re.fullmatch(rf"[{_HAN}a-z0-9 ]*", text[last:at]) is not None
    return (max(start, last), True) if is_asked else (start, False)


def _is_name(char: str) -> bool:
    return ("\u3400" <= char <= "\u9fff" or char.isalnum()) and char not in _STOPS


def _is_address(text: str, start: int, parts: list[_Part], is_asked: bool) -> bool:
    count = Counter(part.kind for part in parts)
    named = count["place"] + count["road"] + count["area"]
    if count["house"] and (len(parts) > 1 or _TAIL.match(text, parts[-1].end)):
        return True
    if count["rooms"] and named:
        return True
    if count["road"] and count["door"] and _follows(parts, "road", "door"):
        return True
    if count["place"] and count["door"] and _follows(parts, "place", "door") and parts[0].start - start >= 2:
        return True
    if count["place"] + count["area"] >= 2 and count["door"] and parts[0].start - start >= 2:
        return True
    if count["area"] >= 2 and named + count["door"] >= 3:
        return True
    if count["area"] and count["road"] and (count["door"] or count["place"]):
        return True
    has_name = parts[0].start - start >= 2 or parts[0].kind == "house"
    return (
        is_asked
        and has_name
        and ((len(parts) >= 2 and named > 0) or count["house"] + count["place"] + count["road"] > 0)
    )


def _follows(parts: list[_Part], first: str, second: str) -> bool:
    return any(a.kind == first and b.kind == second and b.start - a.end <= 3 for a, b in pairwise(parts))


def _in_latin(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for road in _ROAD_IN_LATIN.finditer(text):
        if road.start() < done:
            continue
        before = _BEFORE_ROAD.search(text[max(done, road.start() - 90) : road.start()])
        after = _AFTER_ROAD.match(text, road.end())
        if before and after:
            done = after.end()
            yield road.start() - len(before[0]), done
