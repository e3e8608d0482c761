"""The parts that other people make: which broken one an error comes from, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import metadata
from traceback import walk_tb

PARTS: Mapping[str, tuple[str, ...]] = {
    "numpy": ("numpy",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "cv2": ("opencv-python-headless", "opencv-python"),
    "PIL": ("pillow",),
    "pillow_heif": ("pillow-heif",),
    "ncnn": ("ncnn",),
    "rich": ("rich",),
    "flask": ("flask",),
    "werkzeug": ("werkzeug",),
    "waitress": ("waitress",),
    "pydantic": ("pydantic",),
    "pydantic_core": ("pydantic-core",),
    "prometheus_client": ("prometheus-client",),
}
"""What is imported, and the distributions that bring it, the usual one first."""


def sentence_of_broken_part(error: BaseException) -> str | None:
    """What is said where a part is missing or cannot be imported; None for any other error.

    An error that a part raised while it was being imported, or a name that it should have had.
    """
    for each in _with_causes(error):
        if (module := _module(each)) in PARTS:
            part, reason = PARTS[module][0], _first_line(each)
            return f"{part} is missing or broken here ({reason}); run: {remedy(module)}"
    return None


def remedy(module: str) -> str:
    """The command that brings this part anew, as VAHA needs it."""
    return f'pip install --force-reinstall --no-deps "{_needed(PARTS[module][0])}"'


def installed_as(module: str) -> tuple[str, str] | None:
    """The distribution that brings this module, and its version; None where there is none."""
    for part in PARTS[module]:
        try:
            return part, metadata.version(part)
        except metadata.PackageNotFoundError:
            continue
    return None


def _needed(part: str) -> str:
    """The part with the versions that VAHA allows, where it is installed well enough to say."""
    try:
        wanted = metadata.requires("vaha") or []
    except metadata.PackageNotFoundError:
        return part
    plain = (one for one in wanted if ";" not in one and one.startswith(part))
    return next((one for one in plain if not one[len(part) :][:1].isalnum()), part)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _module(error: BaseException) -> str:
    """The outermost module that this error says is broken, "" where it says none."""
    for frame, _ in walk_tb(error.__traceback__):
        top = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if frame.f_code.co_name == "<module>" and top in PARTS:
            return top
    if isinstance(error, ImportError) and error.name:
        return error.name.partition(".")[0]
    if isinstance(error, AttributeError):  # such as what another OpenCV leaves behind
        return str(getattr(getattr(error, "obj", None), "__name__", "")).partition(".")[0]
    return ""


def _first_line(error: BaseException) -> str:
    """The line that says what happened: of NumPy's long advice the one of the first error."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    original = [line for line in lines if line.startswith("Original error was:")]
    return (original or lines or [type(error).__name__])[0][:160].rstrip(" .:")
