"""A new base has what its maker asks for, and lints without an error whatever that is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

import knowledge
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.starting.start import EXAMPLES, start
from knowledge.starting.wishes import ChannelWish, Extent, WishError, Wishes, channel_wish, rename_wish
from tests.embedded import embedded_base

EMBEDDED = Path(knowledge.__file__).parent / "base"


def made(folder: Path, extent: Extent, wishes: Wishes) -> Base:
    for name, text in start(EMBEDDED, extent, wishes).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    if extent is Extent.WHOLE:  # the command carries the files that scripts are sent with
        shutil.copytree(EMBEDDED / "pictures", folder / "pictures")
    loaded = load(folder)
    assert [str(problem) for problem in loaded.problems if problem.is_error] == []
    return loaded.require()


def wishes(channels: str = "", renamed: str = "", dropped: str = "") -> Wishes:
    named = tuple(channel_wish(one) for one in channels.split(",") if one)
    return Wishes(named, dict(map(rename_wish, filter(None, [renamed]))), frozenset(filter(None, dropped.split(","))))


COMBINATIONS = [
    ("whole", "tmall,pdd=拼多多店", "tmall=taobao:淘宝店", "medical_cost,return_shipping"),
    ("lean", "", "", ""),
    ("lean", "pdd=拼多多店,kuaishou=快手:social", "", ""),
    ("lean", "", "tmall=pdd:拼多多店", "return"),
    ("lean", "store,hotline", "douyin=live", "refund,exchange,resend,evidence,escalate"),
    ("lean", "", "", "respond_within,resolve_within,follow_up_within,report_within,invoice,compensation"),
    ("empty", "", "", ""),
    ("empty", "pdd=拼多多店", "", "respond_within"),
    ("empty", "", "tmall=pdd:拼多多店", "return,return_shipping"),
]


@pytest.mark.parametrize("extent, channels, renamed, dropped", COMBINATIONS)
def test_a_new_base_lints_clean_with_its_channels_and_without_what_was_dropped(
    tmp_path: Path, extent: str, channels: str, renamed: str, dropped: str
):
    asked = wishes(channels.replace("tmall", "taobao") if renamed.startswith("tmall") else channels, renamed, dropped)

    base = made(tmp_path, Extent(extent), asked)

    texts = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.yaml"))
    if asked.channels:
        assert set(base.channels) == {one.id for one in (*asked.channels, *asked.renamed.values())}
    for old, new in asked.renamed.items():
        assert old not in base.channels
        assert f"{old}:" not in texts
        assert new.id in base.channels
    assert not asked.dropped & base.outcomes.keys()
    decided = {name for policy in base.policies.values() for name in policy.decide}
    floors = {name for statute in base.statutes.values() for name in statute.floor}
    assert not asked.dropped & (decided | floors)


def test_a_lean_base_decides_what_the_whole_one_does_with_one_script_each(tmp_path: Path):
    whole = embedded_base()

    lean = made(tmp_path, Extent.LEAN, Wishes())

    deciding = {key: policy.decide for key, policy in whole.policies.items() if policy.decide}
    assert {key: policy.decide for key, policy in lean.policies.items()} == deciding
    assert {tuple(policy.say) for policy in lean.policies.values() if policy.say} == {("default",)}
    assert not {**lean.ingredients, **lean.guides, **lean.skins}
    assert {part.is_shared for part in lean.claims} == {True}


def test_leaving_out_channels_leaves_every_statute_and_every_basis(tmp_path: Path):
    whole = embedded_base()

    lean = made(tmp_path, Extent.LEAN, wishes(channels="tmall,store"))

    assert lean.statutes.keys() == whole.statutes.keys()
    assert {key: policy.basis for key, policy in lean.policies.items()} == {
        key: whole.policies[key].basis for key in lean.policies
    }


def test_what_a_renamed_channel_said_is_said_under_its_new_id(tmp_path: Path):
    whole = embedded_base()

    base = made(tmp_path, Extent.WHOLE, wishes(renamed="douyin=kuaishou:快手小店"))

    assert base.policies["quality-return"].say["kuaishou"] == whole.policies["quality-return"].say["douyin"]
    assert base.about.values["shop"]["kuaishou"] == whole.about.values["shop"]["douyin"]
    assert base.channels["kuaishou"].name == "快手小店"


def test_files_that_nothing_was_changed_in_are_copied_to_the_byte():
    texts = start(EMBEDDED, Extent.WHOLE, wishes(renamed="douyin=kuaishou"))

    assert texts["terms/out-of-scope.yaml"] == (EMBEDDED / "terms/out-of-scope.yaml").read_text("utf-8")
    assert texts["facts.yaml"] == (EMBEDDED / "facts.yaml").read_text("utf-8")


def test_a_value_that_is_no_longer_decided_is_written_out_where_a_script_named_it(tmp_path: Path):
    source = tmp_path / "source"
    source.mkdir()
    for path in EXAMPLES.glob("*.yaml"):
        (source / path.name).write_bytes(path.read_bytes())

    texts = start(source, Extent.WHOLE, wishes(dropped="respond_within"))

    said = yaml.safe_load(texts["policies.yaml"])["policies"]["quality-return"]["say"]["default"]
    assert said.endswith("我们会在24小时内回复您。")


def test_the_examples_of_an_empty_base_load_without_a_fault_once_their_marks_are_gone(tmp_path: Path):
    texts = start(EMBEDDED, Extent.EMPTY, wishes(renamed="tmall=pdd:拼多多店"))
    for name, text in texts.items():
        lines = text.splitlines(keepends=True)
        if all(line.startswith("#") for line in lines if line.strip()):
            lines = [line.removeprefix("# ") for line in lines]
        (tmp_path / name).write_text("".join(lines), "utf-8")

    loaded = load(tmp_path)

    assert [str(problem) for problem in loaded.problems if problem.is_error] == []
    base = loaded.require()
    kinds = {kind for kind, _, _ in base.entries()}
    assert kinds == {"policy", "statute", "guide", "ingredient", "skin", "product"}


@pytest.mark.parametrize(
    "channels, renamed, dropped, told",
    [
        ("tmal", "", "", "there is no channel 'tmal': did you mean 'tmall'?"),
        ("", "tmal=pdd", "", "there is no channel 'tmal': did you mean 'tmall'?"),
        ("", "tmall=jd", "", "there is a channel 'jd' already: choose another id for 'tmall'"),
        ("", "", "retrun", "there is no outcome 'retrun': did you mean 'return'?"),
        ("拼多多", "", "", "'拼多多' is no id of a channel: write it in kebab-case, a-z, 0-9 and -"),
        ("pdd=店:shop", "", "", "'shop' is no kind of channel: it is one of online, social, phone, email, store"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(channels: str, renamed: str, dropped: str, told: str):
    with pytest.raises(WishError) as caught:
        start(EMBEDDED, Extent.LEAN, wishes(channels, renamed, dropped))

    assert str(caught.value) == told


def test_channels_are_read_with_their_name_and_kind():
    assert channel_wish("store=门店：store") == ChannelWish("store", "门店", "store")
    assert rename_wish("tmall=pdd:拼多多店") == ("tmall", ChannelWish("pdd", "拼多多店"))
    assert rename_wish("tmall=shop：门店：store") == ("tmall", ChannelWish("shop", "门店", "store"))
