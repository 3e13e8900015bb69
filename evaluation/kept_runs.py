"""What evaluations of a service found, kept in a folder below its data, for this process and those after it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from evaluation.report.misses import chinese
from evaluation.report.words import measure_name
from evaluation.run import Kind, Run, past_runs, read_run, write_run, write_text
from service.api.evaluation_models import Evaluation, EvaluationProgress, FailingCase, Figure

_FAILING = 100  # cases that a state names


@dataclass(frozen=True, slots=True)
class Job:
    """Where one evaluation stands."""

    id: str
    kind: Kind
    state: Literal["waiting", "running", "done", "failed", "stopped"] = "waiting"
    what: str = ""
    share: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class KeptRuns:
    """A folder of runs, each with its report; `history` below it holds them by kind and day."""

    folder: Path

    def ids(self) -> frozenset[str]:
        return frozenset(path.stem for path in self.folder.glob("*.json"))

    def run(self, id: str) -> Run | None:
        path = self.folder / f"{id}.json"
        return read_run(path) if path.is_file() else None

    def report(self, id: str) -> str | None:
        path = self.folder / f"{id}.html"
        return path.read_text(encoding="utf-8") if path.is_file() else None

    def keep(self, id: str, run: Run) -> None:
        from evaluation.report.page import page

        past = [one for _, one in past_runs(self.folder / "history", run.kind)]
        write_text(self.folder / f"{id}.html", page(run, (), None, past))
        write_run(run, self.folder / "history" / f"{run.kind}-{run.conditions['date']}-{id}.json")
        write_run(run, self.folder / f"{id}.json")

    def evaluation(self, id: str) -> Evaluation | None:
        """Return an evaluation that is done, with its figures and the cases that fail."""
        run = self.run(id)
        if run is None:
            return None
        labels = run.details.get("labels", {})
        failing = [
            FailingCase(id=one.id, message=one.message, label=chinese(one.miss, labels) if one.miss else "")
            for one in run.cases
            if not one.right
        ]
        return evaluation_of(Job(id, run.kind, "done", "", 1.0)).model_copy(
            update={
                "conditions": run.conditions,
                "measures": tuple(Figure(label=measure_name(one.name, labels), **asdict(one)) for one in run.measures),
                "failing": tuple(failing[:_FAILING]),
            }
        )


def evaluation_of(job: Job) -> Evaluation:
    return Evaluation(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=EvaluationProgress(what=job.what, share=job.share),
        fault=job.fault,
    )
