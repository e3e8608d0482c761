"""How many faces are found, how steadily, how many wrongly, and in what time.

    python -m benchmarks.faces --csv FER.csv --paintings WIKIART --photos PHOTOS --out faces.json

`--paintings` is a folder of WikiArt with its `paintings.csv` (title, art_style, painting). What is
printed stands in docs/log/faces.md.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.face_pictures import Known, Place, with_faces, without_faces
from vaha.images import Image, read_image
from vaha.runtime.store import ModelStore
from vaha.stages.base import Face
from vaha.stages.faces.finder import open_face_finder

Find = Callable[[Image], list[Face]]


def main() -> None:
    """Measure, print, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("csv", "paintings", "photos", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--faces", type=int, default=40, help="of FER-2013, each on four grounds")
    parser.add_argument("--faceless", type=int, default=430, help="painted landscapes")
    given = parser.parse_args()
    finder = open_face_finder(ModelStore.open())
    results: dict[str, Any] = found(
        finder.find, with_faces(given.csv, given.paintings, given.photos, given.faces)
    )
    results["wrong"] = wrong(
        finder.find, without_faces(given.paintings, given.photos, given.faceless)
    )
    results["milliseconds"] = times(finder.find, given.photos)
    given.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=1))


def found(find: Find, pictures: Iterable[Known]) -> dict[str, Any]:
    """Percent of the faces found by subject and variation; percent of pairs that agree.

    A pair is a face in a picture as it is and in a variation: it agrees where it is found in both
    or in neither.
    """
    by_subject: dict[str, list[bool]] = defaultdict(list)
    by_variation: dict[str, list[bool]] = defaultdict(list)
    pairs: dict[str, list[bool]] = defaultdict(list)
    besides, plain = 0, [False]
    for known in pictures:
        faces = find(known.image)
        hits = [any(_is_at(face, place) for face in faces) for place in known.faces]
        besides += sum(not any(_is_at(face, place) for place in known.faces) for face in faces)
        by_subject[known.subject] += hits
        by_variation[known.variation] += hits
        if known.variation == "as it is":
            plain = hits
        else:
            pairs[known.variation] += [a == b for a, b in zip(plain, hits, strict=True)]
    every = [hit for hits in by_variation.values() for hit in hits]
    return {
        "faces": len(every),
        "found": {"all": _percent(every)} | {k: _percent(v) for k, v in by_subject.items()},
        "found, varied": {name: _percent(hits) for name, hits in by_variation.items()},
        "pairs agree": {"all": _percent([one for all_ in pairs.values() for one in all_])}
        | {name: _percent(agree) for name, agree in pairs.items()},
        "found elsewhere in these pictures": besides,
    }


def wrong(find: Find, pictures: Iterable[Known]) -> dict[str, Any]:
    """In how many pictures without faces some were found, and in which."""
    count, named = 0, []
    for known in pictures:
        count += 1
        faces = find(known.image)
        if faces:
            sure = max(face.confidence for face in faces)
            named.append(f"{known.subject} {known.variation} ({sure:.2f})")
    return {"pictures": count, "with faces": len(named), "which": named}


def times(find: Find, photos: Path, rounds: int = 5) -> dict[str, Any]:
    """Milliseconds, median: each photo, and one of twelve megapixels from its file on."""
    results: dict[str, Any] = {}
    for path in sorted(photos.glob("*.*g")):
        image = read_image(path)
        results[path.name] = _median(lambda image=image: find(image), rounds)
        if path.name == "one_angry.jpg":
            large = photo_of_twelve_megapixels(image)
            results["12 megapixels, decoded"] = _median(lambda large=large: find(large), rounds)
    return results


def photo_of_twelve_megapixels(image: Image) -> Image:
    """The picture as a telephone would have taken it: 4000 pixels high, 3000 wide."""
    large = cv2.resize(image, (3000, 4000), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def _is_at(face: Face, place: Place) -> bool:
    """Whether this is the face there: its middle within a third, its size within a half."""
    x, y, side = place
    box = face.box
    apart = max(abs(box.left + box.width / 2 - x), abs(box.top + box.height / 2 - y))
    return apart < side / 3 and side / 2 < max(box.width, box.height) < 2 * side


def _percent(hits: list[bool]) -> float:
    return round(100 * sum(hits) / max(1, len(hits)), 1)


def _median(work: Callable[[], object], rounds: int) -> float:
    """Of the processor's own time, which says most on a machine that is busy with other work."""
    spent = []
    for _ in range(rounds):
        began = time.thread_time()
        work()
        spent.append(1000 * (time.thread_time() - began))
    return round(float(np.median(spent)), 1)


if __name__ == "__main__":
    main()
