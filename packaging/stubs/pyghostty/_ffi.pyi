from pathlib import Path

from _cffi_backend import Lib
from cffi import FFI

ffi: FFI
lib: Lib

class GhosttyError(RuntimeError): ...

def _libpath() -> str | Path: ...
