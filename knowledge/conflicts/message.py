"""What a finding says to a trainer: which case, who says what, and what to change."""

from __future__ import annotations

from knowledge.conflicts.conflict import Conflict, ConflictKind, Member, Witness
from knowledge.conflicts.wordings import CHINESE, ENGLISH, Words
from knowledge.languages.telling import is_chinese
from knowledge.model.base import Base


def message(base: Base, finding: Conflict, language: str = CHINESE) -> str:
    """Return the sentence of a finding, with the mend."""
    words = Words(base, language)
    match finding.kind:
        case ConflictKind.OUTCOME:
            return _capital(_outcome(words, finding))
        case ConflictKind.CHANNEL:
            return _capital(_channel(words, finding))
        case ConflictKind.STATUTE:
            return _capital(_statute(words, finding))
        case ConflictKind.GAP:
            return _capital(_gap(words, finding))
        case ConflictKind.SHADOWED:
            return _capital(_shadowed(words, finding))
        case ConflictKind.DUPLICATE:
            return _capital(_duplicate(words, finding))
        case ConflictKind.WORDING | ConflictKind.GUIDANCE:
            entries = words.names(finding.entries)
            return _capital(words.say(finding.kind.value, entries=entries, detail=_detail(words, finding)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _detail(words: Words, finding: Conflict) -> str:
    return finding.detail.get(CHINESE if is_chinese(words.language) else ENGLISH, "")


def _case(words: Words, witness: Witness | None) -> str:
    if witness is None:
        return words.say("in_any_case")
    return words.say("on_day", day=witness.on.isoformat(), case=words.case(witness))


def _where(words: Words, finding: Conflict) -> str:
    return words.channel(finding.witness.channels[0]) if finding.witness else ""


def _outcome(words: Words, finding: Conflict) -> str:
    left, right = finding.entries
    return words.say(
        "outcome",
        case=_case(words, finding.witness),
        where=_where(words, finding),
        left_entry=words.names([left]),
        left=words.values(finding.left),
        right_entry=words.names([right]),
        right=words.values(finding.right),
    )


def _channel(words: Words, finding: Conflict) -> str:
    channels = finding.witness.channels if finding.witness else ("", "")
    sides = [
        words.say("side", channel=words.channel(channel), values=words.values(said), entry=words.names([member]))
        for channel, said, member in zip(channels, (finding.left, finding.right), finding.entries, strict=True)
    ]
    ended = "".join(_ended(words, *pair) for pair in (finding.entries, finding.entries[::-1]))
    return words.say("channel", case=_case(words, finding.witness), sides=words.join(sides, "comma"), ended=ended)


def _ended(words: Words, one: Member, other: Member) -> str:
    """Say until when a policy was to differ from the other, where it declares so: what holds on makes no finding."""
    differs = words.base.policies[one.id].differs
    if differs is None or other.id not in differs.from_ or differs.until is None:
        return ""
    return words.say("ended", entry=words.names([one]), until=differs.until.isoformat())


def _statute(words: Words, finding: Conflict) -> str:
    statute, *policies = finding.entries
    held = {outcome: value for outcome, value in finding.right.items() if value is not None}
    missing = [outcome for outcome, value in finding.right.items() if value is None]
    found = []
    if held:
        found.append(words.say("statute_decided", entries=words.names(policies), values=words.values(held)))
    if missing:
        found.append(words.say("statute_missing", outcomes=words.outcomes(missing)))
    return words.say(
        "statute",
        statute=words.names([statute]),
        floor=words.values(finding.left),
        case=_case(words, finding.witness),
        found=words.join(found, "comma"),
    )


def _gap(words: Words, finding: Conflict) -> str:
    return words.say(
        "gap",
        subject=words.subject(str(finding.subject)),
        outcomes=words.outcomes(finding.outcomes),
        case=_case(words, finding.witness),
        where=_where(words, finding),
        ids=", ".join(finding.outcomes),
    )


def _shadowed(words: Words, finding: Conflict) -> str:
    policy, *above = finding.entries
    if finding.witness is None:
        return words.say("never_holds", policy=words.names([policy]))
    case = _case(words, finding.witness)
    return words.say("shadowed", policy=words.names([policy]), above=words.names(above), case=case)


def _duplicate(words: Words, finding: Conflict) -> str:
    same = _detail(words, finding) or words.say("same_decision", outcomes=words.outcomes(finding.outcomes))
    return words.say("duplicate", entries=words.names(finding.entries), same=same)
