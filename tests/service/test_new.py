"""`yizhi new` starts a base that is whole, clean and known to editors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.loading.load import load
from service.cli.new import make, write_schema
from service.cli.options import UsageFault
from service.cli.speaking import spoken
from service.settings import EMBEDDED_BASE
from tests.embedded import embedded_base
from tests.service.small import write_base


def test_a_new_base_is_the_embedded_one_with_a_schema_that_every_file_names(tmp_path: Path):
    made = tmp_path / "mine"

    count = make(made, EMBEDDED_BASE)

    files = sorted(made.rglob("*.yaml"))
    named = [
        (
            path.parent / path.read_text("utf-8").split("\n", 1)[0].removeprefix("# yaml-language-server: $schema=")
        ).resolve()
        for path in files
    ]
    assert (len(files), set(named)) == (count, {made / ".yizhi" / "schema.json"})
    assert load(made).require().policies == embedded_base().policies
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_a_copy_of_a_copy_has_one_header(tmp_path: Path):
    first = make(tmp_path / "a", write_base(tmp_path / "small"))
    make(tmp_path / "b", tmp_path / "a")

    assert first == 3
    assert (tmp_path / "a" / "words.yaml").read_bytes() == (tmp_path / "b" / "words.yaml").read_bytes()


def test_a_copy_holds_the_files_that_scripts_are_sent_with(tmp_path: Path):
    source = write_base(tmp_path / "small")
    (source / "pictures").mkdir()
    (source / "pictures" / "seal.png").write_bytes(b"png")
    (source / "guide.yaml").write_text(
        "guides: {g: {title: 封口, say: {default: 请看图}, attachments: [{file: pictures/seal.png, alt: 封口}]}}",
        "utf-8",
    )

    make(tmp_path / "mine", source)

    assert (tmp_path / "mine" / "pictures" / "seal.png").read_bytes() == b"png"


def test_an_empty_folder_is_filled_and_one_that_holds_something_is_refused(tmp_path: Path):
    source = write_base(tmp_path / "small")
    empty = tmp_path / "empty"
    empty.mkdir()
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("keep me")

    make(empty, source)
    with pytest.raises(UsageFault, match="is not empty"):
        make(full, source)

    assert (empty / "base.yaml").exists()
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageFault, match="cannot make"):
        make(tmp_path / "file" / "base", write_base(tmp_path / "small"))


def test_the_schema_follows_the_facts_of_the_base(tmp_path: Path):
    base = write_base(tmp_path / "base")
    write_schema(base)
    words = base / "words.yaml"
    words.write_text(
        words.read_text("utf-8").replace("seal_broken:", "seal_open:").replace("seal_broken", "seal_open"), "utf-8"
    )
    policies = base / "policies.yaml"
    policies.write_text(policies.read_text("utf-8").replace("seal_broken", "seal_open"), "utf-8")

    write_schema(base)

    told = json.loads((base / ".yizhi" / "schema.json").read_text("utf-8"))
    assert list(told["definitions"]["When"]["properties"]) == [
        "issue",
        "days_since_receipt",
        "seal_open",
        "custom_made",
        "any",
    ]


def test_what_a_trainer_is_refused_is_told_in_chinese_unless_english_is_asked_for():
    fault = "there is no channel 'pdd': name it: pdd=名称"

    assert spoken(fault, "zh-CN") == "没有渠道 'pdd'：新渠道要写名称：pdd=名称"
    assert spoken(fault, "en") == fault
