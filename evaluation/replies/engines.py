"""Who judges the stretches of a log: this process, two beside it, or a cluster; the parts come back in order."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluation.problem import EvaluationError
from evaluation.replies.columns import Columns
from evaluation.replies.judging import Judging
from evaluation.replies.logs import Row
from evaluation.replies.sent import RowReader
from evaluation.replies.shard import Part, part_of
from service.assist.assistant import Assistant, open_assistant
from service.settings import Settings

WORKERS = 2
_LISTENS_S = 10.0
_AHEAD = 2  # stretches waiting for each worker: what is read ahead is bounded

Rows = Sequence[tuple[int, Row]]
Submit = Callable[[Rows], Callable[[], Part]]  # hands a stretch over; what it returns waits for its part


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker must know; plain data, sent once."""

    settings: Mapping[str, Any]
    columns: Columns
    on: date
    snapshot: str  # what every worker must answer from

    @staticmethod
    def of(settings: Settings, columns: Columns, on: date, snapshot: str) -> Task:
        return Task(settings.model_dump(mode="json"), columns, on, snapshot)


class Worker:
    """An assistant and a reader of rows, opened once and used for many stretches."""

    def __init__(self, task: Task, assistant: Assistant | None = None) -> None:
        settings = Settings(**task.settings)
        opened = assistant or open_assistant(settings)
        if opened.snapshot != task.snapshot:
            raise EvaluationError(
                f"a worker opened snapshot {opened.snapshot}, not {task.snapshot}: do not edit the base during a run"
            )
        self._judging = Judging(opened)
        self._reader = RowReader(opened.base, task.columns, task.on, settings.timezone)

    def judge(self, rows: Rows) -> Part:
        return part_of(rows, self._reader, self._judging)


def parts(stretches: Iterable[Rows], submit: Submit, workers: int) -> Iterator[Part]:
    """Yield the parts in the order of the stretches, a bounded number of them under way."""
    waiting: deque[Callable[[], Part]] = deque()
    for stretch in stretches:
        waiting.append(submit(stretch))
        if len(waiting) >= workers * _AHEAD:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


@contextmanager
def here(task: Task, assistant: Assistant) -> Iterator[tuple[Submit, int]]:
    """Judge in this process."""
    worker = Worker(task, assistant)

    def submit(rows: Rows) -> Callable[[], Part]:
        part = worker.judge(rows)
        return lambda: part

    yield submit, 1


@contextmanager
def processes(task: Task, workers: int = WORKERS) -> Iterator[tuple[Submit, int]]:
    """Judge in processes of their own, one thread each."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    os.environ.setdefault(
        "OMP_NUM_THREADS", "1"
    )  # the workers inherit it: two libraries with two threads each are slower
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _open_worker, (task,))
    try:
        yield (lambda rows: pool.submit(_judge, rows).result), workers
    except BrokenProcessPool as error:
        raise EvaluationError(
            "a worker process was ended from outside, for want of memory it may be: run again, which goes on where "
            "this run stopped, with --workers 1 or on a machine with more memory"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_worker: Worker | Exception | None = None  # of a worker process, which has nothing else


def _open_worker(task: Task) -> None:
    global _worker
    try:
        _worker = Worker(task)
    except Exception as error:  # raised where rows are judged: a pool tells nothing of what stopped its start
        _worker = error


def _judge(rows: Rows) -> Part:
    if not isinstance(_worker, Worker):
        raise _worker or RuntimeError("a worker was asked before it was opened")
    return _worker.judge(rows)


@contextmanager
def ray_cluster(task: Task, address: str | None, workers: int = WORKERS) -> Iterator[tuple[Submit, int]]:
    """Judge on a Ray cluster, or on one that is started here where no address is given.

    The nodes need yizhi, the base and the snapshot folder at the same paths, as a shared file system gives them.
    """
    try:
        import ray
    except ImportError as error:
        raise EvaluationError(
            "--engine ray needs the package ray: run `pip install 'yizhi[ray]'`, or leave --engine out"
        ) from error
    _check_listens(address)
    try:
        ray.init(
            address=address, log_to_driver=False, include_dashboard=False, **({} if address else {"num_cpus": workers})
        )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise EvaluationError(
            f"cannot reach the Ray cluster at {address or 'this machine'}: {error}; where the cluster asks for a "
            "token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN"
        ) from error
    actor = ray.remote(num_cpus=1)(Worker)
    actors = [actor.remote(task) for _ in range(workers)]
    turn = 0

    def submit(rows: Rows) -> Callable[[], Part]:
        nonlocal turn
        reference = actors[turn % workers].judge.remote(rows)
        turn += 1
        return lambda: _fetched(ray, reference)

    try:
        yield submit, workers
    finally:
        ray.shutdown()


def _check_listens(address: str | None) -> None:
    """Raise EvaluationError where nothing listens: Ray itself tries for five minutes before it says so."""
    if not address or address == "auto":
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        raise EvaluationError(
            f"--address {address!r} is no address of a Ray cluster: write HOST:PORT, as in node1:6379"
        )
    try:
        socket.create_connection((host, int(port)), timeout=_LISTENS_S).close()
    except OSError as error:
        raise EvaluationError(
            f"cannot reach the Ray cluster at {address}: {error}; start one there with `ray start --head`"
        ) from error


def _fetched(ray: Any, reference: Any) -> Part:
    try:
        part: Part = ray.get(reference)
    except ray.exceptions.RayError as error:
        raise EvaluationError(f"a Ray worker failed: {str(error).strip().splitlines()[-1]}") from error
    return part
