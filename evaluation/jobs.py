"""Evaluations in the background of a running service: one at a time, with progress, kept in files."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from evaluation.comparison import compare
from evaluation.gate import check_gate
from evaluation.gate_files import GateFiles
from evaluation.kept_runs import Job, KeptRuns, evaluation_of
from evaluation.named_suites import named_suites, suite_questions
from evaluation.problem import EvaluationError
from evaluation.run import Kind, Run
from evaluation.run_answers import (
    checks_answer,
    comparison_answer,
    conflicts_answer,
    weak_scripts_answer,
    wrong_replies_answer,
)
from evaluation.uploads import Uploads
from knowledge.model.base import Base
from service.answers.assistant import Assistant
from service.answers.suggest import CustomerMessage
from service.api.evaluation_models import Evaluation, EvaluationBody
from service.api.evaluations import Busy, Refusal, WeakScripts
from service.api.exams import ExamPaper
from service.api.quality_models import (
    GateCheck,
    GateText,
    ReceivedLog,
    RunComparison,
    Scorecard,
    TenPerCent,
    WrongReplies,
)
from service.settings import Settings
from service.store.ulid import new_ulid

log = logging.getLogger(__name__)
_WAITING = 8  # evaluations that may wait
KEPT = 50  # listed, the newest first

Work = Callable[[Callable[[str, float], None]], Run]


class Jobs:
    """Runs evaluations one after the other in a thread; what they found stays in a folder below the service's data."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept = KeptRuns(settings.data / "evaluations")
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._weak: dict[str, WeakScripts | None] = {}  # by run, once it was read
        self._unwanted: set[str] = set()  # evaluations that a person stopped
        self._uploads = Uploads(settings.timezone)
        self._gates = GateFiles(settings.data / "gates")
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yizhi-evaluation")

    def start(self, wanted: EvaluationBody, assistant: Assistant) -> Evaluation:
        """Queue an evaluation of the assistant that serves now."""
        from evaluation.work import work_of

        return self._queue(wanted.kind, work_of(wanted, assistant, self._settings, self.suites()))

    def _queue(self, kind: Kind, work: Work) -> Evaluation:
        job = Job(new_ulid(), kind)
        with self._lock:
            if sum(one.state in ("waiting", "running") for one in self._jobs.values()) >= _WAITING:
                raise Busy
            self._jobs[job.id] = job
        self._pool.submit(self._run, job.id, work)
        return evaluation_of(job)

    def state(self, id: str) -> Evaluation | None:
        """Return where an evaluation stands, from memory or from what an earlier process kept."""
        job = self._jobs.get(id)
        if job is not None and job.state != "done":
            return evaluation_of(job)
        return self._kept.evaluation(id)

    def stop(self, id: str) -> Evaluation | None:
        """Stop an evaluation that waits or runs, between two of its steps."""
        with self._lock:
            job = self._jobs.get(id)
            if job is not None and job.state in ("waiting", "running"):
                self._unwanted.add(id)
                if job.state == "waiting":
                    self._jobs[id] = replace(job, state="stopped")
        return self.state(id)

    def receive(self, name: str, data: bytes, base: Base) -> ReceivedLog:
        try:
            return self._uploads.receive(name, data, base)
        except EvaluationError as error:
            raise Refusal("log", str(error), "send CSV, JSON lines or XLSX with a header") from error

    def judge(self, log: str, fields: Mapping[str, str], assistant: Assistant) -> Evaluation | None:
        from evaluation.work import log_work

        held = self._uploads.find(log)
        if held is None:
            return None
        try:
            read = self._uploads.read(held, fields, assistant.base)
        except EvaluationError as error:
            raise Refusal("fields", str(error), "say which column holds what") from error
        return self._queue("replies", log_work(read, held.name, assistant, self._settings))

    def checked(self, id: str) -> tuple[GateCheck, ...] | None:
        run = self._kept.run(id)
        if run is None:
            return None
        try:
            return checks_answer(check_gate(self._gates.gate(run.kind), run, None), run)
        except EvaluationError as error:
            return (GateCheck(name="gate", holds=False, about="门槛文件", found=str(error)),)

    def compared(self, before: str, after: str) -> RunComparison | None:
        old, new = self._kept.run(before), self._kept.run(after)
        if old is None or new is None:
            return None
        try:
            found = compare(old, new, int(new.conditions.get("seed", 7)))
        except EvaluationError as error:
            raise Refusal("before", str(error), "choose two runs of one kind and suite") from error
        return comparison_answer(found, before, after, new.details.get("labels", {}))

    def conflicts(self, id: str, assistant: Assistant) -> TenPerCent | None:
        run = self._kept.run(id)
        if run is None or run.kind != "replies":
            return None
        return conflicts_answer(run, lambda issue, outcome: _deciding(assistant, issue, outcome))

    def wrong_replies(self, id: str) -> WrongReplies | None:
        run = self._kept.run(id)
        return None if run is None or run.kind != "replies" else wrong_replies_answer(run)

    def scorecard(self, id: str) -> Scorecard | None:
        run = self._kept.run(id)
        held = run.details.get("scorecard") if run is not None else None
        return Scorecard.model_validate(held) if held else None

    def weakest(self) -> WeakScripts | None:
        for id in sorted(self._kept.ids(), reverse=True)[:KEPT]:
            if id not in self._weak:
                run = self._kept.run(id)
                self._weak[id] = None if run is None else weak_scripts_answer(id, run)
            if self._weak[id] is not None:
                return self._weak[id]
        return None

    def gate(self, kind: Kind) -> GateText:
        return self._gates.text(kind)

    def set_gate(self, kind: Kind, text: str) -> GateText:
        try:
            return self._gates.change(kind, text)
        except EvaluationError as error:
            raise Refusal("text", str(error), "mend it and save again") from error

    def report(self, id: str) -> str | None:
        return self._kept.report(id)

    def all(self) -> tuple[Evaluation, ...]:
        """Return the newest evaluations, without their figures."""
        ids = sorted(self._kept.ids() | self._jobs.keys(), reverse=True)[:KEPT]
        states = (self.state(id) for id in ids)
        return tuple(one.model_copy(update={"measures": (), "failing": ()}) for one in states if one is not None)

    def draw(self, kind: Literal["quiz", "visit"], count: int, seed: int, assistant: Assistant) -> ExamPaper:
        from evaluation.quiz.drawn import drawn
        from evaluation.quiz.teaching import Teaching

        teaching = Teaching(assistant, assistant.claims_reader, self._settings.today())
        try:
            return drawn(kind, teaching, count, seed)
        except EvaluationError as error:
            raise Refusal("kind", str(error), "add policies with bounds and questions") from error

    def close(self) -> None:
        """Stop between two steps of the one that runs."""
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def suites(self) -> Mapping[str, Path]:
        return named_suites(self._settings)

    def questions(self, base: Base, on: date) -> tuple[CustomerMessage, ...]:
        return suite_questions(self._settings, base, on)

    def _run(self, id: str, work: Work) -> None:
        if id in self._unwanted:
            return
        self._change(id, state="running")
        try:
            run = work(lambda what, share: self._progress(id, what, share))
            self._kept.keep(id, run)
        except _Stopped:
            if id in self._unwanted:
                self._change(id, state="stopped")
            else:
                self._change(id, state="failed", fault="the service was stopped")
        except EvaluationError as error:
            self._change(id, state="failed", fault=str(error))
        except Exception as error:
            # the thread must go on with the next one; the log says where, the caller only what
            log.exception("an evaluation failed", extra={"evaluation": id})
            self._change(id, state="failed", fault=f"{type(error).__name__}: the service's log says more")
        else:
            self._change(id, state="done", share=1.0)

    def _progress(self, id: str, what: str, share: float) -> None:
        if self._stopped.is_set() or id in self._unwanted:
            raise _Stopped
        self._change(id, what=what, share=round(share, 4))

    def _change(self, id: str, **fields: Any) -> None:
        with self._lock:
            self._jobs[id] = replace(self._jobs[id], **fields)


def _deciding(assistant: Assistant, issue: str, outcome: str) -> tuple[str, ...]:
    """Return the policies that decide an outcome of an issue and say something of it, those with a script first."""
    policies = assistant.base.policies
    found = [key for key in assistant.policies_of(issue) if outcome in policies[key].decide and policies[key].say]
    return tuple(sorted(found, key=lambda key: (len(policies[key].when.all), key)))[:3]


class _Stopped(Exception):
    """The service closes."""


def runner(settings: Settings) -> Jobs:
    """Return what runs the evaluations of a service: the entry point `yizhi.evaluations`."""
    return Jobs(settings)
