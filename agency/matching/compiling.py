"""How the compiled part of matching is compiled, and what a processor can do that Python cannot.

The machine code of a function is kept beside its file and made anew when that file changes; after a
change here, remove what is kept (`*.nbi`), for nobody notices by themselves. Needs the extra
``fast``.
"""

from __future__ import annotations

from typing import Any

from numba import njit, types
from numba.extending import intrinsic

# Other threads may run meanwhile.
compiled = njit(cache=True, nogil=True, boundscheck=False)


@intrinsic
def popcount(typing_context: Any, word: Any) -> Any:
    """How many bits of a word are set."""

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generated


@intrinsic
def trailing(typing_context: Any, word: Any) -> Any:
    """The place of the lowest bit that is set, of a word that has one."""

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generated
