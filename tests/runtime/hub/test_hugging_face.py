"""Hugging Face's library is asked for what we mean, and what it raises is one line of ours."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from vaha.errors import MissingExtra, ModelError, ModelFetchFailed
from vaha.runtime.hub import hugging_face
from vaha.runtime.hub.hugging_face import HuggingFaceHub


class Api:
    """As huggingface_hub.HfApi: notes what it is asked, or raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, Any]] = []

    def _ask(self, what: str, said: Any) -> None:
        self.asked.append((what, said))
        if self.error is not None:
            raise self.error

    def list_repo_files(self, repository: str) -> list[str]:
        self._ask("list", repository)
        return ["README.md", "mood.json"]

    def hf_hub_download(self, repository: str, file: str, *, local_dir: Path) -> str:
        self._ask("download", (repository, file, local_dir))
        return str(local_dir / file)

    def create_repo(self, repository: str, *, private: bool, exist_ok: bool) -> str:
        self._ask("create", (repository, private, exist_ok))
        return f"https://huggingface.co/{repository}"

    def upload_folder(self, *, repo_id: str, folder_path: Path, commit_message: str) -> None:
        self._ask("upload", (repo_id, folder_path))


def error_called(name: str, status: int | None = None) -> Exception:
    error = type(name, (Exception,), {})("first line\nsecond line")
    if status is not None:
        error.response = SimpleNamespace(status_code=status)
    return error


def test_files_are_listed_and_brought_into_the_folder(tmp_path: Path) -> None:
    api = Api()
    hub = HuggingFaceHub(api)
    assert hub.list_files("me/mood") == ("README.md", "mood.json")
    assert hub.download("me/mood", "mood.json", tmp_path) == tmp_path / "mood.json"
    assert api.asked == [("list", "me/mood"), ("download", ("me/mood", "mood.json", tmp_path))]


@pytest.mark.parametrize("public", [False, True])
def test_a_folder_is_sent_after_its_repository_is_there(tmp_path: Path, public: bool) -> None:
    api = Api()
    address = HuggingFaceHub(api).upload(tmp_path, "me/mood", public)
    assert address == "https://huggingface.co/me/mood"
    assert api.asked == [
        ("create", ("me/mood", not public, True)),
        ("upload", ("me/mood", tmp_path)),
    ]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (error_called("RepositoryNotFoundError", 401), "check its name or `hf auth login`"),
        (error_called("GatedRepoError", 403), "its owner chooses who may"),
        (error_called("LocalTokenNotFoundError"), "nobody is logged in; run `hf auth login`"),
        (error_called("OfflineModeIsEnabled"), "HF_HUB_OFFLINE keeps it from the network"),
        (error_called("HfHubHTTPError", 403), "it answers 403; run `hf auth login`"),
        (error_called("HfHubHTTPError", 500), "first line; check the network and try again"),
        (OSError(111, "Connection refused"), "Connection refused; check the network"),
        (ValueError(), "ValueError; check the network"),
    ],
)
def test_what_it_raises_is_one_line_that_says_what_to_do(
    error: Exception, said: str, tmp_path: Path
) -> None:
    hub = HuggingFaceHub(Api(error))
    with pytest.raises(ModelFetchFailed) as read:
        hub.list_files("me/mood")
    with pytest.raises(ModelFetchFailed, match=r"mood\.json of me/mood could not be downloaded"):
        hub.download("me/mood", "mood.json", tmp_path)
    with pytest.raises(ModelError, match="me/mood could not be written") as written:
        hub.upload(tmp_path, "me/mood", False)
    for caught in (read, written):
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


def test_without_the_extra_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtra, match=r"pip install 'vaha\[hub\]'$"):
        HuggingFaceHub.open()


def test_the_library_has_the_errors_and_calls_that_are_meant() -> None:
    errors = pytest.importorskip("huggingface_hub.errors")
    for name in hugging_face._REMEDIES:
        assert hasattr(errors, name)
    for call in ("list_repo_files", "hf_hub_download", "create_repo", "upload_folder"):
        assert callable(getattr(HuggingFaceHub.open()._api, call))
