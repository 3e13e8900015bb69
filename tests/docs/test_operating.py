"""The dashboard and the guide name the metrics that the service exports, and only those."""

from __future__ import annotations

import json
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.docs.pages import ROOT
from tests.service.conftest import Served, serve, served

__all__ = ["serve", "served"]  # fixtures
DASHBOARD = ROOT / "docs/operating/grafana.json"
_METRIC = re.compile(r"\byizhi_[a-z_]+")
_LABELS = re.compile(r"(yizhi_[a-z_]+)(?:\{([^}]*)\})?")


@pytest.fixture
def exported(served: Served) -> dict[str, set[str]]:
    """The names of the samples that a used service exports, with their labels."""
    record = served.ask("面霜变质了还能退吗", channel="tmall")["record"]
    served.client.post(f"/v1/suggestions/{record}/feedback", json={"action": "copied"})
    served.client.post("/v1/replies/check", json={"reply": "可以退"})
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(served.client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return {name: labels for name, labels in found.items() if not name.endswith("_created")}


def test_every_panel_asks_for_metrics_and_labels_that_are_exported(exported: dict[str, set[str]]):
    board = json.loads(DASHBOARD.read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    wrong = []
    for expression in asked:
        for name, within in _LABELS.findall(expression):
            labels = set(re.findall(r"(\w+)=~?\"", within))
            if name not in exported or not labels <= exported[name]:
                wrong.append((name, labels))
        grouped = {one.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for one in group.split(",")}
        known = {label for name in _METRIC.findall(expression) for label in exported.get(name, ())}
        if not grouped <= known:
            wrong.append((expression, grouped - known))

    assert wrong == []
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_every_metric_is_on_the_dashboard_and_in_the_guide(exported: dict[str, set[str]]):
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in exported}
    shown = {re.sub(r"_(bucket|count|sum)$", "", name) for name in _METRIC.findall(DASHBOARD.read_text("utf-8"))}
    told = set(_METRIC.findall((ROOT / "docs/operating.md").read_text("utf-8")))

    assert shown == families
    assert families <= told
