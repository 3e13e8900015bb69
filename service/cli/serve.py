"""Serve the API and the agents' page on this machine."""

from __future__ import annotations

import logging
import os
import socket
import sys
from contextlib import suppress
from typing import Annotated

import typer

from indexer.encoder import Encoder
from service.cli.options import BaseOption, UsageFault
from service.cli.progress import progress_bar
from service.configuration import unknown_names
from service.people.readiness import people_faults
from service.settings import Settings, file_values

NAME = "serve"
_INTERRUPTED = 130
_DRAIN_S = 3  # that calls at work have to end after SIGTERM


def run(
    host: Annotated[
        str | None, typer.Option("--host", help="address on this machine; 127.0.0.1 where it is left out")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="0 takes any that is free")] = None,
    base: BaseOption = None,
) -> None:
    """Open the snapshot, building it where it is missing or stale, then answer until stopped."""
    given = {"host": host, "port": port, "base": base}
    settings = Settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    if not settings.base.is_dir() and not settings.snapshots:
        raise UsageFault(
            f"there is no folder {settings.base}: name a base with --base DIR, or make one with `yizhi new DIR`"
        )
    for finding in unknown_names(os.environ, file_values()):
        print(f"yizhi: {finding.message}", file=sys.stderr)
    faults = people_faults(settings)
    if faults:
        raise UsageFault("; ".join(faults))
    bound = bind(settings.host, settings.port)
    with bound:
        answer(settings, bound)


def bind(host: str, port: int) -> socket.socket:
    """Return a bound socket that does not listen yet; raises UsageFault for an address that cannot be taken."""
    plain = host.strip("[]")
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    # named TCP, not 0: asyncio switches Nagle's algorithm off only then, and each answer would wait 40 ms for an ACK
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((plain, port))
    except OSError as error:
        bound.close()
        raise UsageFault(f"cannot answer on {host}:{port}: {error.strerror}; choose another with --port") from error
    return bound


def answer(settings: Settings, bound: socket.socket, encoder: Encoder | None = None) -> None:
    """Answer until stopped; raises what kept the service from opening.

    `encoder` takes the place of the one that the settings name.
    """
    import uvicorn

    from indexer.encoder import EncoderError
    from indexer.snapshot import SnapshotError
    from service import logs
    from service.app import create_app
    from service.store.database import StoreError
    from service.tracing import TracingError

    logs.configure()
    uvicorn_log = logging.getLogger("uvicorn.error")
    uvicorn_log.setLevel(logging.CRITICAL)  # what fails while opening is told below, once and without a traceback
    failure: list[Exception] = []

    def fail(error: Exception) -> None:
        failure.append(error)
        server.should_exit = True

    def tell() -> None:
        uvicorn_log.setLevel(logging.INFO)
        print(f"yizhi: {_address(bound)}", flush=True)

    app = create_app(settings, encoder, reporting=progress_bar, on_failure=fail, on_open=tell)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_DRAIN_S
    )
    server = uvicorn.Server(config)
    try:
        with suppress(SystemExit):  # uvicorn's way to say that the app did not open
            server.run([bound])
    except KeyboardInterrupt:  # everything is closed; what still works in a thread must not hold the process
        os._exit(_INTERRUPTED)
    for error in failure:
        raise (
            UsageFault(str(error))
            if isinstance(error, StoreError | EncoderError | SnapshotError | TracingError)
            else error
        )


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
