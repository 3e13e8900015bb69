"""Plain values to YAML text as trainers write it: bare words where YAML allows, else quoted; long lists wrapped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

WIDTH = 160
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@lru_cache(maxsize=16384)
def scalar(text: str) -> str:
    """Return one text as a YAML scalar on one line."""
    return text if _reads_back(text, text) else json.dumps(text, ensure_ascii=False)


def quote(text: str, mark: str) -> str:
    """Return one text as a quoted scalar, in the marks that stood there where they can hold it."""
    if mark == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def flow(value: Any, *, column: int = 0, indent: int = 2) -> str:
    """Return a value in one line, wrapped past the width; `column` is where it begins, `indent` that of later lines."""
    tokens = _tokens(value)
    text, at = "", column
    for number, token in enumerate(tokens):
        if number and at + len(token) > WIDTH and token.startswith(" "):
            text += "\n" + " " * indent
            at = indent
            token = token[1:]
        text += token
        at += len(token)
    return text


def block(key: str, value: Any, indent: int) -> str:
    """Return `key: value` as lines at an indentation, without a line end: lists of mappings one item a line."""
    head = " " * indent + scalar(key) + ":"
    if isinstance(value, Mapping) and value and _is_long(value):
        return "\n".join([head, *(block(name, one, indent + 2) for name, one in value.items())])
    if _is_list(value) and any(not isinstance(one, str) for one in value):
        return "\n".join([head, *(f"{' ' * (indent + 2)}- {_item(one, indent + 4)}" for one in value)])
    return f"{head} {flow(value, column=len(head) + 1, indent=indent + 2)}"


def items(values: Sequence[Any], indent: int) -> str:
    """Return the items of a block sequence at an indentation; the first line is not indented."""
    return ("\n" + " " * indent).join(f"- {_item(one, indent + 2)}" for one in values)


def pairs(values: Mapping[str, Any], indent: int) -> str:
    """Return the pairs of a block mapping at an indentation; the first line is not indented."""
    return "\n".join(block(key, value, indent) for key, value in values.items())[indent:]


def _item(value: Any, indent: int) -> str:
    return flow(value, column=indent, indent=indent)


def _is_long(value: Mapping[str, Any]) -> bool:
    """Say whether a mapping reads better a line a key: texts to send do, facts and stances do not."""
    return len(flow(value)) > WIDTH // 2 or any(isinstance(one, str) and len(one) > 30 for one in value.values())


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _tokens(value: Any) -> list[str]:
    """Return pieces that may be broken before where they begin with a space."""
    if isinstance(value, Mapping):
        return _joined([[f"{scalar(key)}: {flow_line(one)}"] for key, one in value.items()], "{", "}")
    if _is_list(value):
        return _joined([_tokens(one) if not isinstance(one, str) else [scalar(one)] for one in value], "[", "]")
    return [scalar(str(value))]


def _joined(groups: Sequence[list[str]], opening: str, closing: str) -> list[str]:
    tokens = []
    for number, group in enumerate(groups):
        first = (" " if number else opening) + group[0]
        rest = group[1:]
        tokens += [first, *rest]
        if number < len(groups) - 1:
            tokens[-1] += ","
    if not tokens:
        return [opening + closing]
    tokens[-1] += closing
    return tokens


def flow_line(value: Any) -> str:
    """Return a value on one line."""
    return "".join(_tokens(value))


def _reads_back(written: str, text: str) -> bool:
    """Say whether a bare scalar is read as `text` wherever it may stand."""
    if not written or "\n" in written or len(written) != len(written.strip()):
        return False
    try:
        return bool(
            yaml.load(f"[{written}, x]", Loader=_Loader) == [text, "x"]
            and yaml.load(f"{{k: {written}, j: x}}", Loader=_Loader) == {"k": text, "j": "x"}
            and yaml.load(f"k: {written}\nj: x\n", Loader=_Loader) == {"k": text, "j": "x"}
        )
    except yaml.YAMLError:
        return False
