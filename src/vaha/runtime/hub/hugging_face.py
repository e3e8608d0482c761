"""The hub of Hugging Face, spoken to by its own library, which also keeps the account's token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vaha.errors import MissingExtra, ModelError, ModelFetchFailed
from vaha.installation.version import installed_version

_REMEDIES = {
    "RepositoryNotFoundError": "it is not there or not for you; check its name or `hf auth login`",
    "GatedRepoError": "its owner chooses who may; ask on its page, then `hf auth login`",
    "LocalTokenNotFoundError": "nobody is logged in; run `hf auth login`",
    "EntryNotFoundError": "a file of it is not there; ask its owner",
    "RemoteEntryNotFoundError": "a file of it is not there; ask its owner",
    "OfflineModeIsEnabled": "HF_HUB_OFFLINE keeps it from the network; take that away",
}
_MAY_NOT = (401, 403)


class HuggingFaceHub:
    """Repositories on huggingface.co, or where HF_ENDPOINT says."""

    def __init__(self, api: Any) -> None:  # noqa: ANN401 - huggingface_hub.HfApi, of an extra
        self._api = api

    @classmethod
    def open(cls) -> HuggingFaceHub:
        """Speaks as whoever logged in with `hf auth login`, else as nobody; raises MissingExtra."""
        try:
            from huggingface_hub import HfApi
        except ImportError as error:
            raise MissingExtra(
                "Hugging Face's hub needs huggingface_hub: pip install 'vaha[hub]'"
            ) from error
        return cls(HfApi(library_name="vaha", library_version=installed_version()))

    def list_files(self, repository: str) -> tuple[str, ...]:
        """The paths of all its files; raises ModelFetchFailed."""
        with _told(ModelFetchFailed, f"{repository} could not be read"):
            return tuple(self._api.list_repo_files(repository))

    def download(self, repository: str, file: str, folder: Path) -> Path:
        """Bring one file into the folder and say where it lies; raises ModelFetchFailed."""
        with _told(ModelFetchFailed, f"{file} of {repository} could not be downloaded"):
            return Path(self._api.hf_hub_download(repository, file, local_dir=folder))

    def upload(self, folder: Path, repository: str, public: bool) -> str:
        """Send the folder's files in one commit and say where they are; raises ModelError."""
        with _told(ModelError, f"{repository} could not be written"):
            address = self._api.create_repo(repository, private=not public, exist_ok=True)
            self._api.upload_folder(
                repo_id=repository,
                folder_path=folder,
                commit_message=f"From VAHA {installed_version()}",
            )
            return str(address)


@contextmanager
def _told(kind: type[ModelError], what: str) -> Iterator[None]:
    """Make whatever the library raises (its HTTP client's errors, too) one line of ours."""
    try:
        yield
    except Exception as error:
        raise kind(f"{what}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    for one in type(error).__mro__:
        if one.__name__ in _REMEDIES:
            return _REMEDIES[one.__name__]
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in _MAY_NOT:
        return f"it answers {status}; run `hf auth login` with a token that may do this"
    said = str(error).strip().splitlines() or [type(error).__name__]
    return f"{said[0]}; check the network and try again"
