"""Who judges the stretches of a log: this process, two beside it, or a cluster; the parts come back in order."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Any, TypeVar

from evaluation.problem import EvaluationError
from evaluation.replies.columns import Columns
from evaluation.replies.judging import Judging, Meant
from evaluation.replies.logs import Row
from evaluation.replies.sent import RowReader
from evaluation.replies.shard import JudgedStretch, judge_stretch
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.settings import Settings

_WORKERS = 2
_LISTENS_S = 10.0
_AHEAD = 2  # stretches waiting for each worker: what is read ahead is bounded

Rows = Sequence[tuple[int, Row]]
Work = TypeVar("Work")
Done = TypeVar("Done")
Submit = Callable[[Work], Callable[[], Done]]  # hands work over; what it returns waits for what comes of it


@dataclass(frozen=True, slots=True)
class Stretch:
    """Numbered rows that are judged together, and what some of their messages mean."""

    rows: Rows
    meant: Mapping[str, Meant]


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who judge: how many there are, and how work is handed to them."""

    size: int
    judge: Submit[Stretch, JudgedStretch]
    understand: Submit[Sequence[str], Mapping[str, Meant]]


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

    def judge(self, stretch: Stretch) -> JudgedStretch:
        return judge_stretch(stretch.rows, stretch.meant, self._reader, self._judging)

    def understand(self, texts: Sequence[str]) -> Mapping[str, Meant]:
        return self._judging.understood(texts)


def in_order(works: Iterable[Work], submit: Submit[Work, Done], workers: int) -> Iterator[Done]:
    """Yield what comes of each piece of work in their order, a bounded number of them under way."""
    waiting: deque[Callable[[], Done]] = deque()
    for work in works:
        waiting.append(submit(work))
        if len(waiting) >= workers * _AHEAD:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


@contextmanager
def here(task: Task, assistant: Assistant) -> Iterator[Crew]:
    """Judge in this process."""
    worker = Worker(task, assistant)

    def at_once(do: Callable[[Work], Done]) -> Submit[Work, Done]:
        def submit(work: Work) -> Callable[[], Done]:
            done = do(work)
            return lambda: done

        return submit

    yield Crew(1, at_once(worker.judge), at_once(worker.understand))


@contextmanager
def processes(task: Task, workers: int = _WORKERS) -> Iterator[Crew]:
    """Judge in processes of their own, one thread each."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    os.environ.setdefault(
        "OMP_NUM_THREADS", "1"
    )  # the workers inherit it: two libraries with two threads each are slower
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _open_worker, (task,))
    try:
        yield Crew(
            workers,
            lambda stretch: pool.submit(_judge, stretch).result,
            lambda texts: pool.submit(_understand, texts).result,
        )
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


def _judge(stretch: Stretch) -> JudgedStretch:
    return _opened().judge(stretch)


def _understand(texts: Sequence[str]) -> Mapping[str, Meant]:
    return _opened().understand(texts)


def _opened() -> Worker:
    if not isinstance(_worker, Worker):
        raise _worker or RuntimeError("a worker was asked before it was opened")
    return _worker


@contextmanager
def ray_cluster(task: Task, address: str | None, workers: int = _WORKERS) -> Iterator[Crew]:
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
    turns = cycle(actors)

    def judge(stretch: Stretch) -> Callable[[], JudgedStretch]:
        reference = next(turns).judge.remote(stretch)
        return lambda: _fetched(ray, reference)

    def understand(texts: Sequence[str]) -> Callable[[], Mapping[str, Meant]]:
        reference = next(turns).understand.remote(texts)
        return lambda: _fetched(ray, reference)

    try:
        yield Crew(workers, judge, understand)
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


def _fetched(ray: Any, reference: Any) -> Any:  # Any: what a worker returned, which Ray does not type
    try:
        return ray.get(reference)
    except ray.exceptions.RayError as error:
        raise EvaluationError(f"a Ray worker failed: {str(error).strip().splitlines()[-1]}") from error
