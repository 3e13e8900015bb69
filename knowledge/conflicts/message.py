"""What a finding says to a trainer, in Chinese: which case, who says what, and what to change."""

from __future__ import annotations

from knowledge.conflicts import wordings as words
from knowledge.conflicts.conflict import Conflict, ConflictKind, Witness
from knowledge.model.base import Base


def message(base: Base, finding: Conflict) -> str:
    """Return the sentence of a finding, with the mend."""
    match finding.kind:
        case ConflictKind.OUTCOME:
            return _outcome(base, finding)
        case ConflictKind.CHANNEL:
            return _channel(base, finding)
        case ConflictKind.STATUTE:
            return _statute(base, finding)
        case ConflictKind.GAP:
            return _gap(base, finding)
        case ConflictKind.SHADOWED:
            return _shadowed(base, finding)
        case ConflictKind.DUPLICATE:
            return _duplicate(base, finding)
        case ConflictKind.WORDING:
            return (
                f"{words.names(base, finding.entries)}的话术与规定不符：{finding.detail}。请改话术，或改政策的 decide。"
            )
        case ConflictKind.GUIDANCE:
            return f"{words.names(base, finding.entries)}说法不一：{finding.detail}。请把两处改成一致。"


def _case(base: Base, witness: Witness | None) -> str:
    return "任何情形下" if witness is None else f"{witness.on.isoformat()}这天，{words.case_in_words(base, witness)}"


def _outcome(base: Base, finding: Conflict) -> str:
    left, right = finding.entries
    where = words.channel_in_words(base, finding.witness.channels[0]) if finding.witness else ""
    return (
        f"{_case(base, finding.witness)}，在{where}有两条政策同时成立却说法相反："
        f"{words.names(base, [left])}定的是{words.values_in_words(base, finding.left)}，"
        f"{words.names(base, [right])}定的是{words.values_in_words(base, finding.right)}。"
        f"如果其中一条是例外，请在那一条里写 over: [另一条的 id]；"
        f"否则请收窄其中一条的 when（或 valid、channels），让两条不再重叠，或把决定改成一致。"
    )


def _channel(base: Base, finding: Conflict) -> str:
    channels = finding.witness.channels if finding.witness else ("", "")
    sides = [
        f"{words.channel_in_words(base, channel)}是{words.values_in_words(base, said)}（{words.names(base, [member])}）"
        for channel, said, member in zip(channels, (finding.left, finding.right), finding.entries, strict=True)
    ]
    return (
        f"同一情形在不同渠道答复不同：{_case(base, finding.witness)}，{'，'.join(sides)}。"
        f"请把两边改成一致；如果确实要按渠道区分，请在其中一条写 differs: {{from: [另一条的 id], because: 原因}}。"
    )


def _statute(base: Base, finding: Conflict) -> str:
    statute, *policies = finding.entries
    held = {outcome: value for outcome, value in finding.right.items() if value is not None}
    missing = [outcome for outcome, value in finding.right.items() if value is None]
    found = []
    if held:
        found.append(f"{words.names(base, policies)}定的却有{words.values_in_words(base, held)}")
    if missing:
        found.append(f"{words.names_in_words(base, missing)}没有任何政策作出决定")
    return (
        f"低于法律底线：{words.names(base, [statute])}要求至少{words.values_in_words(base, finding.left)}；"
        f"{_case(base, finding.witness)}，{'，'.join(found)}。"
        f"请把决定改到不低于底线；没有人管的情形请补一条政策。"
    )


def _gap(base: Base, finding: Conflict) -> str:
    names = words.names_in_words(base, finding.outcomes)
    where = words.channel_in_words(base, finding.witness.channels[0]) if finding.witness else ""
    return (
        f"「{words.subject_in_words(base, str(finding.subject))}」的{names}在别的情形有政策管，"
        f"而{_case(base, finding.witness)}（{where}）没有任何政策作出决定。"
        f"请补一条政策，或放宽现有政策的 when、channels、valid；有意不定的，在管这种情形的政策里写"
        f" gaps: {{accepted: [{', '.join(finding.outcomes)}], because: 原因}}，以后不再提醒。"
    )


def _shadowed(base: Base, finding: Conflict) -> str:
    policy, *above = finding.entries
    if finding.witness is None:
        return (
            f"{words.names(base, [policy])}从不生效：它的 when 自相矛盾，没有一种情形能满足。请改 when，或删去这一条。"
        )
    return (
        f"{words.names(base, [policy])}从不生效：凡是它适用的情形，都由{words.names(base, above)}取代（over），"
        f"例如{_case(base, finding.witness)}。请删去这一条，收窄取代它的政策，或去掉那里的 over。"
    )


def _duplicate(base: Base, finding: Conflict) -> str:
    same = finding.detail or f"作出同样的决定（{words.names_in_words(base, finding.outcomes)}）"
    return f"{words.names(base, finding.entries)}适用的情形完全相同，而且{same}。请合并成一条，日后只改一处。"
