"""`vaha export-page`: VAHA as a static page, in which everything runs in the visitor's browser."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write VAHA as a static page for any file host.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a page that was exported into FOLDER before.")
def export_page(folder: Path, force: bool) -> None:
    """Write into FOLDER a page that reads faces and paints their moods in the visitor's browser.

    It needs no server but one for files, and nothing of a visitor leaves their browser. FOLDER is
    new or empty. The works are smooth: strokes are laid by `vaha brush` alone.
    """
    from vaha.runtime.store import ModelStore
    from vaha.tab.export import export_page as export

    size = export(folder, ModelStore.open(), force)
    click.echo(f"{folder}  {size / 1e6:.0f} MB")
    click.echo(f"Serve it:  python -m http.server --directory {folder} --bind 127.0.0.1 8000")
    click.echo("then open  http://localhost:8000  (elsewhere it needs https)")
    click.echo(
        "For threads from the first moment on let the host send:\n"
        "  Cross-Origin-Opener-Policy: same-origin\n"
        "  Cross-Origin-Embedder-Policy: require-corp"
    )
