"""Runs against gates and baselines, as files and as JUnit XML."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evaluation.comparison import compare
from evaluation.gate import Check, check_gate, is_open, read_gate
from evaluation.junit import junit
from evaluation.misses import Silent, Wanted
from evaluation.problem import EvaluationError
from evaluation.run import CaseLine, Measure, Run, read_run, write_run


def run_of(**right: bool) -> Run:
    cases = tuple(
        CaseLine(id, good, id, {"right": float(good)}, None if good else Silent((Wanted("policy", f"{id} <&>"),)))
        for id, good in right.items()
    )
    share = sum(right.values()) / len(right)
    measures = (Measure("recall@1", share, len(right), share - 0.1, share + 0.1), Measure("calibration_error", 0.02, 9))
    return Run("retrieval", {"suite": "s", "date": "2026-11-21"}, measures, cases)


def gate_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gate.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_run_is_read_as_it_was_written(tmp_path: Path):
    run = run_of(a=True, b=False)

    write_run(run, tmp_path / "run.json")

    assert read_run(tmp_path / "run.json") == run


@pytest.mark.parametrize(
    "text, failing",
    [
        ("measures: {recall@1: {min: 0.5}}\ncases: {failing: 1}", []),
        ("measures: {recall@1: {min: 0.6}}\ncases: {failing: 1}", ["recall@1 min"]),
        ("measures: {recall@1: {low: 0.5}}\ncases: {failing: 1}", ["recall@1 low"]),
        ("measures: {calibration_error: {max: 0.01}}\ncases: {failing: 1}", ["calibration_error max"]),
        ("measures: {recall@9: {min: 0.1}}\ncases: {failing: 1}", ["recall@9"]),
        ("measures: {recall@1: {count: 5}}\ncases: {failing: 1}", ["recall@1 count"]),
        ("cases: {failing: 0}", ["cases failing"]),
        ("cases: {right: [a, b]}", ["case b"]),
        ("cases: {right: [c]}", ["case c"]),
        ("cases: {right: ['*']}", ["case b"]),
        ("cases: {worse: 0}", ["baseline"]),
    ],
)
def test_a_gate_names_each_threshold_that_fails(tmp_path: Path, text: str, failing: list[str]):
    checks = check_gate(read_gate(gate_of(tmp_path, text)), run_of(a=True, b=False), None)

    assert [one.name for one in checks if not one.holds] == failing
    assert is_open(checks) is not bool(failing)


@pytest.mark.parametrize(
    "text, said",
    [
        ("measures: {recall@1: {min: 0.5}}", "a gate never stands on means only"),
        ("measures: {recall@1: {mni: 0.5}}\ncases: {}", "measures.recall@1.mni"),
        ("measures: [", r"gate.yaml:1:12 is no YAML: expected the node content"),
        (
            "mesures: {recall@1: {min: 0.5}}\ncases: {failing: 1}",
            "mesures: there is no such key: did you mean 'measures'",
        ),
        ("measures: {recall@1: 0.5}\ncases: {failing: 1}", r"measures.recall@1: write \{min: 0.9\}"),
        ("measures: {recall@1: {min: 95}}\ncases: {failing: 1}", "95 lies outside 0 to 1: figures are shares"),
        ("measures: {recall@1: {}}\ncases: {failing: 1}", "measures.recall@1: it asks nothing"),
        ("measures: {recall@1: {min: 0.5}}\ncases: {}", "cases: it asks nothing"),
        ("cases: {right: a}", "cases.right: write a list"),
        ("", "holds nothing: write `cases:"),
        ("- a", "holds no keys"),
    ],
)
def test_a_gate_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str):
    with pytest.raises(EvaluationError, match=said):
        read_gate(gate_of(tmp_path, text))


def test_a_gate_in_another_encoding_is_refused(tmp_path: Path):
    path = tmp_path / "gate.yaml"
    path.write_bytes("# 门槛\ncases: {failing: 1}\n".encode("gb18030"))

    with pytest.raises(EvaluationError, match="is not in UTF-8"):
        read_gate(path)


def test_a_measure_that_the_run_lacks_is_named_with_the_nearest(tmp_path: Path):
    gate = read_gate(gate_of(tmp_path, "measures: {recal@1: {min: 0.5}}\ncases: {failing: 1}"))

    assert check_gate(gate, run_of(a=True), None)[0].message == "the run has no such measure: did you mean 'recall@1'?"


def test_a_comparison_names_every_case_that_moved():
    found = compare(run_of(a=True, b=False, c=False, gone=True), run_of(a=False, b=True, c=False, new=True), 7)

    assert [one.id for one in found.better] == ["b"]
    assert [(one.id, one.miss) for one in found.worse] == [("a", Silent((Wanted("policy", "a <&>"),)))]
    assert (found.new, found.gone) == (("new",), ("gone",))
    assert (found.scores["right"].test, found.scores["right"].p) == ("McNemar", 1.0)


def test_a_significant_loss_shuts_the_gate(tmp_path: Path):
    before = run_of(**{f"c{number}": True for number in range(20)})
    after = run_of(**{f"c{number}": number >= 8 for number in range(20)})
    gate = read_gate(gate_of(tmp_path, "cases: {worse: 20}\nsignificant_loss: true"))

    checks = check_gate(gate, after, compare(before, after, 7))

    assert [one.name for one in checks if not one.holds] == ["right against the baseline"]


def test_runs_without_a_case_in_common_are_not_compared():
    with pytest.raises(EvaluationError, match="shares no case"):
        compare(run_of(a=True), run_of(b=True), 7)
    with pytest.raises(EvaluationError, match="a run of replies, not of retrieval"):
        compare(replace(run_of(a=True), kind="replies"), run_of(a=True), 7)


def test_junit_counts_failures_by_the_gate_where_there_is_one():
    run, checks = run_of(a=True, b=False), (Check("recall@1 min", False, "too low \x00"),)

    gated = ElementTree.fromstring(junit(run, checks).encode())
    bare = ElementTree.fromstring(junit(run, ()).encode())

    assert [(one.get("name"), one.get("failures"), one.get("skipped")) for one in gated] == [
        ("retrieval.gate", "1", "0"),
        ("retrieval", "0", "1"),
    ]
    assert [(one.get("name"), one.get("failures"), one.get("skipped")) for one in bare] == [("retrieval", "1", "0")]
    assert bare.find(".//failure").get("message") == "silent; wanted policy b <&>"  # type: ignore[union-attr]
