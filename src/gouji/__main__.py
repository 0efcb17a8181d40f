"""The command ``gouji``, also as ``python -m gouji``."""

import os


def main() -> None:
    """Run the command, whatever files lie in the user's folder."""
    # Programs of Python that we start do not look for modules in the user's folder.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    import gouji  # noqa: F401 - takes care that ``analysis`` is ours
    from analysis.cli import main as run

    run()


if __name__ == "__main__":
    main()
