"""CTC Voyage: an animation and a simulation of the metastatic cascade."""

import os
import sys

__version__ = "0.3.0"

WIDE_REGISTERS = "X86_V4 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"
"""What numpy, by its old names and its new ones, calls the processors whose logarithms end in other bits."""

# Before numpy is loaded: on such a processor the same seed would lead to another state (see decision 0011).
os.environ["NPY_DISABLE_CPU_FEATURES"] = f"{os.environ.get('NPY_DISABLE_CPU_FEATURES', '')} {WIDE_REGISTERS}".strip()

# So Python names a program that it is about to start by ``python -m``, with the present folder before all others.
if sys.argv[:1] == ["-m"]:
    from desktop.system.isolation import look_last_where_it_was_started

    look_last_where_it_was_started()
