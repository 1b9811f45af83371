"""Start CTC Voyage from a checkout: ``python main.py --help`` tells what else it can do."""

import sys


def main() -> None:
    """Hand over to the command line, or say in one line what is missing."""
    if sys.version_info < (3, 11):
        sys.exit(f"CTC Voyage needs Python 3.11 or later; this is Python {sys.version.split()[0]}")
    try:
        from desktop.start import main as run

        run()
    except ModuleNotFoundError as error:
        sys.exit(f"CTC Voyage is not set up: no module {error.name}; run: python -m pip install -e .")


if __name__ == "__main__":
    main()
