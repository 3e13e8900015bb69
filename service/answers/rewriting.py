"""A draft put right: the words of a script that state what is decided, in place of those that contradict it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.deciding.verdict import JudgedClaim, judge
from knowledge.model.case import Case
from knowledge.reading.claims.claim import Claim
from service.answers.assistant import Assistant
from service.answers.instead import scripts_instead

_CLAUSE = "，,。！!？?；;\n…~～"
_SENTENCE = "。！!？?；;\n"
_GREETING = re.compile(
    r"^\s*(?:(?:您好|你好|亲+|宝[宝子]?|姐妹|好的|尊敬的[^，,]{0,6}|[^，,]{0,4}抱歉|不好意思)[，,～~！!]\s*)+"
)

Span = tuple[int, int]
Read = Callable[[str], Sequence[Claim]]


def rewrite(assistant: Assistant, case: Case, reply: str, asked: str, findings: Sequence[JudgedClaim]) -> str:
    """Return the draft with each contradiction replaced by a script's own words, empty where no script has them.

    Nothing is generated: the pieces stand in the scripts of the policies that decide, and what comes out is read again.
    """
    about = str(case.facts.get(assistant.base.subject, ""))

    def read(text: str) -> Sequence[Claim]:
        return assistant.claims_reader.read(text, about, asked)

    wrong = [one for one in findings if one.kind == "outcome"]
    right = [one.claim.span for one in findings if one.kind != "outcome"]
    kept, whole = _places(reply, wrong, right), [_sentence(reply, one.claim.span) for one in wrong]
    clauses = [_around(reply, one.claim.span, _CLAUSE) for one in wrong]
    for ends, places in ((_CLAUSE, kept), (_CLAUSE, clauses), (_SENTENCE, whole)):
        words = [_words(assistant, case, one, read, ends) for one in wrong]
        pieces = list(zip(places, words, strict=True)) if all(words) else []
        text = _placed(reply, pieces)
        if text and judge(assistant.decider, case, read(text)).verdict in ("consistent", "depends"):
            return text
    return ""


def _words(assistant: Assistant, case: Case, wrong: JudgedClaim, read: Read, ends: str) -> str:
    """Return what to say in place of a contradiction, empty where no script states it."""
    texts = scripts_instead(assistant, case, wrong)
    return next((piece for text in texts for piece in _stating(text, wrong, read, ends)), "")


def _places(reply: str, wrong: Sequence[JudgedClaim], right: Sequence[Span]) -> list[Span]:
    """Return what to take out: the sentence with its reasons; the clause alone where more of the sentence is right."""
    found = []
    for one in wrong:
        start, end = _sentence(reply, one.claim.span)
        is_mixed = any(start <= span[0] < end for span in right)
        found.append(_around(reply, one.claim.span, _CLAUSE) if is_mixed else (start, end))
    return found


def _sentence(reply: str, span: Span) -> Span:
    """Return the sentence around a span, its greeting left out."""
    start, end = _around(reply, span, _SENTENCE)
    greeting = _GREETING.match(reply[start:end])
    return start + (greeting.end() if greeting else 0), end


def _stating(text: str, one: JudgedClaim, read: Read, ends: str) -> Iterator[str]:
    """Yield the stretches of a script that state what is decided."""
    for claim in read(text):
        if claim.outcome == one.claim.outcome and claim.value in one.decided:
            start, end = _around(text, claim.span, ends)
            yield _GREETING.sub("", text[start:end].strip())


def _around(text: str, span: Span, ends: str) -> Span:
    """Return the stretch between two of the `ends` that holds a span, the last of them left out."""
    start, end = span
    while start and text[start - 1] not in ends:
        start -= 1
    while end < len(text) and text[end] not in ends:
        end += 1
    return start, end


def _placed(reply: str, pieces: Sequence[tuple[Span, str]]) -> str:
    """Return the reply with the pieces in place; those of one stretch follow each other, each said once."""
    if not pieces:
        return ""
    text, said = reply, {piece for _, piece in pieces}
    for start, end in sorted({span for span, _ in _joined(pieces)}, reverse=True):
        here = dict.fromkeys(piece for span, piece in _joined(pieces) if span == (start, end) and piece in said)
        said -= here.keys()
        text = text[:start] + "，".join(here) + text[end:]
    return re.sub(r"([，,。！!？?；;])\s*(?=[，,。！!？?；;])", r"\1", text) if text.strip() else ""


def _joined(pieces: Sequence[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Return the pieces with stretches that overlap made one."""
    found: list[tuple[Span, str]] = []
    for (start, end), piece in sorted(pieces):
        if found and start < found[-1][0][1]:
            whole = (found[-1][0][0], max(end, found[-1][0][1]))
            found = [(whole if span == found[-1][0] else span, words) for span, words in found]
            found.append((whole, piece))
        else:
            found.append(((start, end), piece))
    return found
