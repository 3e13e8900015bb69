"""Hints show questions that a reply never takes up, and leave alone those that it does."""

from __future__ import annotations

from pathlib import Path

from knowledge.hints import hints
from knowledge.loading.load import load

SMALL = Path(__file__).parents[1] / "examples" / "good" / "small"
GUIDE = """\
terms: {synonyms: [[冰箱, 冷藏柜]]}
guides:
  storage:
    title: 护肤品怎么存放
    asks: [%s]
    say: {default: 放阴凉避光的地方，冷藏柜不是必须。VC精华可以冷藏。}
"""


def found(tmp_path: Path, *asks: str) -> list[str]:
    for path in SMALL.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "guide.yaml").write_text(GUIDE % ", ".join(asks), "utf-8")
    return [str(problem) for problem in hints(load(tmp_path).require())]


def test_questions_that_the_reply_never_takes_up_are_shown_once_an_entry(tmp_path: Path):
    told = found(tmp_path, "护肤品存放在哪", "瓶口发霉长毛", "标签撕掉了", "颜色变深变褐", "泵头按压出水")

    assert told == [
        "guide.yaml:5:21: storage: asks.1: notice: 4 of 5 asks are not taken up by the reply:"
        " 「瓶口发霉长毛」、「标签撕掉了」、「颜色变深变褐」…;"
        " answer them in the text, or move them to an entry that does (unanswered)"
    ]


def test_a_word_that_means_the_same_an_abbreviation_and_everyday_words_are_no_hint(tmp_path: Path):
    told = found(tmp_path, "冰箱里能放吗", "vc要不要避着点", "怎么用呀", "放阴凉处行吗", "存放多久呢")

    assert told == []
