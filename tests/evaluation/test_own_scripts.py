"""What each script comes to over its own questions, and how a terminal shows it."""

from evaluation.own_scripts import Asked, ScriptFigure, as_details, script_figures, script_measures, scripts_of
from evaluation.run import Run

LATE, WITHIN, SPF = ("policy", "late"), ("policy", "within"), ("guide", "spf")


def asked(right, *firsts):
    return [Asked(right, first) for first in firsts]


def figures():
    return script_figures(
        [
            *asked(LATE, WITHIN, WITHIN, None),
            Asked(LATE, None, is_closed=True),
            *asked(WITHIN, *[WITHIN] * 6, LATE),
            *asked(SPF, SPF, SPF),
        ]
    )


def test_scripts_stand_worst_first_with_what_came_in_their_place():
    assert figures() == (
        ScriptFigure("policy", "late", asks=4, first=0, silent=1, closed=1, instead={"within": 2}),
        ScriptFigure("policy", "within", asks=7, first=6, silent=0, closed=0, instead={"late": 1}),
        ScriptFigure("guide", "spf", asks=2, first=2, silent=0, closed=0, instead={}),
    )


def test_a_kind_is_measured_by_the_scripts_that_are_found_well_and_those_that_never_are():
    measures = {one.name: (one.value, one.count) for one in script_measures(figures(), seed=7)}

    assert measures == {
        "found_well/kind:guide": (1.0, 1),
        "never_first/kind:guide": (0.0, 1),
        "found_well/kind:policy": (0.5, 2),
        "never_first/kind:policy": (0.5, 2),
    }


def test_a_terminal_lists_the_weak_ones_only():
    run = Run("retrieval", {}, (), (), {"scripts": as_details(figures())})

    assert list(scripts_of(run)) == [
        "\n1 of 3 scripts come first for less than 0.85 of their own questions:",
        "   0.00    0 of   4  policy late  (within 2, silent 1, closed by its facts 1)",
    ]


def test_a_run_over_a_suite_shows_no_scripts():
    assert list(scripts_of(Run("retrieval", {}, (), ()))) == []
