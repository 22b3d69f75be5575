from pyghostty._ffi import GhosttyError as GhosttyError
from pyghostty._ffi import ffi as ffi
from pyghostty._ffi import lib as lib

__version__: str
