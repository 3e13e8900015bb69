"""Substances by every spelling of their names, as the register keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.official.keys import keys_of
from knowledge.reading.ingredient_list.spelling import key_of

_VERSION = "202601"


@dataclass(slots=True, eq=False)
class Substance:
    name: str
    inci: str = ""
    catalogue: str = ""
    is_ruled: bool = False  # the catalogue points to the technical standard
    standings: list[list[str]] = field(default_factory=list)
    most: dict[str, float] = field(default_factory=dict)


class Register:
    """Substances by every spelling of their names; what two share in full goes to the first."""

    def __init__(self) -> None:
        self.substances: list[Substance] = []
        self.places: dict[Substance, int] = {}
        self.keys: dict[str, int] = {}
        self.shortened: dict[str, int | None] = {}

    def add(self, name: str, inci: str) -> Substance:
        at = self.keys.get(key_of(name))
        if at is None:
            at = len(self.substances)
            self.substances.append(Substance(name, inci))
            self.places[self.substances[at]] = at
        substance = self.substances[at]
        substance.inci = substance.inci or inci
        self._spell(at, name)
        self._spell(at, inci)
        return substance

    def find(self, *names: str) -> Substance | None:
        for name in names:
            at = self.keys.get(key_of(name)) if name else None
            if at is not None:
                return self.substances[at]
        return None

    def spell(self, substance: Substance, names: Iterable[str]) -> None:
        at = self.places[substance]
        for name in names:
            self._spell(at, name)

    def _spell(self, at: int, name: str) -> None:
        for number, key in enumerate(keys_of(name)):
            if number == 0:
                self.keys.setdefault(key, at)
            else:
                known = self.shortened.setdefault(key, at)
                self.shortened[key] = at if known == at else None

    def json(self) -> dict[str, object]:
        short = {key: at for key, at in self.shortened.items() if at is not None and key not in self.keys}
        rows = [
            [one.name, one.inci, one.catalogue, int(one.is_ruled), one.standings, one.most] for one in self.substances
        ]
        return {"version": _VERSION, "substances": rows, "keys": {**short, **self.keys}}
