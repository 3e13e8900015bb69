"""What a log comes to: conflicts between channels, customers, and parts that merge to the whole."""

import json

from hypothesis import given
from hypothesis import strategies as st

from evaluation.replies.conflicts import ConflictBounds, channel_conflicts
from evaluation.replies.customers import CustomerSample
from evaluation.replies.figures import run_of
from evaluation.replies.tally import ReplyCell, Situation, Tally, Values, WrongClaim, as_json, tally_of
from evaluation.run import as_json as run_json
from evaluation.run import to_text
from service.answers.assistant import Assistant

ALLOWED: Values = (("return", "allowed"),)
REFUSED: Values = (("return", "refused"),)
FULL: Values = (("refund", "full"),)


def tally_of_statements(channels: dict[str, dict[Values, int]]) -> Tally:
    tally = Tally()
    customer = 0
    for channel, said in channels.items():
        for key, count in said.items():
            for _ in range(count):
                customer += 1
                tally.say(Situation("quality"), channel, key, customer, lambda key=key: str(key))
    return tally


def test_a_channel_is_in_conflict_where_a_share_and_a_number_of_its_replies_state_something_else():
    tally = tally_of_statements(
        {"tmall": {ALLOWED: 95, REFUSED: 5}, "jd": {ALLOWED: 40, REFUSED: 10}, "pdd": {ALLOWED: 8, REFUSED: 2}}
    )

    found = channel_conflicts(tally, ConflictBounds(share=0.1, count=3))

    assert [(one.channel, one.usual, one.departing, one.stating) for one in found.conflicts] == [
        ("jd", "allowed", 10, 50)
    ]
    assert [(one.channel, one.is_conflict) for one in found.departures] == [
        ("jd", True),
        ("tmall", False),  # a number, but no share
        ("pdd", False),  # a share, but no number
    ]
    jd = found.conflicts[0]
    assert (round(jd.interval.low, 4), round(jd.interval.high, 4)) == (0.1124, 0.3304)  # Wilson, by hand
    assert (found.customers_departing, found.customers) == (17, 160)
    assert (found.situations, found.situations_in_conflict) == (1, 1)


def test_each_channel_has_one_vote_in_what_is_usual_and_a_reply_without_a_channel_has_none():
    tally = tally_of_statements({"tmall": {REFUSED: 900}, "jd": {ALLOWED: 5}, "pdd": {ALLOWED: 5}, "-": {REFUSED: 9}})

    found = channel_conflicts(tally, ConflictBounds())

    assert [(one.channel, one.usual) for one in found.conflicts] == [("tmall", "allowed")]
    assert (found.customers_departing, found.customers) == (900, 910)


def test_what_only_one_channel_speaks_of_is_no_conflict():
    found = channel_conflicts(tally_of_statements({"tmall": {ALLOWED: 9}, "jd": {FULL: 9}}), ConflictBounds())

    assert (found.departures, found.customers, found.situations) == ((), 0, 0)


def test_a_customer_who_was_told_twice_counts_once():
    tally = Tally()
    for channel, said in (("tmall", REFUSED), ("tmall", (*REFUSED, *FULL)), ("jd", ALLOWED), ("pdd", ALLOWED)):
        tally.say(Situation("quality"), channel, said, {"tmall": 1, "jd": 2, "pdd": 3}[channel], lambda: "")

    found = channel_conflicts(tally, ConflictBounds(share=0.1, count=1))

    assert (found.customers_departing, found.customers) == (1, 3)


@given(st.lists(st.integers(0, 10_000), max_size=60), st.integers(0, 60))
def test_a_sample_of_customers_does_not_turn_on_where_a_log_was_cut(customers: list[int], cut: int):
    def sample(these: list[int]) -> CustomerSample[str]:
        made: CustomerSample[str] = CustomerSample(most=8)
        for one in these:
            made.add("told", one)
        return made

    merged = sample(customers[:cut])
    merged.merge(sample(customers[cut:]))

    assert merged == sample(customers)
    assert len(merged.union(["told"])) <= 8


Line = st.tuples(
    st.sampled_from([Situation("a"), Situation("b", ALLOWED), Situation("b", ALLOWED, ("refund",))]),
    st.sampled_from(["tmall", "jd"]),
    st.sampled_from([ALLOWED, REFUSED]),
)


def counted(lines: list[tuple[Situation, str, Values]]) -> Tally:
    tally = Tally(rows=len(lines), judged=len(lines))
    for situation, channel, said in lines:
        tally.count("channel", channel, "n")
        tally.say(
            situation, channel, said, len(channel + situation.issue), lambda shown=f"{situation}{channel}{said}": shown
        )
        tally.miss(situation.issue, channel)
        tally.count_cell(ReplyCell(channel, situation.issue), "n")
        tally.wrong[WrongClaim("return", "refused", ("allowed",))] = 1 + tally.wrong.get(
            WrongClaim("return", "refused", ("allowed",)), 0
        )
    return tally


@given(st.lists(Line, max_size=30), st.integers(0, 30))
def test_tallies_of_the_parts_merge_to_the_tally_of_the_whole(lines: list[tuple[Situation, str, Values]], cut: int):
    merged = counted(lines[:cut])
    merged.merge(counted(lines[cut:]))

    assert merged == counted(lines)
    assert tally_of(json.loads(json.dumps(as_json(merged)))) == merged


def test_the_run_does_not_depend_on_where_a_log_was_cut(assistant: Assistant):
    lines = [(Situation("a"), "tmall", ALLOWED), (Situation("a"), "jd", REFUSED), (Situation("b"), "jd", REFUSED)]
    merged = counted(lines[:1])
    merged.merge(counted(lines[1:]))

    assert to_text(run_json(run_of(merged, {}, assistant.base))) == to_text(
        run_json(run_of(counted(lines), {}, assistant.base))
    )
