"""Small random bases as plain data, rich in overlaps, `over`, channels and days."""

from typing import Any

from hypothesis import strategies as st

FACTS: dict[str, Any] = {
    "issue": {
        "type": "choice",
        "subject": "true",
        "ask": "issue?",
        "values": {"a": {"name": "甲"}, "b": {"name": "乙"}},
    },
    "days": {"type": "integer", "min": "0", "max": "6", "ask": "days?"},
    "seal": {"type": "boolean", "ask": "seal?"},
    "skin": {
        "type": "choice",
        "ask": "skin?",
        "values": {"x": {"name": "子"}, "y": {"name": "丑"}, "z": {"name": "寅"}},
    },
}
OUTCOMES: dict[str, Any] = {
    "back": {"name": "退货", "values": ["refused", "allowed"]},
    "money": {"name": "退款", "values": ["none", "partial", "full"]},
    "reply": {"name": "首次响应", "type": "duration"},
}
CHANNELS: dict[str, Any] = {
    "shop": {"name": "网店", "kind": "online"},
    "live": {"name": "直播", "kind": "social"},
    "store": {"name": "门店", "kind": "store"},
}
DAYS = ("2026-11-20", "2026-11-21", "2026-11-22", "2026-12-31", "2027-01-01", "2027-11-21", "2027-11-22")
DURATIONS = ("48h", "2d", "1d", "2880m", "10m")


@st.composite
def _range(draw: st.DrawFn) -> str:
    low, high = sorted((draw(st.integers(0, 6)), draw(st.integers(0, 6))))
    bound = draw(st.integers(1, 5))
    return draw(st.sampled_from((f"<={bound}", f">{bound}", f"<{bound}", f">={bound}", f"{low}..{high}", str(low))))


def _matcher(name: str) -> st.SearchStrategy[Any]:
    match name:
        case "issue":
            plain: st.SearchStrategy[Any] = st.sampled_from(("a", "b"))
        case "days":
            plain = _range()
        case "seal":
            plain = st.sampled_from(("true", "false"))
        case _:
            plain = st.one_of(
                st.sampled_from(("x", "y", "z")), st.lists(st.sampled_from(("x", "y", "z")), min_size=1, max_size=2)
            )
    return st.one_of(plain, plain, plain, plain.map(lambda matcher: {"not": matcher}))


@st.composite
def mapping(draw: st.DrawFn, most: int = 3) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(tuple(FACTS)), max_size=most, unique=True))
    return {name: draw(_matcher(name)) for name in names}


@st.composite
def when(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(mapping())
    if draw(st.integers(0, 5)) == 0:
        found["any"] = draw(st.lists(mapping(2), min_size=1, max_size=2))
    return found


def _value(outcome: str) -> st.SearchStrategy[str]:
    return st.sampled_from(DURATIONS if outcome == "reply" else tuple(OUTCOMES[outcome]["values"]))


@st.composite
def decisions(draw: st.DrawFn) -> dict[str, str]:
    names = draw(st.lists(st.sampled_from(tuple(OUTCOMES)), min_size=1, max_size=2, unique=True))
    return {name: draw(_value(name)) for name in names}


@st.composite
def policies(draw: st.DrawFn, most: int = 6) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number in range(draw(st.integers(1, most))):
        policy: dict[str, Any] = {"title": f"p{number}", "when": draw(when()), "decide": draw(decisions())}
        earlier = list(found)
        if earlier and draw(st.integers(0, 2)) == 0:
            policy["over"] = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True))
        if draw(st.integers(0, 2)) == 0:
            policy["channels"] = draw(st.lists(st.sampled_from(tuple(CHANNELS)), min_size=1, max_size=2, unique=True))
        if draw(st.integers(0, 3)) == 0:
            first, last = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
            policy["valid"] = draw(st.sampled_from(({"from": first, "to": last}, {"from": first}, {"to": last})))
        if earlier and draw(st.integers(0, 6)) == 0:
            policy["differs"] = {"from": [draw(st.sampled_from(earlier))], "because": "门店可当场验货"}
            if until := draw(st.sampled_from(("", *DAYS))):
                policy["differs"]["until"] = until
        if draw(st.integers(0, 5)) == 0:
            policy["gaps"] = {"accepted": [draw(st.sampled_from(tuple(OUTCOMES)))], "because": "有意不定"}
        found[f"p{number}"] = policy
    return found


@st.composite
def statutes(draw: st.DrawFn) -> dict[str, Any]:
    return {
        f"law-{number}": {"when": draw(when()), "floor": draw(decisions())} for number in range(draw(st.integers(0, 2)))
    }


@st.composite
def known(draw: st.DrawFn) -> dict[str, Any]:
    """Some facts of a case."""
    whole = {
        "issue": draw(st.sampled_from(("a", "b"))),
        "days": draw(st.integers(0, 6)),
        "seal": draw(st.booleans()),
        "skin": draw(st.sampled_from(("x", "y", "z"))),
    }
    return {name: value for name, value in whole.items() if draw(st.booleans())}
