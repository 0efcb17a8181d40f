"""``python -m analysis``: the command ``gouji``."""

from analysis.cli import main

if __name__ == "__main__":
    main()
