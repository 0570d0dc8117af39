"""What is amiss in packages that exercises use, mended here until their authors do it; a test says when that is.

aioresponses 0.7.9 does not know that aiohttp 3.14 wants to be told of a response's `stream_writer`
(https://github.com/pnuckowski/aioresponses/issues/289). Older versions of aiohttp have known holes.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

MENDED = "aioresponses.core"


class _Sent:
    """The writer of a request that was never written."""

    output_size = 0


def install() -> None:
    """Have aioresponses mended when somebody imports it, or now if somebody has. Nothing is imported for it."""
    if MENDED in sys.modules:
        _mend(sys.modules[MENDED])
    elif not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """Find the one module, and have it loaded and mended."""
        if fullname != MENDED:
            return None
        spec: ModuleSpec | None = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, and mend it."""
        super().exec_module(module)
        _mend(module)


def _mend(core: Any) -> None:
    """Put a class of responses that does without a `stream_writer` in the place of aiohttp's."""
    if hasattr(core.ClientResponse, "mended"):
        return

    class ClientResponse(core.ClientResponse):  # type: ignore[misc]  # known at run time only
        mended = True

        def __init__(self, *args: Any, stream_writer: Any = None, **kwargs: Any) -> None:
            super().__init__(*args, stream_writer=stream_writer or _Sent(), **kwargs)

    core.ClientResponse = ClientResponse
