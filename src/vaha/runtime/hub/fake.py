"""A hub in memory: for tests, and for trying out without an account."""

from __future__ import annotations

from pathlib import Path

from vaha.errors import ModelFetchFailed


class FakeHub:
    """`repositories` holds the files of each by their paths; `public` names those that all see."""

    def __init__(self, repositories: dict[str, dict[str, bytes]] | None = None) -> None:
        self.repositories = repositories if repositories is not None else {}
        self.public: set[str] = set()

    def list_files(self, repository: str) -> tuple[str, ...]:
        """The paths of all its files; raises ModelFetchFailed."""
        return tuple(self._files(repository))

    def download(self, repository: str, file: str, folder: Path) -> Path:
        """Write the file into the folder; raises ModelFetchFailed."""
        if file not in (files := self._files(repository)):
            raise ModelFetchFailed(f"{repository} has no file {file}")
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[file])
        return target

    def upload(self, folder: Path, repository: str, public: bool) -> str:
        """Keep the folder's files."""
        if repository not in self.repositories and public:
            self.public.add(repository)
        files = self.repositories.setdefault(repository, {})
        files.update({path.name: path.read_bytes() for path in folder.iterdir()})
        return f"https://hub.example/{repository}"

    def _files(self, repository: str) -> dict[str, bytes]:
        try:
            return self.repositories[repository]
        except KeyError as error:
            raise ModelFetchFailed(f"there is no repository {repository}") from error
