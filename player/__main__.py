"""`python -m player` is `earmark`."""

import sys

from player.cli import main

sys.exit(main())
