"""What every test may rely on: one thread a library, no network but loopback, and a browser on request."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import slow_service
from tests.indexes import Indexes
from tests.parts import program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before numpy, torch and the tokenizers are imported: afterwards they no longer look.
os.environ.update(HF_HUB_OFFLINE="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")

QUIET_CHROMIUM = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    slow_service.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("slow_service"):
        slow_service.begin(config.getoption("slow_seed"))


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let sockets reach this machine only, so that a test which needs the network says so by failing."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and not _is_here(address):
            message = f"tests reach this machine only, not {address}"
            raise PermissionError(message)
        connect(self, address)  # type: ignore[arg-type]  # whatever the caller passed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def _is_here(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) else ""
    return host in ("localhost", "::1") or str(host).startswith("127.")


@pytest.fixture(scope="session")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Indexes:
    """One folder a run, whichever worker asks."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "indexes"
    folder.mkdir(exist_ok=True)
    return Indexes(folder)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's browser: none is ever fetched."""
    return program("chromium", "chromium-browser", "google-chrome", mend="apt-get install chromium fonts-noto-cjk")


@pytest.fixture(scope="session")
def browser(chromium: Path, pytestconfig: pytest.Config) -> Iterator["Browser"]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=slow_service.PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET_CHROMIUM))
        slow_service.be_patient(running)
        if pytestconfig.getoption("slow_service"):
            slow_service.throttle(running, pytestconfig.getoption("slow_pages"))
        yield running
        running.close()
