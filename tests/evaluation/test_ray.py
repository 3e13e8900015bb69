"""The same log judged on a Ray cluster, reached by its address, with the same result to the byte."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from evaluation.problem import EvaluationError
from evaluation.replies.command import Choices, judge_log
from evaluation.replies.opening import LogChoices
from evaluation.replies.stream import LINES
from evaluation.run import Run, as_json, to_text
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.settings import Settings
from tests.evaluation.made import ON, settings_of
from tests.evaluation.sent_replies import many
from tests.parts import missing


def run(log: Path, assistant: Assistant, settings: Settings, out: Path, engine: str, address: str | None) -> Run:
    choices = Choices(log, LogChoices(), engine, address, 2 if engine == "ray" else 0, False, out, ON)
    return judge_log(choices, assistant, settings, {"date": ON.isoformat()}, lambda what, share: None)


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a cluster of one node that is started for the test and ended after it."""
    script = Path(sys.executable).with_name("ray")
    if not script.exists():
        missing("ray", "run `pip install 'yizhi[ray]'`")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    command = [script, "start", "--head", "--block", f"--port={port}", "--node-ip-address=127.0.0.1", "--num-cpus=2"]
    head = subprocess.Popen(
        [*command, "--include-dashboard=false", "--disable-usage-stats", "--object-store-memory=100000000"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    try:
        _wait_for(port, head)
        yield address
    finally:
        head.terminate()
        head.wait(timeout=60)


def _wait_for(port: int, head: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if head.poll() is not None:
            pytest.fail(f"`ray start` ended with {head.returncode}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            head.wait(timeout=0.1)
    pytest.fail("the cluster did not listen within a minute")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_cluster_comes_to_the_same_bytes(tmp_path: Path, cluster: str):
    settings = settings_of(tmp_path).model_copy(update={"encoder": "use"})
    assistant = open_assistant(settings)
    log = many(tmp_path, 3_500)

    here = run(log, assistant, settings, tmp_path / "here", "local", None)
    there = run(log, assistant, settings, tmp_path / "there", "ray", cluster)

    assert to_text(as_json(there)) == to_text(as_json(here))
    assert (tmp_path / "there" / LINES).read_bytes() == (tmp_path / "here" / LINES).read_bytes()


@pytest.mark.parametrize(
    "address, said",
    [
        ("127.0.0.1:1", r"cannot reach the Ray cluster at 127\.0\.0\.1:1: .*start one there"),
        ("somewhere", "'somewhere' is no address of a Ray cluster: write HOST:PORT"),
    ],
)
def test_a_cluster_that_is_not_there_is_named(
    tmp_path: Path, assistant: Assistant, settings: Settings, address: str, said: str
):
    with pytest.raises(EvaluationError, match=said):
        run(many(tmp_path, 10), assistant, settings, tmp_path / "out", "ray", address)
