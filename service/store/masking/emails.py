"""E-mail addresses, also where they are spoken: 艾特, at, 小老鼠 and 点."""

from __future__ import annotations

import re

from service.store.masking.labels import NUMERALS
from service.store.masking.view import View

_AT = re.compile(
    r"\s{0,3}(?:@|艾特|小老鼠|圈a|[\[(【{<]\s?(?:at|@|艾特)\s?[\])】}>]|[\[(【<]\s?a\s?[\])】>]|(?<![a-z])at(?![a-z])|#)\s{0,3}"
)
_LOCAL = re.compile(rf"(?:[\w.+\-](?<![\u3400-\u9fff])|[{NUMERALS}]|(?<=[a-z0-9])[点杠](?=[a-z0-9])){{1,64}}$", re.A)
_DOT = r"\s?(?:\.|点|。|dot|[\[(【]\s?dot\s?[\])】])\s?"
_DOMAIN = re.compile(
    rf"(?:[a-z0-9{NUMERALS}]|[\-](?=[a-z0-9])){{1,40}}(?:{_DOT}(?:[a-z0-9\-]{{2,30}}|康姆|com)){{1,5}}"
    rf"|[\u3400-\u9fff]{{1,12}}\.(?:[a-z]{{2,10}}|公司|网络|中国|网址|商城)"
)
_PROVIDERS = re.compile(
    r"(?:qq|一六三|163|126|gmail|谷歌|outlook|hotmail|foxmail|新浪|sina|网易|搜狐|sohu|139|189|icloud|企鹅)(?:邮箱)?"
)


def claim_emails(view: View) -> None:
    """Claim what stands around a sign for 'at', where a domain follows."""
    spans = []
    done = 0
    for at in _AT.finditer(view.text):
        if at.start() < done:
            continue
        domain = _DOMAIN.match(view.text, at.end()) or _PROVIDERS.match(view.text, at.end())
        if domain is None or (at[0].strip() == "#" and "." not in domain[0]):
            continue
        local = _LOCAL.search(view.text[max(done, at.start() - 64) : at.start()])
        if local is None:
            continue
        spans.append((at.start() - len(local[0]), domain.end(), "邮箱"))
        done = domain.end()
    view.claim_all(spans)
