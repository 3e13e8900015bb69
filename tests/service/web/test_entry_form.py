"""An entry as a form: what is filled in stands in the YAML with its comments, and what is written there in the form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from knowledge.editing.rewriting import plain
from knowledge.loading.load import load
from knowledge.model.base import SECTION_OF
from service.web.trainers.entry_text import read_entry, with_data
from service.web.trainers.form_fields import EntryForm, entry_form
from service.web.trainers.form_values import FormValues, with_values
from service.web.trainers.when_rows import RowFault, WhenRow, WhenRows, when_rows
from tests.embedded import embedded_base
from tests.service.small import write_base
from tests.service.test_train_pages import NO_REASON, save, settled, write
from tests.service.web.conftest import Open

LATE = "/train/entries/policy/no-reason-late"
TEXT = """\
title: 超过七天
# 与主管商定
when: {issue: no_reason, any: [{days_since_receipt: "> 7"}, {seal_broken: true}]}
decide: {return: refused}   # 不退
asks: [拆了不想要]
note_of_ours: 留着
"""


def values_of(form: EntryForm) -> FormValues:
    """Return what a browser sends of a form that nobody touched."""
    every = (*form.main, *form.decides, *form.says, *form.more)
    return FormValues(fields={one.path: one.text for one in every}, when=form.when)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return load(write_base(tmp_path_factory.mktemp("form") / "base")).require()


def filled(base: Any, text: str, **more: Any) -> tuple[str, list[RowFault]]:
    """Return a text once a form of it was filled in: fields by their path, or `when`."""
    data = read_entry(text, "policies", "late").data
    before = values_of(entry_form(base, "policies", data))
    fields = {**before.fields, **more.pop("fields", {})}
    faults: list[RowFault] = []
    made = with_values(base, "policies", data, FormValues(fields=fields, when=more.get("when", before.when)), faults)
    return with_data(text, "policies", "late", made), faults


def test_no_entry_of_the_embedded_base_changes_by_a_form_that_nobody_touches():
    base = embedded_base()
    changed = []

    for kind, key, _ in base.entries():
        section = SECTION_OF[kind]
        data = plain(base.origins[section, key].section[key])
        faults: list[RowFault] = []
        made = with_values(base, section, data, values_of(entry_form(base, section, data)), faults)
        if faults or made != data or list(made) != list(data):
            changed.append(key)

    assert changed == []


def test_a_condition_is_rows_and_what_stays_is_written_as_it_was(small: Any):
    found = when_rows(read_entry(TEXT, "policies", "late").data["when"])
    assert found == WhenRows(
        all=(WhenRow(fact="issue", op="is", values=("no_reason",)),),
        any=(
            (WhenRow(fact="days_since_receipt", op=">", values=("7",)),),
            (WhenRow(fact="seal_broken", op="is", values=("true",)),),
        ),
    )
    wider = found.model_copy(update={"all": (found.all[0].model_copy(update={"values": ("no_reason", "quality")}),)})

    text, faults = filled(small, TEXT, when=wider)

    assert faults == []
    assert text == TEXT.replace("issue: no_reason", "issue: [no_reason, quality]")


def test_fields_go_where_they_belong_and_empty_ones_go_away(small: Any):
    fields = {
        "decide.return": "allowed",
        "decide.respond_within": "48h",
        "asks": "拆了不想要\n过了七天",
        "say.default": "可以退。",
        "review.owner": "售后主管",
    }

    text, faults = filled(small, TEXT, fields=fields)
    back, _ = filled(small, text, fields={"say.default": "", "review.owner": "", "asks": ""})

    assert faults == []
    assert "decide: {return: allowed, respond_within: 48h}   # 不退" in text
    assert "asks: [拆了不想要, 过了七天]" in text
    assert read_entry(text, "policies", "late").data["say"] == {"default": "可以退。"}
    assert text.count("# 与主管商定\n") == 1
    assert text.endswith("note_of_ours: 留着\n")
    assert set(read_entry(back, "policies", "late").data) == {"title", "when", "decide", "note_of_ours"}


def test_what_cannot_be_read_is_told_at_its_field_and_stays(small: Any):
    rows = WhenRows(all=(WhenRow(fact="issue", op="is", values=()),))

    text, faults = filled(small, TEXT, when=rows, fields={"differs": "from: [a"})

    assert {one.path for one in faults} == {"when.issue", "differs"}
    assert "differs" not in text


def test_a_form_is_filled_in_checked_at_its_fields_and_saved(open_page: Open, tmp_path: Path):
    page = settled(open_page(path=LATE, own=True))

    rows = page.locator("[data-group=any] li")
    page.locator("[data-path='decide.respond_within'] input").fill("soon")
    expect(page.locator("[data-path='decide.respond_within'] .fault")).to_contain_text("soon")
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    page.locator("[data-path='decide.respond_within'] input").fill("48h")
    rows.nth(0).locator("input").fill("10")
    page.get_by_label("标题").fill("超过十天或已拆封")
    answer = save(page)
    page.wait_for_selector("#written:visible")

    expect(rows).to_have_count(2)
    assert answer.status == 200
    written = (tmp_path / "base" / "policies.yaml").read_text("utf-8")
    assert 'when: {issue: no_reason, any: [{days_since_receipt: ">10"}, {seal_broken: true}]}' in written
    assert "title: 超过十天或已拆封\n" in written
    assert "decide: {return: refused, respond_within: 48h}" in written


@pytest.mark.slow
def test_the_form_follows_the_yaml_and_the_other_way_round(open_page: Open):
    page = settled(open_page(path=NO_REASON))

    page.get_by_role("button", name="YAML", exact=True).click()
    page.wait_for_selector(".CodeMirror:visible")
    write(page, "title: 七天无理由退货", "title: 无理由退货")
    page.get_by_role("button", name="表单").click()
    page.wait_for_selector("#form:visible")
    expect(page.locator("#f-title")).to_have_value("无理由退货")
    page.locator("[data-path=when] [data-pick=all]").click()
    row = page.locator("[data-group=all] li").last
    row.locator(".fact").select_option("custom_made")
    page.get_by_role("button", name="YAML", exact=True).click()
    page.wait_for_selector(".CodeMirror:visible")
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")

    assert "when: {issue: no_reason, days_since_receipt: <=7, seal_broken: false, custom_made: true}" in text
