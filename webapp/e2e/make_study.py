"""Make a small study of fakes, or read its answers: python make_study.py FOLDER [ANSWERS...]."""

from __future__ import annotations

import sys
from pathlib import Path


def make(folder: Path) -> None:
    from vaha.stages.fake import fake_studio_parts
    from vaha.studio import Studio
    from vaha.study.make import StudyOptions, study_pictures
    from vaha.study.write import write_study

    options = StudyOptions(works_a_mood=1, candidates=1, manners=("none",), size=64)
    write_study(folder, study_pictures({"VAHA": Studio(*fake_studio_parts())}, None, options))


def main(folder: Path, answers: list[Path]) -> None:
    from vaha.study.answers import answers_to_csv, read_answers
    from vaha.study.key import read_key

    if answers:
        sys.stdout.write(answers_to_csv(read_answers(read_key(folder), answers)).decode())
    else:
        make(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
