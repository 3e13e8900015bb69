"""Names of whole families of substances, and of trade or folk use: on a list they name no one substance."""

from __future__ import annotations

from functools import cache

from knowledge.reading.ingredient_list.spelling import key_of

_NAMES = (
    "果酸 AHA PHA 多羟基酸 α-羟基酸 阿尔法羟基酸 羟基酸 神经酰胺 神经醯胺 ceramide 分子钉 HA 尼泊金酯 paraben "
    "卡松 kathon 葡糖苷 APG 皂基 氨基酸表活 谷氨酸表活 谷氨酸洁面 甘氨酸表活 益生菌 益生菌护肤 乳酸菌发酵 "
    "物理防晒 物理防晒剂 桂皮酸盐 甲氧基肉桂酸酯 胶原蛋白 多肽 胜肽 三胜肽 五胜肽 六胜肽 甘草 积雪草 芦荟 "
    "洋甘菊 母菊 金缕梅 人参 绿茶 马齿苋 薰衣草 蜂胶 酵母 酵母精华 二裂酵母 葡聚糖 白泥 丙烯酸酯类聚合物 "
    "丙烯酸酯交联聚合物 混合脂肪醇 硅油 矽油 矽靈 磷脂 EDTA 丝蛋白 蚕丝蛋白 壬二酰钾 壬二酸衍生物 甘草提取成分 "
    "洋甘菊提取成分 植物A醇 肌底液成分 A酯 HPR维A酸酯 维A酸酯HPR 十一碳烯 甘草美白成分 橄榄油酸酯 防腐剂 "
    "乳化剂 增稠剂 维生素 氨基酸 酵素 虾红素"
)


@cache
def families() -> frozenset[str]:
    """Return the keys of these names."""
    return frozenset(key_of(name) for name in _NAMES.split())
