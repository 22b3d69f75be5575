"""``python -m console`` is ``leitstand``."""

from __future__ import annotations

import sys

from console.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
