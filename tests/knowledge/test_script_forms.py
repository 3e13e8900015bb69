"""Which text a channel takes."""

from __future__ import annotations

import pytest

from knowledge.model.entries import Channel
from knowledge.model.script_forms import text_key

CHANNELS = {
    "tmall": Channel(name="天猫", kind="online"),
    "douyin": Channel(name="抖音", kind="social"),
    "hotline": Channel(name="热线", kind="phone"),
    "email": Channel(name="邮件", kind="email"),
    "store": Channel(name="门店", kind="store"),
}


@pytest.mark.parametrize(
    "channel, keys, taken",
    [
        ("hotline", ("default", "spoken", "short"), "spoken"),
        ("store", ("default", "spoken", "short"), "spoken"),
        ("douyin", ("default", "spoken", "short"), "short"),
        ("tmall", ("default", "spoken", "short"), "default"),
        ("email", ("default", "spoken", "short"), "default"),
        ("hotline", ("default", "spoken", "hotline"), "hotline"),
        ("douyin", ("default", "spoken"), "default"),
        (None, ("default", "spoken", "short"), "default"),
    ],
)
def test_a_channel_takes_its_own_text_then_the_form_of_its_kind(channel: str | None, keys: tuple[str, ...], taken: str):
    say = dict.fromkeys(keys, "好")

    key = text_key(say, channel, CHANNELS)

    assert key == taken
