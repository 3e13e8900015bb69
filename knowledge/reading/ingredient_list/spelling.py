"""How far two spellings of a substance's name may lie apart and still name the same substance.

In chemistry one character makes another substance (丙二醇, 丁二醇; retinol, retinal), so a difference is forgiven only
where it is no piece of a name by itself: a look-alike of the right character, a homophone, a slip of a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from knowledge.reading.normal import normalise

_DROPPED = re.compile(r"[\s\-‐–—_/\\.,·•・'’\"“”()\[\]{}<>*^#®™©、:;+&]")
_SAME = str.maketrans({"α": "a", "β": "b", "γ": "g", "δ": "d", "ω": "w", "甙": "苷", "醣": "糖", "粘": "黏"})

# Characters that a camera or an input method takes for one another; each group reads as its first.
_GROUPS = (
    "酯脂", "钠纳呐讷", "己已巳", "酰酞酜酕", "油汕抽泊", "苷昔", "胺氨铵按", "癸葵", "苯笨本", "醇酵醕", "酮铜桐",
    "熊能", "羟羚轻经径", "萄荀", "榈相", "肽钛汰", "酸酌", "莓苺", "末未", "丙两内", "丁了", "申甲", "鲸鲠", "蔻寇",
    "蓖篦", "硅佳", "矿扩", "烷浣垸", "氢氦", "聚骤", "脲尿", "膨澎", "润闰", "兰蓝", "酶梅", "藻澡噪",
    "囊嚢", "戊戌戍", "泛乏", "抗杭", "坏怀", "视现", "黄簧", "棕综", "硬便", "蜡腊", "籽仔", "薇微", "鲨沙",
)  # fmt: skip
_LOOKS = str.maketrans({char: group[0] for group in _GROUPS for char in group[1:]})
_LATIN_LOOKS = str.maketrans({"1": "l", "i": "l", "|": "l", "!": "l", "0": "o"})

# Pieces of Chinese names: a different one is a different substance.
_PIECES = frozenset(
    "甲乙丙丁戊己庚辛壬癸月桂肉豆蔻棕榈硬脂油山嵛蜡亚氧氢羟氨氯氟溴碘硫磷氮硼硅钠钾钙镁锌铜铁铝铵银一二三四五六七八九十百单双聚多寡低高"
    "酸醇酯醛酮醚胺酰苷肽烷烯炔苯酚肟脲腈酐碱盐正异新顺反左右环水解化叶花籽根茎皮果仁种芽枝木提取物液汁粉膏胶糖酶菌酵母乳蛋白"
)
_STEMS = re.compile(
    r"meth|eth|prop|but|pent|hex|hept|oct|non|dec|undec|laur|myrist|palm|stear|ole|behen|capr|cet|arach|lin|phen|benz|"
    r"hydroxy|hydro|oxy|iso|neo|di|tri|tetra|poly|sod|potass|calc|magnes|zinc|ammon|chlor|brom|iod|fluor|sulf|phos|nitr|"
    r"yl|ol|al|ane|ene|one|ate|ite|ide|ine|in|amide|acid|ester|gluc|lact|citr|malt|sacch|"
    r"leaf|root|seed|fruit|flower|stem|bark|peel|sap|bud|kernel|oil|water|juice|butter|wax|extract|powder"
)
_ENDS = 3  # letters at both ends of an English name that must be right
_PER_SLIP = 8  # letters of an English name to one slip
_MOST_SLIPS = 2


@lru_cache(maxsize=32768)
def key_of(text: str) -> str:
    """Return a name in the form in which names are compared: no spaces, brackets, hyphens or case."""
    return _DROPPED.sub("", normalise(text)).translate(_SAME)


def looks_of(key: str) -> str:
    """Return a key with look-alikes made one."""
    key = key.translate(_LOOKS)
    return re.sub(r"[ -~]+", lambda found: found[0].translate(_LATIN_LOOKS).replace("rn", "m").replace("vv", "w"), key)


def is_slip(written: str, name: str) -> bool:
    """Say whether one key is another one misspelt, and no other substance."""
    if name.isascii() or written.isascii():
        return name.isascii() and written.isascii() and _is_latin_slip(written, name)
    edits = Levenshtein.editops(name, written)
    if len(name) < 3 or not 0 < len(edits) <= max(1, len(name) // 5):
        return False
    return all(edit.tag != "delete" and is_stray(written[edit.dest_pos]) for edit in edits)


def is_homophone(written: str, name: str) -> bool:
    """Say whether keys that sound alike may name the same: what differs is no piece of a name by itself."""
    differing = [(one, two) for one, two in zip(written, name, strict=False) if one != two]
    return (
        len(written) == len(name) and len(differing) * 2 <= len(name) and all(is_stray(char) for char, _ in differing)
    )


def is_stray(char: str) -> bool:
    """Say whether a character is no piece of a name by itself."""
    return char not in _PIECES and not char.isascii() and not char.isdigit()


def _is_latin_slip(written: str, name: str) -> bool:
    one, two = looks_of(written), looks_of(name)
    if min(len(one), len(two)) < 2 * _ENDS or one[:_ENDS] != two[:_ENDS] or one[-_ENDS:] != two[-_ENDS:]:
        return False
    if re.findall(r"\d+", written) != re.findall(r"\d+", name) or _STEMS.findall(written) != _STEMS.findall(name):
        return False
    return Levenshtein.distance(one, two) <= min(_MOST_SLIPS, max(1, len(two) // _PER_SLIP))
