"""`python -m vaha` is the `vaha` command."""

from vaha.cli import main

if __name__ == "__main__":
    main()
