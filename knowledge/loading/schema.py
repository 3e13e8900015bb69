"""The JSON Schema of a base's files, for editors: it knows the facts, outcomes and channels of that very base.

Editors read YAML's scalars as numbers and booleans where the loader reads text, so both stand in the schema. What needs
more than one file to tell (references, circles, stances) is left to `yizhi lint`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from knowledge.loading.schema_words import KEYS, SECTION_WORDS
from knowledge.loading.sections import ABOUT, ABOUT_KEYS, SECTIONS, adapter, id_type
from knowledge.loading.vocabulary import Vocabulary
from knowledge.model.entries import About, Terms
from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, IntegerFact
from knowledge.model.outcomes import Outcome
from knowledge.model.script_forms import FORM_NAMES, FORMS
from knowledge.reading.claims.lexicon_entries import LexiconEntries

Json = dict[str, Any]

_ENTRIES = ("facts", "outcomes", "channels", "policies", "statutes", "ingredients", "skins", "products", "guides")
_PLAIN = ("string", "number", "boolean")  # what one line of text is read as
_NUMBER = r"^\s*-?\d+\s*$"
_RANGE = r"^\s*((<=|>=|<|>)\s*-?\d+|-?\d+\s*\.\.\s*-?\d+)\s*$"


def schema(base: Vocabulary) -> Json:
    """Return the JSON Schema that any file of the base meets; a name whose declaration cannot be read is let be."""
    defs: Json = {
        "When": _when(base),
        "Way": _named(base, "facts", _matchers(base)),
        "Decisions": _named(base, "outcomes", {name: _decided(outcome) for name, outcome in base.outcomes.items()}),
        "Say": {**_say(base), "anyOf": [{"maxProperties": 0}, {"required": ["default"]}]},
        "Said": {**_say(base), "required": ["default"]},
        "ChannelId": _ids(base, "channels", base.channels),
        "FactId": _ids(base, "facts", base.facts),
        **{f"Matcher_{name}": _matcher(name, fact) for name, fact in base.facts.items()},
    }
    properties: Json = {name: _section(name, defs) for name in _ENTRIES}
    properties["placeholders"] = {"type": ["object", "null"], "additionalProperties": _some_text()}
    properties["terms"] = {"anyOf": [_model(Terms.model_json_schema(by_alias=True), defs), {"type": "null"}]}
    properties["claims"] = {"anyOf": [_model(LexiconEntries.model_json_schema(by_alias=True), defs), {"type": "null"}]}
    defs["Proviso"]["properties"]["when"] = {"type": "object"}  # what the base lacks may sleep there
    properties |= _model(About.model_json_schema(), defs)["properties"]
    properties["format"] = {"enum": [1, "1"]}
    for name, words in SECTION_WORDS.items():
        properties[name] = {"description": words, **properties[name]}
    assert set(properties) >= {*SECTIONS}, "a section without a schema"
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": base.name,
        "description": f"一个知识库文件；{ABOUT} 另写 format、name、locale",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": properties,
        "dependencies": {key: ["format", "name"] for key in ABOUT_KEYS},
        "definitions": defs,
    }


class _Generator(GenerateJsonSchema):
    """Leaves open what a model refers to and does not define: `_special` says what stands there in this base."""

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        told = super().generate_inner(schema)
        return told if told.get("$ref", "") in {"", *self.json_to_defs_refs} else {}


def _section(name: str, defs: Json) -> Json:
    pattern = id_type(name).json_schema().get("pattern", ".+")
    entry = _model(adapter(name).json_schema(by_alias=True, schema_generator=_Generator), defs)
    entry |= _REQUIRED.get(name, {})
    if name in _MUST_SAY:
        entry["properties"]["say"] = {"allOf": [{"$ref": "#/definitions/Said"}], "description": KEYS["say"]}
    if name == "ingredients":
        entry["properties"]["sources"] = {**entry["properties"]["sources"], "minItems": 1}
    return {"type": ["object", "null"], "additionalProperties": False, "patternProperties": {pattern: entry}}


_MUST_SAY = frozenset({"ingredients", "skins", "guides"})
_FILLED: Json = {"minProperties": 1}
_REQUIRED: Mapping[str, Json] = {  # what the models ask for in code, which pydantic's schema does not tell
    "outcomes": {"oneOf": [{"required": ["values"]}, {"required": ["type"]}]},
    "policies": {
        "anyOf": [{"required": [name], "properties": {name: _FILLED}} for name in ("decide", "say")],
    },
    "ingredients": {"required": ["name", "inci", "say", "sources"]},
    "skins": {"required": ["name", "advice", "say"]},
    "guides": {"required": ["title", "say"]},
}


def _model(told: Json, defs: Json) -> Json:
    """Move a model's definitions to the schema's own, and return the model in terms of them."""
    for name, inner in told.pop("$defs", {}).items():
        defs.setdefault(name, _rewritten(inner))
    rewritten: Json = _rewritten(told)
    return rewritten


def _rewritten(node: Any, key: str = "") -> Any:
    """Return pydantic's schema with this base's ids, with words for each key, and open to how editors read scalars."""
    if isinstance(node, list):
        return [_rewritten(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": str(node["$ref"]).replace("#/$defs/", "#/definitions/")}
    if "const" in node:
        return {"enum": [node["const"]]}
    if "properties" in node:
        return _object(node)
    kept = {
        name: _rewritten(value) for name, value in node.items() if name not in ("title", "default", "discriminator")
    }
    if kept.get("type") == "string" and not kept.keys() & {"enum", "pattern", "format"}:
        kept["type"] = list(_PLAIN)
    return kept


def _object(node: Json) -> Json:
    properties: Json = {}
    for name, inner in node["properties"].items():
        properties[name] = _special(name) or _rewritten(inner)
        if name in KEYS:
            properties[name] = {"description": KEYS[name], **_beside(properties[name])}
    told: Json = {"type": "object", "additionalProperties": False, "properties": properties}
    if "description" in node:
        told["description"] = node["description"]
    if "required" in node:
        told["required"] = node["required"]
    return told


def _special(name: str) -> Json | None:
    """Return the schema of a key that means the same wherever it stands, and that this base makes narrower."""
    match name:
        case "when":
            return {"$ref": "#/definitions/When"}
        case "decide" | "decides" | "floor":
            return {"$ref": "#/definitions/Decisions"}
        case "say":
            return {"$ref": "#/definitions/Say"}
        case "channels":
            return {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/ChannelId"}}
        case "assume":
            return {"type": list(_PLAIN)}
        case "ask":
            return {"anyOf": [_some_text(), {"type": "array", "items": {"$ref": "#/definitions/FactId"}}]}
        case "limit":
            one = {"$ref": "#/definitions/Limit"}
            return {"anyOf": [one, {"type": "array", "items": one}]}
        case _:
            return None


def _beside(node: Json) -> Json:
    """A `$ref` of draft 7 hides what stands beside it."""
    return {"allOf": [node]} if "$ref" in node else node


def _text(description: str = "") -> Json:
    return {"type": list(_PLAIN), "description": description} if description else {"type": list(_PLAIN)}


def _some_text(description: str = "") -> Json:
    return {**_text(description), "pattern": r"\S"}


def _say(base: Vocabulary) -> Json:
    forms = {name: _some_text(FORM_NAMES[name]) for name in FORMS}
    return _named(base, "channels", {**forms, **{key: _some_text(one.name) for key, one in base.channels.items()}})


def _closed(properties: Mapping[str, Json]) -> Json:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _named(base: Vocabulary, section: str, properties: Mapping[str, Json]) -> Json:
    """Return a mapping of declared names, open to those that cannot be read."""
    open_to: Json = {name: {} for name in base.unread.get(section, ())}
    return {**_closed({**properties, **open_to}), "additionalProperties": not base.is_whole}


def _ids(base: Vocabulary, section: str, known: Iterable[str]) -> Json:
    names = [*known, *base.unread.get(section, ())]
    return {"enum": names} if base.is_whole else {"type": list(_PLAIN), "examples": names}


def _when(base: Vocabulary) -> Json:
    ways = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/Way"}, "description": KEYS["any"]}
    told = _named(base, "facts", {**_matchers(base), "any": ways})
    return {**told, "type": ["object", "null"]}


def _matchers(base: Vocabulary) -> Json:
    return {
        name: {"description": fact.name or name, "allOf": [{"$ref": f"#/definitions/Matcher_{name}"}]}
        for name, fact in base.facts.items()
    }


def _matcher(name: str, fact: Fact) -> Json:
    not_ = {**_closed({"not": {"$ref": f"#/definitions/Matcher_{name}"}}), "required": ["not"]}
    match fact:
        case ChoiceFact(values=values):
            value: Json = {"enum": list(values)}
            ways = [value]
        case BooleanFact():
            value = {"enum": [True, False, "true", "false"]}
            ways = [value]
        case IntegerFact(min=low, max=high):
            value = {
                "anyOf": [{"type": "integer", "minimum": low, "maximum": high}, {"type": "string", "pattern": _NUMBER}]
            }
            ways = [value, {"type": "string", "pattern": _RANGE}]
    return {"anyOf": [*ways, {"type": "array", "minItems": 1, "items": value}, not_]}


def _decided(outcome: Outcome) -> Json:
    if outcome.values is None:
        return {"description": f"{outcome.name}：10m、48h、3d", "type": "string", "pattern": r"^\d{1,6}[mhd]$"}
    labels = "、".join(f"{value} {outcome.labels.get(value, '')}".strip() for value in outcome.values)
    return {"description": f"{outcome.name}：{labels}", "enum": list(outcome.values)}
