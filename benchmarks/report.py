"""The benchmark's figures as tables in a page, between two marks that stand in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

STAGES = ("faces", "mood", "paint", "choose", "enlarge")

Results = dict[str, Any]


def write_tables(results: Results, page: Path) -> None:
    """Put the tables between the page's marks; raises ValueError where it has none."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    parts = [
        _machine(results), _targets(results), _stages(results), _networks(results),
        _batches(results), _installed(results),
    ]  # fmt: skip
    body = "\n\n".join(part for part in parts if part)
    page.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine(results: Results) -> str:
    about, versions = results["machine"], results["machine"]["versions"]
    parts = ", ".join(f"{part} {version}" for part, version in versions.items())
    peak = max(results["peak"], results["peak_after"])
    return (
        f"Measured on {about['processor']}, {about['cores']} cores ({about['instructions']}), "
        f"Python {about['python']}; load before: {about['load_before']:.1f}. {parts}. A product of "
        f"two matrices of 2048 x 2048 reaches {peak / 1e9:.0f} thousand million multiply-adds a "
        "second. Times are medians, with the quartiles in brackets."
    )


def _targets(results: Results) -> str:
    other = _quickest_other(results)
    stages, slow = results["stages"][other], results["slow"][other]
    usual = results["stages"]["onnxruntime"]
    cold = results["cold"]
    whole = sum(results["original"][name]["median"] for name in STAGES)
    times = whole / stages["portrait"]["median"]
    installed = sum(results["installed"].values())

    def cold_row(what: str, get: Any) -> list[str]:  # noqa: ANN401
        return [get(cold[runtime]) for runtime in ("onnxruntime", other) if runtime in cold]

    rows = [
        ["portrait of 32 candidates to three works of 256 px", "0.5 s",
         _seconds(usual["portrait"]), _seconds(stages["portrait"])],
        ["the same to 512 px", "1.2 s",
         _seconds(usual["portrait 512"]), _seconds(stages["portrait 512"])],
        ["against the original's way", "20 times",
         f"{whole / usual['portrait']['median']:.1f} times", f"{times:.1f} times"],
        ["`vaha look` on a frame of 1280 x 720", "25 ms",
         _milliseconds(usual["look"]), _milliseconds(stages["look"])],
        ["64 to 256 px, one work", "25 ms",
         _milliseconds(usual["enlarge one"]), _milliseconds(stages["enlarge one"])],
        ["64 to 1024 px, one work", "",
         _seconds(results["slow"]["onnxruntime"]["enlarge to 1024"]),
         _seconds(slow["enlarge to 1024"])],
        ["`vaha portrait` from the shell", "2.5 s",
         *cold_row("seconds", lambda one: _seconds(one["seconds"]))],
        ["memory of it at most", "600 MB",
         *cold_row("memory", lambda one: f"{one['memory']:.0f} MB")],
        ["installed without extras", "350 MB", f"{installed:.0f} MB", ""],
    ]  # fmt: skip
    memory = results.get("memory")
    if memory:
        held = memory["held"]
        told = f"{held[1]:.0f} to {held[-1]:.0f} MB"
        rows.append([f"memory held while painting {memory['works']:,} works", "flat", "", told])
    head = ["", "target", "onnxruntime", f"with {other}"]
    return "## Targets\n\n" + _table(head, rows)


def _stages(results: Results) -> str:
    runtimes = list(results["stages"])
    original = results["original"]
    rows = []
    for name in STAGES:
        ours = [_milliseconds(results["stages"][runtime][name]) for runtime in runtimes]
        rows.append([name, _milliseconds(original[name]), *ours])
    whole = 1000 * sum(original[name]["median"] for name in STAGES)
    portraits = [_milliseconds(results["stages"][runtime]["portrait"]) for runtime in runtimes]
    rows.append(["whole portrait", f"{whole:.0f} (sum)", *portraits])
    at_224 = _milliseconds(original["choose at 224"])
    rows.append(["choose, as its ResNet-34 was trained (224 px)", at_224, *[""] * len(runtimes)])
    head = ["milliseconds", "the original's way", *runtimes]
    return "## Stages\n\n" + _table(head, rows)


def _networks(results: Results) -> str:
    counts, peak = results["multiply_adds"], max(results["peak"], results["peak_after"])
    runs = {"mood": 1, "paint": 32, "choose": 32, "enlarge": 3}
    runtimes = list(results["stages"])
    rows = []
    for name, number in runs.items():
        row = [name, f"{counts['original'][name] / 1e6:,.0f}", f"{counts['ours'][name] / 1e6:,.0f}"]
        timings = [results["original"][name], *(results["stages"][r][name] for r in runtimes)]
        owners = ["original", *["ours"] * len(runtimes)]
        for owner, timing in zip(owners, timings, strict=True):
            rate = counts[owner][name] * number / timing["median"]
            row.append(f"{100 * rate / peak:.0f} %")
        rows.append(row)
    head = ["", "million multiply-adds: original's", "ours", "of the limit: original's"]
    return "## How far from the limit\n\n" + _table([*head, *runtimes], rows)


def _batches(results: Results) -> str:
    rows = []
    for runtime, timings in results["batches"].items():
        rates = [f"{int(size) / timing['median']:.0f}" for size, timing in timings.items()]
        rows.append([runtime, *rates])
    sizes = list(next(iter(results["batches"].values())))
    head = ["works a second, painted at once:", *sizes]
    return "## Batches\n\n" + _table(head, rows)


def _installed(results: Results) -> str:
    sizes = results["installed"]
    large = {name: size for name, size in sizes.items() if size >= 5}
    rest = sum(sizes.values()) - sum(large.values())
    rows = [[name, f"{size:.0f}"] for name, size in large.items()]
    rows += [[f"{len(sizes) - len(large)} others", f"{rest:.0f}"]]
    rows += [["all", f"{sum(sizes.values()):.0f}"]]
    return "## Installed\n\n" + _table(["package", "MB"], rows)


def _quickest_other(results: Results) -> str:
    """The quickest runtime beside onnxruntime, which every installation has; itself if alone."""
    medians = {name: one["portrait"]["median"] for name, one in results["stages"].items()}
    others = [name for name in medians if name != "onnxruntime"]
    return min(others, key=medians.__getitem__, default="onnxruntime")


def _milliseconds(timing: dict[str, float]) -> str:
    median, lower, upper = (1000 * timing[key] for key in ("median", "lower", "upper"))
    digits = 0 if median >= 100 else 1
    return f"{median:.{digits}f} ({lower:.{digits}f}-{upper:.{digits}f})"


def _seconds(timing: dict[str, float]) -> str:
    return f"{timing['median']:.2f} s ({timing['lower']:.2f}-{timing['upper']:.2f})"
