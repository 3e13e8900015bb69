"""Logs as JSON lines on standard error, configured by an entry point alone."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: int = logging.INFO) -> None:
    """Write what we and our libraries log; uvicorn's own lines for each call hold what was sent and stay off."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,  # the call's request id
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn.access", "watchfiles", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
