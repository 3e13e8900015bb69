"""Loading: a folder becomes a base, or every problem in it, each at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.loading.load import load
from knowledge.loading.parse_cache import ParseCache
from knowledge.model.conditions import Between, OneOf, When
from knowledge.problem import BrokenBaseError

EXAMPLES = Path(__file__).parents[1] / "examples"
SMALL = EXAMPLES / "good" / "small"
BAD = sorted((EXAMPLES / "bad").glob("*.yaml"))


def problems_with(tmp_path: Path, name: str, text: str | bytes, today: date | None = None) -> list[str]:
    """Load the small base with one more file, and return its problems as printed."""
    for path in SMALL.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(problem) for problem in load(tmp_path, today=today).problems]


def test_a_good_base_loads_clean_and_typed():
    loaded = load(SMALL, today=date(2026, 11, 21))

    assert loaded.problems == ()
    base = loaded.require()
    assert base.policies["no-reason-week"].when == When(
        {"issue": OneOf(("no_reason",)), "days_since_receipt": Between(0, 7), "seal_broken": OneOf((False,))}
    )
    assert str(base.locate("policies", "quality-return")) == "policies.yaml:9:3"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_causes_the_problem_in_its_first_line(path: Path, tmp_path: Path):
    text = path.read_text(encoding="utf-8")
    expected = text.splitlines()[0].removeprefix("# ")

    found = problems_with(tmp_path, "x.yaml", text, date(2026, 11, 21))

    assert found == [expected]


def test_every_fault_is_reported_at_once(tmp_path: Path):
    text = (
        "policies:\n"
        "  p:\n"
        "    title: 标题\n"
        "    when: {isue: quality, days_since_receipt: '9..3'}\n"
        "    decide: {return: maybe}\n"
        "    over: [nobody]\n"
        "    over: [nobody]\n"
    )

    found = problems_with(tmp_path, "x.yaml", text)

    assert found == [
        "x.yaml:4:12: p: when.isue: there is no fact 'isue'; did you mean 'issue'? (reference)",
        "x.yaml:4:27: p: when.days_since_receipt: '9..3' runs backwards; write 3..9 (range)",
        "x.yaml:5:14: p: decide.return: 'maybe' is no value of return; it is one of refused, allowed (value)",
        "x.yaml:7:5: the key 'over' stands twice, first on line 6; keep one of them (duplicate-key)",
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"terms: {synonyms: [[a, b]]}\n\xff\xfe", "encoding", id="not UTF-8"),
        pytest.param(b"policies:\n  p: \x07\n", "syntax", id="control character"),
        pytest.param(b"policies: !!python/object:os.system {}\n", "tag", id="tag"),
        pytest.param(b"policies: " + b"[" * 100_000, "depth", id="deep"),
        pytest.param(
            b"claims:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + b"".join(
                b"  %c: &%c [%s]\n" % (105 - at, 105 - at, b", ".join([b"*%c" % (106 - at if at else 97)] * 10))
                for at in range(8)
            ),
            "size",
            id="aliases that explode",
        ),
        pytest.param(b"policies:\n  p: *nothing\n", "anchor", id="alias of nothing"),
    ],
)
def test_what_no_editor_writes_is_an_error_and_never_a_hang(raw: bytes, code: str, tmp_path: Path):
    found = problems_with(tmp_path, "x.yaml", raw)

    assert [problem.rsplit("(", 1)[1].rstrip(")") for problem in found] == [code]


def test_a_broken_base_is_refused_with_its_problems(tmp_path: Path):
    (tmp_path / "base.yaml").write_text("format: 2\nname: 名\nlocale: zh-CN\n", encoding="utf-8")

    with pytest.raises(BrokenBaseError) as caught:
        load(tmp_path).require()

    assert [problem.code for problem in caught.value.problems] == ["value"]


def test_memory_reads_only_what_changed(tmp_path: Path):
    for path in SMALL.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    memory = ParseCache()
    before = load(tmp_path, memory=memory).require()
    policies = tmp_path / "policies.yaml"
    policies.write_text(policies.read_text(encoding="utf-8").replace("可以退，我们", "都能退，我们"), encoding="utf-8")

    after = load(tmp_path, memory=memory).require()

    assert after.policies["quality-return"].say == {"default": "质量问题都能退，我们在{respond_within}内联系您。"}
    assert after.facts["issue"] is before.facts["issue"]
    assert after.fingerprint != before.fingerprint


def test_a_value_of_an_undeclared_placeholder_or_channel_is_a_problem(tmp_path: Path):
    about = "format: 1\nname: 名\nvalues:\n  signature: {default: 客服部, tmal: 天猫客服}\n  shopp: {default: 店}\n"
    small = (SMALL / "base.yaml").read_text("utf-8").partition("channels:")
    words = "placeholders: {signature: 署名, shop: 店铺}\n" + small[1] + small[2]
    (tmp_path / "words.yaml").write_text(words, "utf-8")

    found = problems_with(tmp_path, "base.yaml", about)

    assert found == [
        "base.yaml:4:29: base: values.signature.tmal: there is no channel 'tmal'; did you mean 'tmall'? (reference)",
        "base.yaml:5:3: base: values.shopp: there is no placeholder 'shopp'; did you mean 'shop'? (reference)",
    ]


def test_an_attachment_below_the_base_or_on_the_web_is_no_problem(tmp_path: Path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "seal.png").write_bytes(b"png")
    text = (
        "guides: {g: {title: 封口怎么看, say: {default: 请看图}, attachments: [{file: pictures/seal.png, alt: 封口},"
        " {url: 'https://example.com/a', alt: 图解}]}}"
    )

    found = problems_with(tmp_path, "x.yaml", text)

    assert found == []


def test_an_attachment_that_leaves_the_base_by_a_link_is_a_problem(tmp_path: Path):
    folder = tmp_path / "base"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"png")
    (folder / "seal.png").symlink_to(tmp_path / "secret.png")
    text = "guides: {g: {title: 封口怎么看, say: {default: 请看图}, attachments: [{file: seal.png, alt: 封口}]}}"

    found = problems_with(folder, "x.yaml", text)

    assert found == [
        "x.yaml:1:64: g: attachments.0.file: 'seal.png' leaves the base by a link; put the file itself below the base"
        " (attachment)"
    ]


def test_the_forms_of_a_script_are_no_channels(tmp_path: Path):
    text = "guides: {g: {title: 怎么洗脸, say: {default: 温水洗, spoken: 用温水洗就好, short: 温水洗}}}"

    found = problems_with(tmp_path, "x.yaml", text)

    assert found == []
