"""Runs the steps of the Dockerfile in a clean root, where no container engine is, and tries what they make.

    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm /srv/base
    python3 .ci/image.py /srv/base [--bind PATH …]

As root. `/srv/base` stands for the image that the Dockerfile begins from. It is copied for each stage; the service then
starts as the image's user, the health check has to pass, a question has to be answered, SIGTERM has to end it soon.
`--bind` shows a path of this machine inside, for instance where pip finds its packages. `--patience 4` waits four times
as long for the start, on a machine with other work; SIGTERM has its five seconds on any.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
HEALTHY_S, ANSWERS_S, ENDS_S = 180, 240, 5  # the first is the start period of the image's health check


@dataclass
class Stage:
    """One stage of the build: its root, and what was set so far."""

    root: Path
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    )
    folder: str = "/"
    user: str = "root"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def within(self, command: list[str]) -> list[str]:
        inside = f'cd {shlex.quote(self.folder)} && exec "$@"'
        return ["chroot", "--userspec", f"{self.user}:", str(self.root), "/bin/sh", "-c", inside, "sh", *command]

    def run(self, command: list[str]) -> None:
        subprocess.run(self.within(command), env=self.inherited(), check=True)

    def inherited(self) -> dict[str, str]:
        """Return the image's variables with where this machine's pip finds packages."""
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        return {**pip, **self.environment, "HOME": "/root" if self.user == "root" else "/var/lib/yizhi"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", type=Path, help="a clean root with Python 3.11")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "yizhi-image", help="where the stages are made"
    )
    parser.add_argument("--bind", action="append", default=[], help="a path of this machine that is shown inside")
    parser.add_argument("--patience", type=float, default=1, help="times as long as usual that the start may take")
    given = parser.parse_args()
    if os.environ.get("YIZHI_IMAGE_MOUNTS") != "own":  # what is mounted here is gone with this process
        os.environ["YIZHI_IMAGE_MOUNTS"] = "own"
        os.execvp("unshare", ["unshare", "--mount", "--fork", sys.executable, *sys.argv])
    shutil.rmtree(given.work, ignore_errors=True)
    begun = time.monotonic()
    stage = build(given.base, given.work, given.bind)
    print(f"image: built in {time.monotonic() - begun:.0f} s", flush=True)
    tried(stage, given.patience)


def build(base: Path, work: Path, binds: list[str]) -> Stage:
    """Follow the Dockerfile and return its last stage."""
    stages: dict[str, Stage] = {}
    stage = Stage(work)
    for word, rest in instructions((ROOT / "Dockerfile").read_text("utf-8")):
        print(f"image: {word} {rest}", flush=True)
        match word:
            case "FROM":
                name = (re.search(r"AS (\S+)", rest) or ["", str(len(stages))])[1]
                stage = stages[name] = begin(base, work / name, binds)
            case "ENV":
                for key, value in (pair.split("=", 1) for pair in shlex.split(rest)):
                    stage.environment[key] = value.replace("$PATH", stage.environment["PATH"])
            case "WORKDIR":
                stage.folder = rest
                (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "RUN":
                stage.run(["/bin/sh", "-ec", rest])
            case "COPY":
                copy(stage, rest.split(), stages)
            case "USER":
                stage.user = rest
            case "HEALTHCHECK":
                stage.health = json.loads(rest[rest.index("[") :])
            case "CMD":
                stage.command = json.loads(rest)
            case "VOLUME" | "EXPOSE":
                pass
            case _:
                raise SystemExit(f"image: {word} is not known here; teach .ci/image.py")
    return stage


def instructions(text: str) -> Iterator[tuple[str, str]]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for line in re.sub(r"\\\n\s*", " ", lines).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word, rest.strip()


def begin(base: Path, root: Path, binds: list[str]) -> Stage:
    root.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(root)], check=True)
    python = root / "usr/local/bin/python"
    if not python.exists():
        python.symlink_to("/usr/bin/python3")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    for path in ("/dev", "/proc", *binds):
        place = root / path.lstrip("/")
        if Path(path).is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        subprocess.run(["mount", "--bind", path, str(place)], check=True)
    return Stage(root)


def copy(stage: Stage, words: list[str], stages: dict[str, Stage]) -> None:
    """Copy what `.dockerignore` lets through, or from a stage before."""
    *sources, target = [word for word in words if not word.startswith("--")]
    place = stage.root / os.path.normpath(f"{stage.folder}/{target}" if target[0] != "/" else target).lstrip("/")
    earlier = next((word.partition("=")[2] for word in words if word.startswith("--from=")), "")
    if earlier:
        place.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", f"{stages[earlier].root}{sources[0]}", str(place)], check=True)
        return
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_through = [line[1:].rstrip("/") for line in lines if line[:1] == "!"]
    no_cache = shutil.ignore_patterns("__pycache__", "*.py[cod]")
    for name in let_through if sources == ["."] else sources:
        if name not in let_through:
            raise SystemExit(f"image: .dockerignore keeps {name} out")
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, dirs_exist_ok=True, ignore=no_cache)
        else:
            shutil.copy(ROOT / name, place / name)


def tried(stage: Stage, patience: float) -> None:
    """Start the service as the image does, ask it, and end it."""
    port = int(os.environ.get("YIZHI_IMAGE_PORT", "28431"))
    stage.environment["YIZHI_PORT"] = str(port)  # that of the image may be another's here
    health = [word.replace(":8000", f":{port}") for word in stage.health]
    process = subprocess.Popen(stage.within(stage.command), env=stage.inherited())
    try:
        until(lambda: is_healthy(stage, health), HEALTHY_S * patience)
        print("image: healthy", flush=True)
        until(lambda: fetched(port, "/readyz") is not None, ANSWERS_S * patience)
        found = fetched(port, "/v1/suggestions", {"text": "面霜变质了能退吗", "channel": "tmall"}) or {}
        first = found["suggestions"][0]["id"]
        owner = process_owner(process.pid)
        print(f"image: 面霜变质了能退吗 -> {first}; kept as {found['record']}; user {owner}", flush=True)
        if not found["record"] or not owner:
            raise SystemExit("image: the record was not kept, or the service runs as root")
    finally:
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    took = time.monotonic() - asked
    print(f"image: SIGTERM ended it after {took:.1f} s with {code}", flush=True)
    if took > ENDS_S:
        raise SystemExit("image: it took too long to end")


def is_healthy(stage: Stage, health: list[str]) -> bool:
    command, given = stage.within(health), stage.inherited()
    return subprocess.run(command, env=given, stderr=subprocess.DEVNULL, check=False).returncode == 0


def process_owner(pid: int) -> int:
    """Return whose a process is; 0 is root."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int((re.search(r"^Uid:\s+(\d+)", status, re.MULTILINE) or ["", "0"])[1])


def until(true: Callable[[], bool], limit_s: float) -> None:
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > limit_s:
            raise SystemExit(f"image: nothing after {limit_s} s")
        time.sleep(1)


def fetched(port: int, path: str, body: object = None) -> dict[str, object] | None:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())
    except OSError:
        return None


if __name__ == "__main__":
    main()
