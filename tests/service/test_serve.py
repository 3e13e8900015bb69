"""`yizhi serve`: where it answers, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.cli.options import UsageFault
from service.cli.serve import bind
from service.store.database import open_database
from service.store.records import find
from tests.service.small import BROKEN, write_base, write_policies

COMMAND = "from service.cli import main; main()"
ENVIRONMENT = {"YIZHI_ENCODER": "use", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


def command(*arguments: str, home: Path, **given: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        **ENVIRONMENT,
        **given,
        "YIZHI_CACHE": str(home / "cache"),
        "YIZHI_DATA": str(home / "data"),
    }
    words = [sys.executable, "-c", COMMAND, *arguments]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def serving(base: Path, home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = command("serve", "--port", "0", "--base", str(base), home=home)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("yizhi: http://127.0.0.1:"), process.communicate()[1]
        yield process, line.removeprefix("yizhi: ").strip()
    finally:
        process.kill()
        process.communicate()


def processor_seconds_to_end(process: subprocess.Popen[str]) -> float:
    """Ask a process to end as a supervisor does, and return what it still computed, in seconds of the processor."""
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    ticks = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    until_now = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=120)
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before - until_now


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def readiness(address: str) -> tuple[int, dict[str, Any]]:
    """Return what /readyz answers; 0 where nothing listens yet."""
    try:
        with urllib.request.urlopen(f"{address}/readyz") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except urllib.error.URLError:
        return 0, {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "encoder, during, first",
    [
        ("e5-small", "writing the model", {"status": "ready", "index": "light"}),
        ("use", "reading ", {"status": "starting", "index": "none"}),
    ],
    ids=["while a light index answers and the encoder is made", "while the base is embedded"],
)
def test_the_page_and_the_progress_come_at_once_and_sigterm_ends_it_for_two_seconds_of_the_processor(
    tmp_path: Path, encoder: str, during: str, first: dict[str, str]
):
    address = f"http://127.0.0.1:{(port := free_port())}"
    base = ("--base", str(write_base(tmp_path / "base"))) if encoder == "e5-small" else ()
    process = command("serve", "--port", str(port), *base, home=tmp_path, YIZHI_ENCODER=encoder)
    try:
        deadline = time.monotonic() + 240
        while not ((found := readiness(address)[1]).get("opening") or {}).get("what", "").startswith(during):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
        page = urllib.request.urlopen(f"{address}/").read().decode()
        took_s = processor_seconds_to_end(process)
        _, err = process.communicate()
    finally:
        process.kill()

    assert "<title>" in page
    assert {name: found[name] for name in first} == first
    assert found["opening"]["step"] >= 1
    assert (process.returncode, "Traceback" in err) == (-signal.SIGTERM, False)
    assert took_s < 2  # of the processor: what else computes on the machine is no matter
    assert not [one for one in (tmp_path / "cache").rglob("CURRENT") if one.parent.name != "first"]


@pytest.mark.slow
def test_sigterm_right_after_an_edit_ends_it_for_two_seconds_of_the_processor_and_the_edit_stands(tmp_path: Path):
    base = write_base(tmp_path / "base")
    with serving(base, tmp_path) as (process, address):
        with urllib.request.urlopen(f"{address}/v1/entries/policy/no-reason") as answer:
            tag, entry = answer.headers["ETag"], json.load(answer)["entry"]
        entry["say"]["default"] = "七天内没拆封可以退。"
        body = json.dumps(entry).encode()
        headers = {"Content-Type": "application/json", "If-Match": tag}
        request = urllib.request.Request(f"{address}/v1/entries/policy/no-reason", body, headers, method="PUT")
        changed = json.load(urllib.request.urlopen(request))
        took_s = processor_seconds_to_end(process)

    assert (changed["changed"], process.returncode) == (True, -signal.SIGTERM)
    assert took_s < 2  # of the processor: what else computes on the machine is no matter
    assert "七天内没拆封可以退。" in (base / "policies.yaml").read_text("utf-8")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_every_name_of_this_machine_is_taken(host: str):
    with bind(host, 0) as bound:
        assert bound.getsockname()[1] > 0


def test_answers_are_not_held_back_until_the_one_before_is_acknowledged():
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY on the calls of such a socket alone


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(UsageFault, match="choose another with --port"):
            bind("127.0.0.1", other.getsockname()[1])


def test_a_foreign_address_ends_with_2_and_one_line(tmp_path: Path):
    out, err = (process := command("serve", "--host", "0.0.0.0", home=tmp_path)).communicate(timeout=120)

    assert (process.returncode, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("yizhi: --host 0.0.0.0 is not this machine")


def test_a_broken_base_that_never_served_ends_with_1_and_its_problems(tmp_path: Path):
    base = write_base(tmp_path / "base")
    write_policies(base, BROKEN)

    out, err = (process := command("serve", "--port", "0", "--base", str(base), home=tmp_path)).communicate(timeout=120)

    assert (process.returncode, out) == (1, "")
    assert (
        "policies.yaml:2:38: quality-return: when.isue: there is no fact 'isue'; did you mean 'issue'? (reference)"
        in err
    )
    assert "Traceback" not in err


@pytest.mark.slow
def test_what_was_answered_is_kept_through_a_kill_and_the_last_good_snapshot_serves_on(tmp_path: Path):
    base = write_base(tmp_path / "base")
    with serving(base, tmp_path) as (process, address):
        body = json.dumps({"text": "面霜变质了，电话13812345678"}).encode()
        request = urllib.request.Request(f"{address}/v1/suggestions", body, {"Content-Type": "application/json"})
        record = json.load(urllib.request.urlopen(request))["record"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    write_policies(base, BROKEN)

    with serving(base, tmp_path) as (process, address):
        ready = json.load(urllib.request.urlopen(f"{address}/readyz"))
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=120)

    assert (
        find(open_database(f"sqlite:///{tmp_path / 'data' / 'records.db'}"), record).text == "面霜变质了，电话〔电话〕"
    )
    assert (ready["status"], ready["base"], len(ready["problems"])) == ("degraded", "broken", 1)
    assert all(json.loads(line)["event"] for line in log.splitlines())
    assert "变质" not in log
