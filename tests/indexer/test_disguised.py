"""Wording in disguise that no list holds, doubted by what was learned; these lines taught nothing."""

import pytest

from indexer.wording.disguised import settled_reader


def doubted(reply: str) -> list[tuple[str, str]]:
    return [(one.kind, reply[slice(*one.span)]) for one in settled_reader().read_many([reply])[0]]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("您看要不给咱写满星，回头给您寄两片面膜", "reward"),
        ("那条难看的评论您抹了吧，抹了我就给您补发", "review"),
        ("这里讲话老被拦，您把绿泡泡给我，我私下转您", "private"),
        ("冒红点就对了，是皮肤在打扫垃圾，挺过去就亮", "detox"),
        ("脑子有坑吧您，这么点事也来闹", "insult"),
        ("荨麻疹抹这瓶精华就能压下去，比药膏管用", "medical"),
    ],
)
def test_wording_in_disguise_is_doubted_with_its_kind(reply: str, kind: str):
    assert kind in [one for one, _ in doubted(reply)]


@pytest.mark.parametrize(
    "reply",
    [
        "可以退的亲，您在订单里点申请退货就行",
        "给您补发一瓶，单号稍后发您",
        "退款原路退回，三天内到账",
        "发红的话请先停用，不舒服请去看医生",
        "非常抱歉，已经帮您登记，会有专员联系您",
    ],
)
def test_what_agents_say_every_day_is_not_doubted(reply: str):
    assert doubted(reply) == []


def test_a_doubt_stands_at_its_own_words():
    said = "您把微信留给我，差价我私下转您"
    reply = f"您好，订单已经查到了。{said}。祝您生活愉快。"

    ((_, words),) = doubted(reply)

    assert words in said
