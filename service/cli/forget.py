"""Delete the records that are older than a number of days, with the feedback on them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from service.cli.options import UsageFault
from service.settings import Settings
from service.store.database import StoreError, open_database
from service.store.retention import count_before, forget_before

NAME = "forget"


def run(
    older_than: Annotated[
        int | None, typer.Option("--older-than", min=1, help="days; YIZHI_KEEP_DAYS where it is left out")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say how many there are, and delete none")] = False,
) -> None:
    """Print how many were deleted; the audit trail notes it and is itself kept."""
    settings = Settings()
    days = older_than or settings.keep_days
    if not days:
        raise UsageFault("how old is not said: name it with --older-than DAYS, or set YIZHI_KEEP_DAYS")
    now = datetime.now(UTC)
    moment = now - timedelta(days=days)
    try:
        store = open_database(settings.database_url())
    except StoreError as error:
        raise UsageFault(str(error)) from error
    if dry_run:
        print(f"{count_before(store, moment)} 条记录早于 {days} 天，没有删除")
        return
    print(f"删除了 {forget_before(store, moment, at=now, actor='command')} 条早于 {days} 天的记录")
