"""`over` must not lead from a policy back to itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from knowledge.checks.place import problem_at
from knowledge.model.base import Base
from knowledge.problem import Fault, Problem


def check(base: Base) -> Iterator[Problem]:
    """Yield one problem for each circle, at the `over` of its first policy."""
    over = {key: [name for name in policy.over if name in base.policies] for key, policy in base.policies.items()}
    for circle in circles(over):
        way = " over ".join((*circle, circle[0]))
        index = base.policies[circle[0]].over.index(circle[1] if len(circle) > 1 else circle[0])
        fault = Fault(("over", index), "circle", f"`over` runs in a circle: {way}", "remove one `over` of the circle")
        yield problem_at(base, "policies", circle[0], fault)


def circles(graph: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield circles until every edge that closes one in a depth-first walk has been seen; no recursion."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        path, on_path = [start], {start}
        waiting = [iter(graph[start])]
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                done.add(path[-1])
                on_path.discard(path.pop())
            elif step in on_path:
                yield tuple(path[path.index(step) :])
            elif step not in done:
                path.append(step)
                on_path.add(step)
                waiting.append(iter(graph[step]))
