"""News for the rooms above: `moving` inside the transaction, `moved` after its commit.

Both are sent with the workflow's subject as sender (`"Post"`) and `move=` the Move.
A listener of `moving` may write or raise `Refused`; nothing that may not be lost hangs on
`moved`.
"""

from __future__ import annotations

from blinker import Namespace

_namespace = Namespace()
moving = _namespace.signal("moving")
moved = _namespace.signal("moved")
