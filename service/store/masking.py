"""Personal data in a text, replaced by what it was: nothing a customer could be found by is stored or logged.

Better one word too many than one number too few: what is masked here is kept for months, and nobody needs it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_HAN = r"\u3400-\u9fff"
_NUMERALS = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_IS = r"\s*(?:号码|号)?\s*(?:是|为|叫)?\s*[:：#＃=]?\s*"
_ROADS = "路|大道|大街|街|巷|弄|胡同|小区|花园|公寓|村|苑"
_PLACES = f"省|自治区|市|区|县|旗|镇|乡|街道|屯|里|社区|家园|大厦|广场|学校|大学|学院|宿舍|{_ROADS}"
_DETAIL = rf"[\d{_NUMERALS}十百A-Za-z\-－—#]{{1,8}}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|弄|组|队|舍|门|户)?"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
    "陳楊黃趙吳孫馬許韓馮鄧葉蘇呂盧鐘譚陸賈韋鄒龍賀顧龔萬錢嚴"
)
_ORDERS = "订单编号|订单|訂單|单号|單號|运单|快递|物流|编号|order(?:\\s?(?:no|id|number))?\\.?"
_ACCOUNTS = "微信|薇信|威信|v信|vx|wx|weixin|wechat|qq|扣扣|支付宝|支付寶|账号|账户|帐号|賬號|旺旺|会员|卡号|银行卡"
_ADDRESSES = "收货地址|收件地址|退货地址|地址改成|地址|住址|住在|家住|寄到|寄往|寄去|改到|送到"
_TO_DIGITS = str.maketrans("零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789")

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def mask(text: str) -> str:
    """Return `text` with phones, addresses, ids, orders, accounts and marked names replaced."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def storable(text: str) -> str:
    """Return the masked text without what a database refuses: NUL and lone surrogates."""
    return mask("".join(" " if char == "\0" else "�" if "\ud800" <= char <= "\udfff" else char for char in text))


def _unless_a_day(found: re.Match[str]) -> str:
    return found[0] if _DAY.fullmatch(found[0]) else "〔号码〕"


def _if_a_phone(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0].translate(_TO_DIGITS))
    return "〔电话〕" if re.fullmatch(r"1[3-9]\d{9}", digits) else found[0]


def _where_told(found: re.Match[str]) -> str:
    return f"{found[1]}〔地址〕" if _TELLS_A_PLACE.search(found[2]) else found[0]


_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_TELLS_A_PLACE = re.compile(rf"\d|{_PLACES}|号|栋|楼|室")
_ID_CARD = re.compile(r"(?<!\d)\d{6}\s?(?:19|20)\d{2}\s?\d{4}\s?\d{3}[\dXxＸｘ](?![\dA-Za-z])")

_RULES: tuple[_Rule, ...] = (
    (re.compile(r"[\w.+\-]{1,64}+[@＠][\w\-]{1,64}(?:[.．][\w\-]{1,64}){1,8}"), "〔邮箱〕"),
    (_ID_CARD, "〔证件号〕"),
    (re.compile(r"(?<!\d)\d{17}[\dXxＸｘ](?![\dA-Za-z])"), "〔证件号〕"),
    (re.compile(rf"(护照|通行证|身份证|身份證){_IS}([A-Za-z]{{0,2}}\d[\dA-Za-zＸｘ]{{5,}})"), r"\1〔证件号〕"),
    (re.compile(r"(?<!\d)(?:\+?\s?86[-\s]?)?1[3-9]\d(?:[-\s.]?\d{4}){2}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[-\s—]?\d{7,8}(?:[-转]\d{1,6})?(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)400[-\s]?\d{3}[-\s]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"\+\d{1,3}[-\s]?\d(?:[-\s]?\d){6,12}(?!\d)"), "〔电话〕"),
    (re.compile(rf"(电话|手机|座机|電話|手機){_IS}\d(?:[-\s]?\d){{5,}}"), r"\1〔电话〕"),
    (re.compile(rf"(?<![\d{_NUMERALS}])[1一幺壹](?:[\s\-.]?[{_NUMERALS}\d]){{10}}(?![\d{_NUMERALS}])"), _if_a_phone),
    (re.compile(rf"({_ORDERS}){_IS}(?=[A-Za-z\-]*\d)[A-Za-z\d\-]{{6,}}", re.I), r"\1〔单号〕"),
    (re.compile(rf"({_ACCOUNTS}){_IS}[A-Za-z\d_][\w.\-]{{4,}}(?<=[A-Za-z\d_])", re.I | re.A), r"\1〔账号〕"),
    (re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,4}\d{8,}(?:-\d+)*"), "〔单号〕"),
    (re.compile(r"(?<!\d)\d{4}(?:[ \-]\d{4}){2,4}(?:[ \-]\d{1,4})?(?!\d)"), "〔账号〕"),
    (re.compile(r"\d{9,}"), "〔号码〕"),
    (re.compile(r"(?<!\d)\d{8}(?!\d)"), _unless_a_day),
    (re.compile(rf"[{_NUMERALS}\d]{{9,}}|[{_NUMERALS}]{{7,}}"), "〔号码〕"),
    (re.compile(rf"({_ADDRESSES}){_IS}([^，。；;!！?？\n〔]{{4,60}})"), _where_told),
    (re.compile(rf"(?>[{_HAN}]{{2,8}}?(?:{_PLACES})){{2,}}+(?:[{_HAN}]{{0,10}}?{_DETAIL}){{1,6}}"), "〔地址〕"),
    (re.compile(rf"(?:[{_HAN}]{{2,4}}?(?:省|自治区|市|区|县|镇|乡|街道|村|路|大道|街|巷|小区)){{3,}}"), "〔地址〕"),
    (
        re.compile(
            rf"[{_HAN}]{{2,6}}?(?:{_ROADS})[\d{_NUMERALS}十百]+(?:号|弄|栋|幢|单元)(?:[{_HAN}]{{0,4}}?{_DETAIL}){{0,5}}"
        ),
        "〔地址〕",
    ),
    (re.compile(r"[\dA-Za-z]+(?:号楼|栋|幢)[\d一二三四五六七八九十A-Za-z]*(?:单元)?[\dA-Za-z\-]*室?"), "〔地址〕"),
    (
        re.compile(
            rf"(收件人|收货人|收貨人|联系人|聯繫人|姓名|开户名|户名)\s*(?:是|为|叫)?\s*[:：]?\s*(?!〔)[{_HAN}·]{{2,4}}"
        ),
        r"\1〔姓名〕",
    ),
    (
        re.compile(
            rf"(我叫|我的名字是|我名字叫|我名叫|本人)\s*(?!〔)[{_SURNAMES}][{_HAN}·]{{1,3}}?(?=[，。,.、；;!！?？\s\d〔]|$)"
        ),
        r"\1〔姓名〕",
    ),
    (
        re.compile(
            rf"(?:(?<![{_HAN}])|(?<=[您你]好)|(?<=[叫是给找的请和亲]))[{_SURNAMES}][{_HAN}]{{0,2}}(先生|女士|小姐|太太)"
        ),
        r"〔姓名〕\1",
    ),
)
