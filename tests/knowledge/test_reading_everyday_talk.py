"""Everyday talk: parts of the day, festivals, 撕都没撕, a shop by its street, others' experience, skin in general."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.load import load
from knowledge.reading.facts import FactReader
from service.settings import EMBEDDED_BASE

SATURDAY = date(2026, 11, 21)

SAID: dict[str, list[tuple[str, dict[str, object]]]] = {
    "seal_whole": [
        ("精华的封口贴撕都没撕，不想要了", {"seal_broken": False}),
        ("眼霜我用都没用就后悔了", {"seal_broken": False}),
        ("面膜盒子里的袋子一个都没拆，退吧", {"seal_broken": False}),
        ("瓶口那层铝箔碰都没碰过，能退吗", {"seal_broken": False}),
        ("打都没打开过，原样放着", {"seal_broken": False}),
        ("膜揭都没揭，我老公就说太贵", {"seal_broken": False}),
        ("封膜还完整着呢，想换别的香型", {"seal_broken": False}),
        ("送人的，对方没拆又还给我了", {"seal_broken": False}),
        ("到手就搁着，一次都没往脸上抹", {"seal_broken": False}),
        ("我闺蜜用完脸都肿了，我还没敢拆", {"seal_broken": False}),
        ("水乳开都没开，想换别的系列", {"seal_broken": False}),
        ("眼霜拧都没拧开，直接退行吗", {"seal_broken": False}),
        ("面膜拆也没拆，摆了三天不想要了", {"seal_broken": False}),
        ("防晒抹都没抹过一回，生产日期就不对劲", {"seal_broken": False}),
        ("撕都没舍得撕，价格倒先降了", {"seal_broken": False}),
        ("瓶口膜完好，盒子拆了", {"seal_broken": False}),
        ("博主用过都说拔干，我这瓶还没拆能退不", {"seal_broken": False}),
    ],
    "seal_broken": [
        ("乳液只用掉三分之一，泵就按不动了", {"seal_broken": True}),
        ("早晨洗脸后抹的，到中午脸就又红又痒", {"seal_broken": True, "severity": "mild"}),
        ("面霜快用一半了还是卡粉", {"seal_broken": True}),
        ("使用过程中瓶口开始发霉", {"seal_broken": True}),
        ("每晚都擦，斑一点没淡", {"seal_broken": True}),
        ("i used the cream this morning and my face is burning", {"seal_broken": True, "severity": "mild"}),
        ("昨天晚上敷的面膜，今早起来整张脸都肿了", {"seal_broken": True, "severity": "severe"}),
        ("抹到第三天下巴开始冒痘", {"seal_broken": True, "severity": "mild", "days_since_receipt": 3}),
        ("口红涂嘴上起皮，颜色也不对", {"seal_broken": True, "severity": "mild"}),
        ("天天早晚用着，毛孔没见小", {"seal_broken": True}),
        ("用剩半管才发现管子上的日期过了", {"seal_broken": True}),
        ("applied it twice, skin got red", {"seal_broken": True, "severity": "mild"}),
        ("用了两天脸颊起小红点，不痒", {"seal_broken": True, "days_since_receipt": 2, "severity": "mild"}),
        ("睡觉前擦的，早上起来眼皮肿了", {"seal_broken": True, "severity": "severe"}),
        ("用你们的爽肤水三天，下巴起疹子", {"seal_broken": True, "days_since_receipt": 3, "severity": "mild"}),
        ("敷你家泥膜敷到鼻子两边刺痛", {"seal_broken": True, "severity": "mild"}),
        ("使用期间发现泵头漏气", {"seal_broken": True}),
        ("我妈每天都有擦，还是老样子", {"seal_broken": True}),
        ("i applied the serum yesterday and got a rash", {"seal_broken": True, "severity": "mild"}),
        ("粉底涂脸上像糊墙，不想要", {"seal_broken": True}),
        ("内膜撕开一看，上头飘着绿毛", {"seal_broken": True}),
        ("刚抹上去就火辣辣的，洗掉还红", {"seal_broken": True, "severity": "mild"}),
        ("精华白天擦的，晚上两颊开始发烫", {"seal_broken": True, "severity": "mild"}),
        ("唇膏抹了小半支，嘴唇干裂起皮", {"seal_broken": True, "severity": "mild"}),
    ],
    "receipt": [
        ("傍晚才取到快递，打开少了支口红", {"days_since_receipt": 0}),
        ("今儿晌午到的货，盒子扁了", {"days_since_receipt": 0}),
        ("下午刚送到，瓶子就是碎的", {"days_since_receipt": 0}),
        ("收到都两个礼拜零三天了，没拆，还能退吗", {"days_since_receipt": 17, "seal_broken": False}),
        ("签收一个月又五天，想退", {"days_since_receipt": 35}),
        ("早上取的件，一看发错色号", {"days_since_receipt": 0}),
        ("前晚到的货，漏了一瓶", {"days_since_receipt": 2}),
        ("四五天前收到的，今天才拆快递发现少东西", {"days_since_receipt": 5}),
        ("端午那天到的，现在还能退不", {"days_since_receipt": 155}),
        ("前天刚收，瓶底日期只剩俩月", {"days_since_receipt": 2}),
        ("一大早快递送来的，箱子湿透", {"days_since_receipt": 0}),
        ("清早驿站取的，拆箱一看瓶子裂了", {"days_since_receipt": 0}),
        ("午后才收到，封口贴没撕，颜色不喜欢", {"days_since_receipt": 0, "seal_broken": False}),
        ("昨天下午到的货，少了一支", {"days_since_receipt": 1}),
        ("周三上午签收，漏液了", {"days_since_receipt": 3}),
        ("收到三个礼拜又两天，过期了才发现", {"days_since_receipt": 23}),
        ("快递傍晚给我送来的，箱子都扁了", {"days_since_receipt": 0}),
        ("重阳节收到的面霜给我妈，她不喜欢，没开", {"days_since_receipt": 34, "seal_broken": False}),
        ("到手一个月零十天，还没拆封，能换吗", {"days_since_receipt": 40, "seal_broken": False}),
        ("父亲节送到的，这都多久了才发现少了赠品", {"days_since_receipt": 153}),
    ],
    "payment": [
        ("国庆那会儿付的款，现在降了三成", {"days_since_payment": 51}),
        ("七夕买的礼盒，现在便宜一百", {"days_since_payment": 94}),
        ("中午拍的，这才几个钟头就降价了", {"days_since_payment": 0}),
        ("付完钱一个礼拜零一天就降价", {"days_since_payment": 8}),
        ("618囤的，到今天都没开", {"seal_broken": False, "days_since_payment": 156}),
        ("去年双十二买的，现在才降价", {"days_since_payment": 344}),
        ("母亲节拍的礼盒，如今半价", {"days_since_payment": 195}),
        ("下午付的款，晚上就便宜了十五", {"days_since_payment": 0}),
        ("元宵买的那套现在打七折，能补吗", {"days_since_payment": 263}),
        ("付款两周零三天，降了四十", {"days_since_payment": 17}),
        ("周五中午下的单，今天降价了", {"days_since_payment": 1}),
    ],
    "bought_in_a_store": [
        ("逛你们专柜时顺手带了支唇釉，没拆", {"purchased_via": "store", "seal_broken": False}),
        ("在我家楼下你们那个店拿的洗面奶，三天了", {"purchased_via": "store", "days_since_receipt": 3}),
        (
            "昨天路过商场柜台买了个粉饼，回家打开碎的",
            {"purchased_via": "store", "days_since_receipt": 1, "days_since_payment": 1},
        ),
        ("你们家万象城店买的，小票在", {"purchased_via": "store", "has_invoice": True}),
        (
            "早上在店里买的，下午就后悔了，没开封",
            {"purchased_via": "store", "days_since_receipt": 0, "days_since_payment": 0, "seal_broken": False},
        ),
        ("陪我妈去你们店，柜员给我妈推荐的，回来发现过期了", {"purchased_via": "store"}),
        ("路过你们太古里那家店带了瓶香水，没拆，能退吗", {"purchased_via": "store", "seal_broken": False}),
        (
            "周末逛街在你家广场店买的口红，色号不喜欢",
            {"purchased_via": "store", "days_since_receipt": 0, "days_since_payment": 0},
        ),
        ("柜员推荐我拿的，回家试了一次不合适", {"purchased_via": "store", "seal_broken": True}),
        (
            "前天柜台刷了套水乳，封条没撕，后悔了",
            {"purchased_via": "store", "days_since_receipt": 2, "seal_broken": False},
        ),
        (
            "昨天在你们步行街店结的账，今天打折了",
            {"purchased_via": "store", "days_since_receipt": 1, "days_since_payment": 1},
        ),
    ],
    "bought_online": [
        ("在抖音店买的，能去你们线下店退吗", {"purchased_via": "online"}),
        ("淘宝那家店买的，跟你们是一家吗", {"purchased_via": "online"}),
    ],
    "other": [
        ("图我都拍了，瓶身漏了", {"has_photo": True}),
        ("已录开箱视频，少一瓶", {"has_photo": True}),
        ("已就诊，有诊断书，怎么赔", {"has_medical_report": True, "severity": "severe"}),
        ("照片还没拍，我晚点补", {"has_photo": False}),
        ("有大夫开的诊断，脸肿", {"has_medical_report": True, "severity": "severe"}),
        ("已拍摄视频，瓶身裂纹很明显", {"has_photo": True}),
        ("批号图都拍好了，怎么发", {"has_photo": True}),
        ("没来得及拍照箱子就扔了", {"has_photo": False}),
        ("脸肿了去了急诊，病历在手上", {"has_medical_report": True, "severity": "severe"}),
        ("发票跟小票都还在", {"has_invoice": True}),
    ],
    "nothing": [
        ("半夜签收的？我都没见着件", {}),
        ("换季脸上泛红起皮怎么护理", {}),
        ("我脸颊容易泛红，用什么精华好", {}),
        ("痘痘肌能不能用你们的面霜", {"skin_type": "acne_prone"}),
        ("额头老长闭口，怎么办", {}),
        ("朋友说用了你们家长痘，是真的吗", {}),
        ("干皮冬天两颊刺痛脱皮，推荐个面霜", {"skin_type": "dry"}),
        ("我宝宝一岁脸上有红点点能用吗", {"age_under_12": True}),
        ("听说刷酸会脱皮，你们这个会吗", {}),
        ("姐妹用了说不好，我就不想拆了", {}),
        ("第二天早上到的货，跟说好的不一样", {}),
        ("下午能到吗", {}),
        ("你们上午发货吗", {}),
        ("中秋礼盒什么时候上架", {}),
        ("你们在南京路有店吗，想去逛逛", {}),
        ("平时脸颊容易红，喝了酒更红，怎么护理", {}),
        ("同事说用你们精华闷痘，真的假的", {}),
        ("网上说这个水杨酸会脱皮，是正常的吗", {}),
        ("熬夜冒了几颗痘，用什么祛", {}),
        ("刚做完皮秒脸上红红的，能敷面膜吗", {"skin_type": "post_procedure"}),
        ("冬天手背干裂，抹什么好", {}),
        ("闺蜜用了脸肿，你们是不是有问题", {}),
        ("想试试你们的酸，会不会刺痛", {}),
        ("让我妈先用你们小样试试，没反应再买", {}),
    ],
}
CASES = [
    pytest.param(text, facts, id=f"{topic}-{row}")
    for topic, rows in SAID.items()
    for row, (text, facts) in enumerate(rows, 1)
]


@pytest.fixture(scope="module")
def embedded() -> FactReader:
    base = load(EMBEDDED_BASE).require()
    return FactReader(base.facts, base.subject)


@pytest.mark.parametrize(("text", "facts"), CASES)
def test_everyday_talk_states_these_facts_and_no_others(embedded: FactReader, text: str, facts: dict[str, object]):
    read = embedded.read(text, SATURDAY).facts

    assert {name: fact.value for name, fact in read.items()} == facts
