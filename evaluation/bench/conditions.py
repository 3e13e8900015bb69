"""What a measurement was taken on: a number without it is not reported."""

import os
import platform
import resource
import sys
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Return processor, cores, system and Python in one line."""
    return f"{_processor()} | cores:{os.cpu_count()} | {platform.system()} | Python {platform.python_version()}"


def versions(*packages: str) -> str:
    return " ".join(f"{package} {version(package)}" for package in packages)


def peak_mib() -> float:
    """Return the most memory that this program has held."""
    status = Path("/proc/self/status")
    if status.exists():  # the usage below starts from the memory of the process that started this one
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB, but bytes on macOS
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    flags = next((line for line in lines if line.startswith("flags")), "")
    wide = " ".join(flag for flag in ("avx2", "avx512f", "avx512_vnni", "amx_int8") if f" {flag}" in flags)
    return f"{names[0] if names else platform.machine()} {wide}".strip()
