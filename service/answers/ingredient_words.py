"""What an ingredient list comes to, in words that an agent can use; nothing here runs another product down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from knowledge.model.base import Base
from knowledge.reading.ingredient_list.advice import Banned, ForPregnancy, ForSkin, OverLimit, Watch
from knowledge.reading.ingredient_list.amounts import Amounts
from knowledge.reading.ingredient_list.naming import Listed
from knowledge.reading.ingredient_list.sections import Section
from service.answers.ingredient_list import (
    InBoth,
    IngredientList,
    ListComparison,
    ListedIngredient,
    ListedPair,
    ListedPart,
    WatchedIngredient,
)

_PREGNANCY = {
    "avoid": "孕期、备孕和哺乳期请避开",
    "ask-doctor": "孕期、备孕和哺乳期先问医生",
    "caution": "孕期、备孕和哺乳期谨慎用",
}
_SKIN = {"avoid": "这类皮肤请避开", "caution": "这类皮肤谨慎用，先做耳后测试"}
_STANCE = {"avoid": "不建议同时用", "caution": "留意", "fit": "合拍"}
_HOW = {"look": "字形相近", "sound": "读音相近", "near": "对得不全"}
_UNREADABLE = (
    "没有读到成分：请把成分表的文字原样粘贴过来；看不清时，"
    "请发一张包装上「成分」那一栏的清晰照片（对焦、光线足、整段入镜、不反光），"
    "或产品备案名称、备案编号，也可在国家药监局的化妆品备案信息里按名称查到成分表"
)
_UNREADABLE_PART = (
    "没认出的偏多，多半是没拍清或没抄全：请发「成分」那一栏的清晰照片（对焦、光线足、整段入镜、不反光），"
    "或逐字核对后重发，不要猜"
)
_SECTION = {Section.TRACE: "其他微量成分，各不超过 0.1%", Section.MAY: "可能含有的着色剂"}


def watch_in_words(base: Base, watch: Watch) -> WatchedIngredient:
    """Return one thing to watch, with its words."""
    name = base.ingredients[watch.id].name
    match watch:
        case Banned(because=because, cite=cite):
            text = f"{name}不得用于化妆品（{because}），请先停用，需要时看医生"
            return WatchedIngredient(id=watch.id, name=name, kind="banned", text=text, cite=cite)
        case OverLimit(percent=percent, limits=limits, is_over_all=is_over_all):
            bounds = "；".join(f"{limit.for_ or '各类产品'}最多 {limit.max:g}%" for limit in limits)
            head = f"标出的 {percent:g}% 高于国内限量" if is_over_all else f"标出的 {percent:g}% 高于部分用途的国内限量"
            text = f"{name}{head}：{bounds}"
            return WatchedIngredient(id=watch.id, name=name, kind="limit", text=text, cite=limits[0].cite)
        case ForPregnancy(stance=pregnancy):
            text = f"{name}：{_PREGNANCY[pregnancy]}"
            return WatchedIngredient(id=watch.id, name=name, kind="pregnancy", stance=pregnancy, text=text)
        case ForSkin(stance=stance):
            text = f"{name}：{_SKIN[stance]}"
            return WatchedIngredient(id=watch.id, name=name, kind="skin", stance=stance, text=text)


def order_text(base: Base, listed: Sequence[Listed], found: Amounts) -> str:
    """Return what the order of the list says, in words."""
    said = []
    mark = found.mark
    if mark is not None:
        name = base.ingredients[mark.id].name
        limit, practice = f"国内限量最高 {mark.at_most:g}%", f"见效只要 {mark.at_most:g}%，很少用到 1%，属通行经验"
        why = limit if mark.basis == "limit" else practice
        said.append(
            f"「{name}」之前按含量从多到少排；从「{name}」起（{why}），大约都在 1% 以下。"
            "国产标签依规定到 0.1% 仍按多少排，进口标签 1% 以下可以不按多少排，所以这一段的先后不说明多少"
        )
    elif sum(one.part.section is Section.MAIN for one in listed) > 1:
        said.append("按含量从多到少排，名次只能推出上限，推不出确切的百分比")
    if any(one.part.section is Section.TRACE for one in listed):
        said.append("「其他微量成分」各不超过 0.1%，先后不代表多少（化妆品标签管理办法 第十二条）")
    return "；".join(said) + ("。" if said else "")


def report(answer: IngredientList) -> Iterator[str]:
    """Yield the lines of an answer of `read_ingredients`."""
    parts = answer.parts
    if not parts:
        yield _UNREADABLE
        return
    yield _count(parts)
    yield from _listing(parts, {one.id: one for one in answer.ingredients})
    if answer.order.text:
        yield ""
        yield f"顺序：{answer.order.text}"
    yield from _section(f"要留意（{answer.skin.name}）" if answer.skin else "要留意", _watching(answer))
    yield from _section("这张表里的搭配（同一瓶里由配方定好，另外叠加同类产品时留意）", _pairing(answer.pairs))
    yield from _section("先问一句", [ask.question for ask in answer.ask])
    if answer.versus is not None and answer.comparison is not None:
        yield from _section("两张表对照", _comparing(answer.comparison, answer.parts, answer.versus.parts))


def _count(parts: Sequence[ListedPart]) -> str:
    known = sum(part.id is not None for part in parts)
    official = sum(part.official is not None for part in parts)
    count = f"读到 {len(parts)} 个成分，认出 {known} 个"
    if official:
        count += f"，另有 {official} 个知识库没写、官方目录或规范里有"
    rest = len(parts) - known - official
    if not rest:
        return count
    count += f"；{rest} 个没认出，照原样列着" if official else "；没认出的照原样列着"
    return count + (f"。{_UNREADABLE_PART}" if rest * 3 > len(parts) else "")


def _listing(parts: Sequence[ListedPart], about: Mapping[str, ListedIngredient]) -> Iterator[str]:
    section = Section.MAIN
    for number, part in enumerate(parts, 1):
        if part.section != section:
            section = part.section
            if section in _SECTION:
                yield f"—— {_SECTION[section]}"
        printed = " ".join(part.text.split())
        if part.name is None:
            yield f"{number}. {printed}　{_unknown(part)}{_amount(part)}"
            continue
        head = printed if printed == part.name else f"{printed} → {part.name}"
        doubt = _HOW.get(part.how or "", "")
        doubt = doubt and f"（{doubt}，把握 {part.certainty:.2f}，请核对原图）"
        if part.id is None:
            yield f"{number}. {head}{doubt}{_amount(part)}　{part.official.text if part.official else ''}"
            continue
        entry = about[part.id]
        roles = "、".join(entry.roles) + (f"：{entry.mechanism}" if entry.mechanism else "")
        yield f"{number}. {head}{doubt}{_amount(part)}　{roles}"


def _unknown(part: ListedPart) -> str:
    if part.colour_index:
        return f"着色剂（染料索引号 {part.colour_index}），知识库里没有它"
    near = part.nearest
    if part.is_family and near:
        return f"是一类成分的统称或俗称，说不准是不是{near.name}，请核对原图"
    return "没认出" + (f"（名字接近{near.name}，把握只有 {near.certainty:.2f}，不能当作它）" if near else "")


def _amount(part: ListedPart) -> str:
    amount = part.amount
    if part.percent is not None:
        return f"　标示 {part.percent:g}%"
    if amount.at_most is None or (amount.order == "descending" and amount.at_most >= 100):
        return ""
    low = f"{amount.at_least:g}% 至 " if amount.at_least is not None else "至多 "
    return f"　{low}{amount.at_most:g}%"


def _watching(answer: IngredientList) -> list[str]:
    lines = [one.text + (f"〔{one.cite}〕" if one.cite else "") for one in answer.watch]
    strong = [one.name for one in answer.ingredients if one.irritation == "high" and not one.banned]
    if strong:
        lines.append(f"刺激性较强，从少量、低频开始：{'、'.join(strong)}")
    return lines


def _pairing(pairs: Sequence[ListedPair]) -> list[str]:
    return [f"{_STANCE[pair.stance]}　{' + '.join(pair.names)}：{pair.why}" for pair in pairs]


def _comparing(found: ListComparison, here: Sequence[ListedPart], there: Sequence[ListedPart]) -> Iterator[str]:
    if found.common:
        yield "两张都有：" + "、".join(_both(one, here, there) for one in found.common)
    if found.only_here:
        yield "第一张另有：" + "、".join(_titled(here[at]) for at in found.only_here)
    if found.only_there:
        yield "第二张另有：" + "、".join(_titled(there[at]) for at in found.only_there)
    yield "名次只大致说明用了多少；肤感和效果还看原料规格与整体配方，两款各有侧重，按自己的皮肤和需要选就好。"


def _both(one: InBoth, here: Sequence[ListedPart], there: Sequence[ListedPart]) -> str:
    more = {"here": "第一张", "there": "第二张"}.get(one.more or "")
    side = f"，{more}{'更多' if one.certain else '可能更多'}" if more else ""
    return f"{one.name}（{_rank(here[one.here])}／{_rank(there[one.there])}{side}）"


def _rank(part: ListedPart) -> str:
    if part.percent is not None:
        return f"{part.percent:g}%"
    return f"第 {part.rank} 位" if part.rank else {Section.TRACE: "微量", Section.MAY: "可能含有"}[part.section]


def _titled(part: ListedPart) -> str:
    return f"{part.name or ' '.join(part.text.split())}（{_rank(part)}）"


def _section(title: str, lines: Sequence[str] | Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"　· {line}" for line in found)
