"""Loading: a folder becomes a base, or every problem in it, each at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.conditions import Between, OneOf, When
from knowledge.load import load
from knowledge.memory import Memory
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
    memory = Memory()
    before = load(tmp_path, memory=memory).require()
    policies = tmp_path / "policies.yaml"
    policies.write_text(policies.read_text(encoding="utf-8").replace("可以退，我们", "都能退，我们"), encoding="utf-8")

    after = load(tmp_path, memory=memory).require()

    assert after.policies["quality-return"].say == {"default": "质量问题都能退，我们在{respond_within}内联系您。"}
    assert after.facts["issue"] is before.facts["issue"]
    assert after.fingerprint != before.fingerprint
