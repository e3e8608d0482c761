from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from vaha.cli import COMMANDS, main
from vaha.emotions import FACE_EMOTIONS
from vaha.hand.manners import MANNERS
from vaha.runtime.catalogue import BUNDLED, FETCHABLE
from vaha.stages.upscale import upscalers

MOODS = [emotion.value for emotion in FACE_EMOTIONS]


def offered(words: str) -> list[str]:
    """What is offered for the last of these words, which is being typed."""
    *before, last = words.split(" ")
    found = ShellComplete(main, {}, "vaha", "_VAHA_COMPLETE").get_completions(before, last)
    return [item.value for item in found]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", list(COMMANDS)),
        ("portrait --mood ", MOODS),
        ("portrait --mood s", ["sad", "surprised"]),
        ("portrait --mood sad,s", ["sad,surprised"]),
        ("portrait --mood sad=0.3,an", ["sad=0.3,angry"]),
        ("paint h", ["happy"]),
        ("choose works --mood f", ["fearful"]),
        ("mirror --mood n", ["neutral"]),
        ("brush x.png --mood n", ["neutral"]),
        ("portrait --manner ", [*MANNERS, "none"]),
        ("brush x.png --manner char", ["charcoal"]),
        ("paint sad --upscaler ", list(upscalers())),
        ("portrait --upscaler bi", ["bicubic"]),
        ("enlarge x.png --upscaler bi", ["bicubic"]),
        ("serve --upscaler en", ["enlarger"]),
        ("models ", ["list", "show", "fetch", "check", "card", "push", "pull"]),
        ("models show ", [*BUNDLED, *FETCHABLE]),
        ("models fetch ce", ["centerface"]),
        ("models fetch mo", []),
        ("models push ", list(BUNDLED)),
        ("models card en", ["enlarger"]),
        ("paint sad --print a", ["a6", "a5", "a4", "a3"]),
        ("paint sad --border t", ["toned"]),
        ("look --face l", ["largest"]),
        ("--device c", ["cpu", "cuda"]),
    ],
)
def test_what_is_offered(words: str, names: list[str]) -> None:
    assert sorted(offered(words)) == sorted(names)


SHELLS = {
    "bash": "COMP_WORDS=(vaha portrait --mood su); COMP_CWORD=3; _vaha_completion vaha; "
    'echo "${COMPREPLY[@]}"',
    "zsh": "words=(vaha portrait --mood su); CURRENT=4; compadd() { print -l $completions; }; "
    "_describe() { print -l ${(P)3}; }; _vaha_completion",
    "fish": "complete --do-complete 'vaha portrait --mood su'",
}
"""What each shell does when Tab is pressed, without a terminal."""

LINES = {
    "bash": 'eval "$(_VAHA_COMPLETE=bash_source vaha)"',
    "zsh": 'autoload -Uz compinit; compinit -D; eval "$(_VAHA_COMPLETE=zsh_source vaha)"',
    "fish": "_VAHA_COMPLETE=fish_source vaha | source",
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_the_line_of_the_readme_makes_a_shell_complete(tmp_path: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    readme = Path(__file__).parents[3] / "README.md"
    assert f"`{LINES[shell].rpartition('; ')[2]}`" in readme.read_text(encoding="utf-8")
    command = tmp_path / "vaha"
    code = "from vaha.cli import main; main(prog_name='vaha')"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    command.chmod(0o755)
    ran = subprocess.run(
        [shell, "-c", f"{LINES[shell]}\n{SHELLS[shell]}"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "surprised" in ran.stdout.split(), ran.stderr
    assert "sad" not in ran.stdout
