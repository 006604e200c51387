"""What every test finds: no way out of the machine, a database of its own, and the cast.

The cast (Ada directs, Ben works one team's districts, Cy has no part in it) stands in `tests/cast.py`.
"""

from pathlib import Path

pytest_plugins = ["tests.plugins.network_guard", "tests.plugins.selection", "tests.plugins.databases"]

if (Path(__file__).parent / "cast.py").exists():
    pytest_plugins.append("tests.cast")
