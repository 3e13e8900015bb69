"""Which arithmetic the default encoder runs with: the fastest on this processor of those that stay near enough.

Every arithmetic encodes the same few questions, one thread, once on a machine; what was measured and what was chosen is
kept beside the encoder's folder with the processor's name, and measured again where the processor or the runtime is
another. Time is that of the thread, so that other work on the machine does not choose.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock

from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.protocol import Vectors
from knowledge.whole_files import write_whole

Encode = Callable[[Sequence[str]], Vectors]

NEAR = 0.997  # least cosine to 32-bit floats, on average: below it an arithmetic is not taken
_GAIN = 0.8  # share of the exact arithmetic's time that a rounded one must stay under to be taken
_SPENT_S = 0.3  # measured for so long, each
_LEAST = 8  # passes
TEXTS = (
    "收到的面霜坏了想退可以吗一直没人理",
    "上周收的精华有股怪味，能不能退啊",
    "不喜歡，想退貨，運費誰出呢請問一下",
    "这个水乳孕妇可以用吗，现在五个月了",
    "擦了两天脸上起红疹子，要不要停用啊",
    "发票抬头写错了能重新开一张专票吗",
    "快递显示签收了但是我根本没有收到",
    "视黄醇和水杨酸可以一起用吗晚上用",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one arithmetic costs and how near it stays."""

    ms: float  # of the processor, for one question of 17 characters: the median
    cosine: float  # to 32-bit floats, on average


def chosen(place: Path, key: Mapping[str, str], open_model: Callable[[Arithmetic], Encode]) -> Arithmetic:
    """Return what was chosen for this key and kept at `place`, or measure, choose and keep it.

    Processes that come at once wait for the one that measures: two could choose otherwise, and their vectors differ.
    """
    known = _kept(place, key)
    if known is not None:
        return known
    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{place}.lock"):
        return _kept(place, key) or _measured_now(place, key, open_model)


def _measured_now(place: Path, key: Mapping[str, str], open_model: Callable[[Arithmetic], Encode]) -> Arithmetic:
    measured = measure(open_model)
    best = choice(measured)
    told = {one.value: asdict(found) for one, found in measured.items()}
    text = json.dumps({"key": dict(key), "chosen": best.value, "measured": told}, ensure_ascii=False, indent=1)
    write_whole(place, f"{text}\n".encode())
    return best


def choice(measured: Mapping[Arithmetic, Measured]) -> Arithmetic:
    """Return the fastest; one with vectors of its own only where it saves enough and stays near."""
    exact = min((one for one in measured if not one.has_own_vectors), key=lambda one: measured[one].ms)
    near = [one for one, found in measured.items() if one.has_own_vectors and found.cosine >= NEAR]
    best = min(near, key=lambda one: measured[one].ms, default=exact)
    return best if measured[best].ms <= _GAIN * measured[exact].ms else exact


def measure(open_model: Callable[[Arithmetic], Encode], spent_s: float = _SPENT_S) -> dict[Arithmetic, Measured]:
    """Measure every arithmetic, one after the other, so that one model is in memory at a time."""
    reference: Vectors | None = None
    found: dict[Arithmetic, Measured] = {}
    for arithmetic in Arithmetic:
        encode = open_model(arithmetic)
        vectors = np.concatenate([encode([text]) for text in TEXTS])
        reference = vectors if reference is None else reference
        cosine = float((vectors * reference).sum(axis=1).mean())
        found[arithmetic] = Measured(round(_median_ms(encode, spent_s), 2), round(cosine, 5))
    return found


def processor() -> str:
    """Return the processor's name with what decides how fast it multiplies."""
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []
    about = dict(line.replace("\t", "").split(": ", 1) for line in lines if ": " in line)
    name = about.get("model name") or platform.processor() or platform.machine()
    flags = (about.get("flags") or about.get("Features") or "").split()
    wide = ("avx2", "avx_vnni", "avx512f", "avx512_vnni", "amx_int8", "asimddp", "i8mm")
    return " ".join([name, *(flag for flag in wide if flag in flags)])


def _median_ms(encode: Encode, spent_s: float) -> float:
    passes: list[float] = []
    end = time.perf_counter() + spent_s
    while len(passes) < _LEAST or time.perf_counter() < end:
        start = time.thread_time()
        encode([TEXTS[len(passes) % len(TEXTS)]])
        passes.append(1000 * (time.thread_time() - start))
    return float(np.median(passes))


def _kept(place: Path, key: Mapping[str, str]) -> Arithmetic | None:
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        return Arithmetic(data["chosen"]) if data["key"] == dict(key) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
