"""The examples of running several processes: they parse, and name what the service, its image and each other have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.app import create_app
from service.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
KUBERNETES = list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")))
CADDY = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
OF_PROXY = {"YIZHI_SITE", "YIZHI_PASSWORD_HASH"}


def kind(name: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in KUBERNETES if one["kind"] == name}


POD: dict[str, Any] = kind("Deployment")["yizhi"]["spec"]["template"]["spec"]
CONTAINERS: dict[str, dict[str, Any]] = {one["name"]: one for one in POD["containers"]}


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/kubernetes.yaml", "deploy/Caddyfile"])
def test_every_setting_that_is_named_is_one(file: str):
    known = {f"YIZHI_{name.upper()}" for name in Settings.model_fields} | OF_PROXY

    assert set(re.findall(r"\bYIZHI_[A-Z_]+", (ROOT / file).read_text("utf-8"))) <= known


def test_the_replicas_of_compose_share_database_snapshots_and_base_and_nothing_else():
    one, two = (COMPOSE["services"][name] for name in ("one", "two"))

    given = Settings(**{name.removeprefix("YIZHI_").lower(): value for name, value in one["environment"].items()})
    assert one["environment"] == two["environment"]
    assert given.database.startswith("postgresql://")
    mounts = [dict(volume.split(":")[:2] for volume in service["volumes"]) for service in (one, two)]
    assert set(mounts[0]) & set(mounts[1]) == {"./base", "snapshots"}
    assert {str(given.base), given.snapshots} <= set(mounts[0].values())
    named = {name for mount in mounts for name in mount if not name.startswith(".")}
    assert named <= set(COMPOSE["volumes"])


def test_the_proxy_sends_to_the_port_of_each_replica_under_a_name_that_the_service_answers_to():
    ports = [service["command"][-1] for name, service in COMPOSE["services"].items() if name in ("one", "two")]

    assert f"reverse_proxy {' '.join(f'127.0.0.1:{port}' for port in ports)} " in CADDY
    for way_in in (CADDY, kind("ConfigMap")["yizhi-proxy"]["data"]["Caddyfile"]):
        assert way_in.count("{") == way_in.count("}")
        assert "header_up Host 127.0.0.1" in way_in
        assert re.search(r"request_header @own Origin http://127\.0\.0\.1$", way_in, re.MULTILINE)


def test_what_is_asked_for_health_is_there():
    routes = set(create_app(Settings()).openapi()["paths"])

    asked = set(re.findall(r"/(?:healthz|readyz)\b", "\n".join(map(str, (COMPOSE, KUBERNETES, CADDY)))))
    assert asked == {"/healthz", "/readyz"} <= routes


def test_the_pods_of_kubernetes_find_what_they_mount_and_read():
    volumes = {one["name"] for one in POD["volumes"]}
    claims = {one["persistentVolumeClaim"]["claimName"] for one in POD["volumes"] if "persistentVolumeClaim" in one}
    maps = {one["configMap"]["name"] for one in POD["volumes"] if "configMap" in one}
    read = {one["configMapRef"]["name"] for one in CONTAINERS["yizhi"]["envFrom"]}

    assert {mount["name"] for one in CONTAINERS.values() for mount in one["volumeMounts"]} == volumes
    assert claims <= set(kind("PersistentVolumeClaim"))
    assert maps | read == set(kind("ConfigMap"))
    assert kind("Deployment")["yizhi"]["spec"]["replicas"] >= 2
    assert (
        kind("Service")["yizhi"]["spec"]["selector"] == kind("Deployment")["yizhi"]["spec"]["selector"]["matchLabels"]
    )
    given = dict(_settings(kind("ConfigMap")["yizhi"]["data"]))
    mounts = {mount["mountPath"] for mount in CONTAINERS["yizhi"]["volumeMounts"]}
    assert str(Settings(**given).base) in mounts
    assert Settings(**given).snapshots.startswith("s3://")


def _settings(data: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((name.removeprefix("YIZHI_").lower(), value) for name, value in data.items() if name.startswith("YIZHI_"))


def test_the_image_holds_what_replicas_need():
    (parts,) = re.findall(r"'\.\[([a-z,]+)\]'", (ROOT / "Dockerfile").read_text("utf-8"))

    assert "replicas" in parts.split(",")
