"""Make an exam of the base (话术考核), mark its answers, or write scripts for mystery shoppers (神秘顾客)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from evaluation.cli.options import Setting, with_options
from evaluation.cli.shared import faults_as_usage, open_for
from evaluation.problem import EvaluationError
from service.cli.options import Format, FormatOption, UsageFault, print_json

NAME = "quiz"


@with_options
def run(
    *,
    count: Annotated[int, typer.Option("--count", min=1, max=500, help="questions, or visits")] = 20,
    out: Annotated[
        Path | None, typer.Option("--out", help="folder for paper.html, answers.html and paper.json, or for shopper.md")
    ] = None,
    mark: Annotated[
        Path | None, typer.Option("--mark", help="answers to mark, JSON or CSV; exit 1 below the pass mark")
    ] = None,
    paper: Annotated[Path | None, typer.Option("--paper", help="paper.json that the answers belong to")] = None,
    shopper: Annotated[
        bool, typer.Option("--shopper", help="scripts for mystery shoppers in place of an exam")
    ] = False,
    setting: Setting,
    format: FormatOption = Format.TEXT,
) -> None:
    """Draw by seed, write and print; or mark."""
    with faults_as_usage():
        if mark is not None:
            _mark(mark, paper, format)
            return
        if paper is not None:
            raise UsageFault("--paper goes with --mark: name the answers too")
        _make(count, out, shopper, setting, format)


def _make(count: int, out: Path | None, shopper: bool, setting: Setting, format: Format) -> None:
    from evaluation.quiz.paper import paper as drawn
    from evaluation.quiz.paper import paper_json
    from evaluation.quiz.teaching import Teaching
    from evaluation.run import to_text, write_text
    from knowledge.reading.claims.reader import ClaimsReader

    opened = open_for(setting)
    assistant, day, seed = opened.assistant, opened.day, setting.seed
    teaching = Teaching(assistant, ClaimsReader.of(assistant.base), day)
    if shopper:
        _visits(teaching, count, seed, out, format)
        return
    found = paper_json(drawn(teaching, count, seed, opened.conditions))
    if len(found["items"]) < count:
        print(f"知识库只够出 {len(found['items'])} 题（要 {count} 题）：每个情形和问法只考一次", file=sys.stderr)
    if out is not None:
        write_text(out / "paper.json", to_text(found))
        write_text(out / "paper.html", _page(found, answers=False))
        write_text(out / "answers.html", _page(found, answers=True))
    if format is Format.JSON:
        print_json(found)
        return
    for item in found["items"]:
        print(f"{item['id']}. {item['question']}")
        for letter, option in zip("ABCDEFGH", item["options"], strict=False):
            print(f"   {letter}. {option}")
        print(f"   答案 {item['answer']}：{item['because']}\n")


def _visits(teaching: Any, count: int, seed: int, out: Path | None, format: Format) -> None:
    from dataclasses import asdict

    from evaluation.quiz.shopper import visits, visits_text
    from evaluation.run import write_text

    found = visits(teaching, count, seed)
    if not found:
        raise EvaluationError("the base gives no visit: it needs policies whose decisions change at a bound")
    text = visits_text(found, teaching)
    if out is not None:
        write_text(out / "shopper.md", text)
    if format is Format.JSON:
        print_json({"visits": [asdict(one) for one in found]})
    else:
        print(text)


def _page(found: dict[str, Any], answers: bool) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent.parent / "quiz"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("print.html").render(paper=found, answers=answers, letters="ABCDEFGH")


def _mark(answers: Path, paper: Path | None, format: Format) -> None:
    from evaluation.quiz.marking import mark, read_answers
    from evaluation.quiz.paper import LETTERS, paper_of

    if paper is None:
        raise UsageFault("--mark needs --paper: name the paper.json that the answers belong to")
    try:
        held = paper_of(json.loads(paper.read_text(encoding="utf-8")))
    except OSError as error:
        raise EvaluationError(f"cannot read the paper {paper}: {error.strerror}; name a paper.json") from error
    except ValueError as error:
        raise EvaluationError(f"{paper} is no paper: name the paper.json that `yizhi quiz --out DIR` wrote") from error
    found = mark(held, read_answers(answers))
    wrong = [
        {"id": one.item.id, "answer": one.answer, "right": LETTERS[one.item.answer], "because": one.item.because}
        for one in found.wrong
    ]
    if format is Format.JSON:
        print_json(
            {"right": found.right, "count": found.count, "share": found.share, "passes": found.passes, "wrong": wrong}
        )
    else:
        verdict = "及格" if found.passes else "不及格"
        print(f"{found.right}/{found.count}，{found.share:.0%}，{verdict}（及格线 {found.pass_mark:.0%}）")
        for one in wrong:
            print(f"  {one['id']}：答 {one['answer'] or '无'}，应为 {one['right']}。{one['because']}")
    if not found.passes:
        raise typer.Exit(1)
