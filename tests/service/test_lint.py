"""`yizhi lint` tells one cause once, in the language of the base, and mends what needs no judgement."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import command_line

RENAMED = """
policies:
  p1: {title: 一, when: {}, sources: [{title: 店规}], say: {default: 好的, phone: 好, tmall: 亲好}}
  p2: {title: 二, when: {}, sources: [{title: 店规}], say: {default: 行的, phone: 行, tmall: 亲行}}
  p3: {title: 三, when: {}, sources: [{title: 店规}], say: {default: 可以的, tmall: 亲可以}, channels: [tmall, phone]}
"""
WORDS = """
format: 1
name: 店
{locale}
channels: {{pdd: {{name: 拼多多店, kind: online}}, phone: {{name: 电话, kind: phone}}}}
facts: {{issue: {{type: choice, subject: true, ask: 什么问题？, values: {{a: {{name: 甲}}, b: {{name: 乙}}}}}}}}
outcomes: {{return: {{name: 退货, values: [refused, allowed]}}}}
"""


def lint(folder: Path, *options: str) -> tuple[int, str]:
    found = CliRunner().invoke(command_line(), ["lint", "--base", str(folder), *options])
    return found.exit_code, found.output


def renamed(folder: Path, locale: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "base.yaml").write_text(WORDS.format(locale=locale), "utf-8")
    (folder / "policies.yaml").write_text(RENAMED, "utf-8")
    return folder


def test_a_renamed_channel_is_one_fault_with_its_count_and_the_mend_for_all(tmp_path: Path):
    code, told = lint(renamed(tmp_path))

    (line,) = [one for one in told.splitlines() if "tmall" in one]
    assert code == 1
    assert line == (
        "policies.yaml:3:81: 1 个文件里有 4 处写了没有声明的渠道 'tmall'；"
        "像是改名为 'pdd' 了：运行 yizhi lint --fix 一次改完（reference）"
    )


def test_the_fix_renames_it_everywhere_and_nothing_else(tmp_path: Path):
    folder = renamed(tmp_path)

    code, told = lint(folder, "--fix")

    assert code == 0, told
    assert (folder / "policies.yaml").read_text("utf-8") == RENAMED.replace("tmall", "pdd")


def test_english_is_told_where_the_base_or_the_setting_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _, by_locale = lint(renamed(tmp_path / "a", "locale: en"))
    monkeypatch.setenv("YIZHI_LANGUAGE", "en")
    _, by_setting = lint(renamed(tmp_path / "b"))

    for told in (by_locale, by_setting):
        assert "4 places in 1 files: there is no channel 'tmall'" in told
        assert "it looks renamed to 'pdd'" in told


@pytest.mark.parametrize(
    "slip, mended",
    [
        ("    title：一\n", "    title: 一\n"),
        ("    titel: 一\n", "    title: 一\n"),
        ("\t  title: 一\n", "    title: 一\n"),
        ("    title: 一\n    channels: [phon]\n", "    title: 一\n    channels: [phone]\n"),
        ("    title: 一\n    review: {owner: 主管, on: 2026-01-01, expires: >7}\n", None),
    ],
)
def test_slips_are_mended_in_their_place(tmp_path: Path, slip: str, mended: str | None):
    folder = renamed(tmp_path)
    text = f"policies:\n  p1:\n{slip}    when: {{}}\n    sources: [{{title: 店规}}]\n    say: {{default: 好的}}\n"
    (folder / "policies.yaml").write_text(text, "utf-8")

    lint(folder, "--fix")

    wanted = text.replace(slip, mended) if mended else text.replace(">7", '">7"')
    assert (folder / "policies.yaml").read_text("utf-8") == wanted


def test_what_the_product_s_lexicon_names_and_the_base_lacks_is_one_notice(tmp_path: Path):
    code, told = lint(renamed(tmp_path), "--fix")

    assert code == 0
    (line,) = [line for line in told.splitlines() if "暂不起作用" in line]
    names = line.partition("关于 ")[2].partition(" 的")[0].split(", ")
    assert ("exchange" in names, "return" in names) == (True, False)
