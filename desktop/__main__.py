"""``python -m desktop``: the same as ``ctc-voyage``."""

from desktop.start import main

if __name__ == "__main__":
    main()
