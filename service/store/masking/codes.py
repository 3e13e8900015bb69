"""Numbers with letters in them: waybills with the carrier's letters, orders, passports, licence plates."""

from __future__ import annotations

import re

from service.store.masking.labels import DATE, NUMERALS, is_of_product, may_be_of_product
from service.store.masking.view import View

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_PLATE = re.compile(
    rf"[{_PROVINCES}]\s?[a-hj-np-z][\s·•.\-]?"
    rf"((?:[0-9a-hj-np-z{NUMERALS}][ ]?){{4,5}}[0-9a-hj-np-z{NUMERALS}挂学警港澳])(?![a-z0-9])"
)

_CARRIERS = (
    "sf|yt|jt|jd|jdva|jdvb|jdvc|jdx|sto|zto|yd|ems|dpk|dp|best|db|ht|lp|ups|fedex|dhl|yunda|yto|cn|uc|anl|kye|snwl|tt"
)
_WITH_PREFIX = re.compile(
    rf"(?<![a-z0-9])(?:(?:{_CARRIERS})[\s:\-]{{1,2}}|[a-z]{{1,5}}-?)"
    r"([0-9](?:[ \-]?[0-9]){7,28})(?:[a-z]{2})?(?![a-z0-9])"
)
_OF_PRODUCT = re.compile(r"lot|batch|ean|sku|cas|ci|inci|gb|qb|iso|spf|upc|pa|uv|xk|pm|no")
_WITH_LABEL = re.compile(
    r"(?:订单|单号|运单|快递|物流|编号|退货单|交易|流水|顺丰|圆通|中通|申通|韵达|极兔|京东|德邦|百世|邮政|护照|通行证|身份证|证件|台胞证"
    r"|会员卡?|卡号|(?<![a-z])ups|(?<![a-z])ems|(?<![a-z])order)"
    r"(?:快递|速递|编号|号码|单号|号|单|no\.?|number|id|是|为|[:=#\s]){0,5}"
    r"([a-z0-9](?:[ _\-]?[a-z0-9]){4,40})(?![a-z0-9])"
)
_HONG_KONG_PAPER = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[0-9]{6}\s?\([0-9a]\)")
_MIXED = re.compile(r"(?<![a-z0-9])[a-z0-9](?:-?[a-z0-9]){11,40}(?![a-z0-9])")


def claim_plates(view: View) -> None:
    """Claim licence plates."""
    spans = []
    for found in _PLATE.finditer(view.text):
        if sum(char.isdigit() or char in NUMERALS for char in found[1]) >= 2:
            spans.append((*found.span(), "车牌"))
    view.claim_all(spans)


def claim_codes(view: View) -> None:
    """Claim codes of letters and digits by their carrier, their label or their length; batch numbers stay."""
    view.claim_all([(*found.span(), "证件号") for found in _HONG_KONG_PAPER.finditer(view.text)])
    text = view.text
    spans = []
    for found in _WITH_LABEL.finditer(text):
        if (_is_code(found[1]) or _holds_more_than_a_date(found[1])) and not is_of_product(text, found.start(1)):
            spans.append((*found.span(1), _labelled_kind(found[0])))
    view.claim_all(spans)
    for pattern in (_WITH_PREFIX, _MIXED):
        spans = []
        for found in pattern.finditer(view.text):
            if _is_code(found[0]) and not _is_of_product(view.text, found):
                spans.append((*found.span(), "单号"))
        view.claim_all(spans)


def _labelled_kind(found: str) -> str:
    if re.match(r"护照|通行证|身份证|证件|台胞证", found):
        return "证件号"
    return "账号" if re.match(r"会员|卡号", found) else "单号"


def _is_of_product(text: str, found: re.Match[str]) -> bool:
    digits = re.sub(r"[^0-9]", "", found[0])
    return (
        len(digits) < 8
        or _OF_PRODUCT.match(found[0]) is not None
        or re.fullmatch(r"[a-z]{1,2}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,2}[a-z]?", found[0])
        is not None
        or may_be_of_product(text, found.start())
    )


def _holds_more_than_a_date(value: str) -> bool:
    """Say whether it begins with a day, as orders often do, and digits enough are left; a day told beside one stays."""
    day = DATE.search(value)
    if day is None or " " in value or re.fullmatch(r"[a-z]{0,5}-?", value[: day.start()]) is None:
        return False
    return sum(char.isdigit() for char in value[day.end() :]) >= 4


def _is_code(value: str) -> bool:
    """Say whether this has letters and digits enough, and is no date; digits alone are read elsewhere."""
    digits = sum(char.isdigit() for char in value)
    if re.fullmatch(r"[0-9a-f]*[a-f][0-9]+[a-f]+[0-9]+[a-f][0-9a-f]*", value):
        return False  # a digest, as ids of snapshots and conflicts are
    return digits >= 4 and not value.replace(" ", "").replace("-", "").isdigit() and not DATE.search(value)
