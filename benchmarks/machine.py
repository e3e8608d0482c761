"""The machine: what it is, how fast it multiplies at most, and how much memory this process has."""

from __future__ import annotations

import os
import platform
import time
from importlib import metadata
from pathlib import Path

import numpy as np

PARTS = ("onnxruntime", "ncnn", "torch", "opencv-python-headless", "numpy")


def describe() -> dict[str, object]:
    """Processor, cores, system, and the versions of what computes."""
    versions = {}
    for part in PARTS:
        try:
            versions[part] = metadata.version(part)
        except metadata.PackageNotFoundError:
            versions[part] = "not installed"
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0,
        "instructions": _instructions(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        "python": platform.python_version(),
        "versions": versions,
    }


def peak(size: int = 2048, seconds: float = 3.0) -> float:
    """Multiply-adds a second of a large matrix product on all cores: the most of several."""
    one = np.random.default_rng(0).random((size, size), dtype=np.float32)
    least, began = float("inf"), time.perf_counter()
    while time.perf_counter() - began < seconds:
        start = time.perf_counter()
        one @ one
        least = min(least, time.perf_counter() - start)
    return size**3 / least


def memory() -> float:
    """What this process holds now, in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpuinfo() -> dict[str, str]:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def _processor() -> str:
    return _cpuinfo().get("model name") or platform.processor() or platform.machine()


def _instructions() -> str:
    """Those that matter for networks."""
    flags = _cpuinfo().get("flags", "").split()
    known = ("avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16")
    return ", ".join(flag for flag in known if flag in flags) or "unknown"
