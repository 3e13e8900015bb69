"""What stands before a number and says what it is: a telephone, a card, an order, or something of the product."""

from __future__ import annotations

import re

NUMERALS = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
DIGIT = rf"(?:[0-9{NUMERALS}]|(?<![什怎这那多要])么)"
_BEFORE = 28  # characters that are looked back over

_LINK = r"(?:号码|号|编号|码|是|为|叫|我的|改成|换成|写的?|写成|no\.?|number|id|[:=#\s]|(?<=[码号])[a-z]-)"
_TOLD: tuple[tuple[str, int, str], ...] = (
    ("电话", 7, r"电话|手机|门号|座机|固话|联系方式|致电|tel|phone|mobile|call|打"),
    ("证件号", 6, r"身份证|证件|护照|通行证|台胞证|军官证|社保卡?"),
    ("账号", 5, r"卡号|银行卡|信用卡|储蓄卡|账号|账户|帐号|帐户|[工农建中交招]行卡?|卡"),
    ("账号", 5, r"(?<![a-z])q\s?q|扣扣|企鹅|球球|q号|微信|支付宝|旺旺|会员|小红书|抖音|快手|淘宝"),
    ("单号", 6, r"订单编?|单号|运单|快递单?|物流单?|编号|(?<![a-z])order|交易|流水|退货单"),
    ("单号", 10, r"顺丰|圆通|中通|申通|韵达|极兔|邮政|德邦|百世|京东"),
    ("单号", 3, r"取[件货][码号]|提货码|货码|货架号?|驿站[码号]"),
    ("号码", 4, r"验证码|动态码"),
    ("号码", 3, r"尾号|尾数|后四位|后4位|末四位|末尾|前[3-8三四五六七八]位"),
)
_PERSONAL = tuple(
    (kind, least, re.compile(rf"(?:{words})(?:{_LINK}|后?[四4]位|尾号){{0,5}}$")) for kind, least, words in _TOLD
)
_PRODUCT = (
    r"批号|批次|批文|(?<![a-z])lot|(?<![a-z])batch|条码|条形码|货号|型号|款号|(?<![a-z])sku|色号|产品编[号码]|商品编[号码]|商品码"
    r"|备案号?|妆[^,。]{0,7}字|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]妆(?:许|备|网备)?字?|许可证|标准|(?<![a-z])[gq]b|(?<![a-z])cas|(?<![a-z])inci|(?<![a-z])ci|einecs|(?<![a-z])ean|(?<![a-z])upc|(?<![a-z])pmid|(?<![a-z])doi"
    r"|防伪码?|追溯码?|溯源码|喷码|钢印|69码"
)
_ON_THE_PACK = (
    r"瓶底|瓶身|瓶口|盒底|盒子上|盒子底|盒子里|包装上|管尾|底部|罐底|瓶子上|印着|印的|刻着|刻的|喷着|喷的|打着"
)
_PRODUCT_NEAR = re.compile(rf"(?:{_PRODUCT})(?:{_LINK}|[(/\-t进]){{0,4}}$")
_PRODUCT_LOOSE = re.compile(rf"(?:{_PRODUCT}|{_ON_THE_PACK})[^,。!?;\n]{{0,20}}$")

DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:([-./])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12]\d|0?[1-9])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)


def personal_kind(text: str, at: int, digits: int) -> str | None:
    """Return what the words right before `at` call a number of so many digits, or None."""
    before = text[max(0, at - _BEFORE) : at]
    for kind, least, pattern in _PERSONAL:
        if digits >= least and pattern.search(before):
            return kind
    return None


def is_of_product(text: str, at: int) -> bool:
    """Say whether the words right before `at` make it a number of the product."""
    return _PRODUCT_NEAR.search(text[max(0, at - _BEFORE) : at]) is not None


def may_be_of_product(text: str, at: int) -> bool:
    """Say whether a number of the product is spoken of in the same clause before `at`."""
    return _PRODUCT_LOOSE.search(text[max(0, at - _BEFORE) : at]) is not None
