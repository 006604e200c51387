"""It refuses each kind of import that goes against the order of the house, and lets pass what the house needs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A house in small: every import here is allowed.
SOUND = {
    "crm/urls.py": "import network.map.views\nimport contacts.urls\nimport crm.accounts.models",
    "crm/parts/audit.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import crm.accounts.models",
    "crm/accounts/models.py": "import crm.parts.audit",
    "contacts/models.py": "import contacts.parties.models\nimport contacts.people.models\nimport contacts.home.queries",
    "contacts/urls.py": "import contacts.people.views\nimport contacts.meetings.views",
    "contacts/parties/models.py": "import crm.accounts.models",
    "contacts/people/models.py": "import contacts.parties.models",
    "contacts/people/queries.py": "import contacts.people.models",
    "contacts/people/forms.py": "import contacts.people.models",
    "contacts/people/views.py": "import contacts.people.sheet\nimport contacts.meetings.models",
    "contacts/people/sheet.py": "import contacts.people.forms",
    "contacts/people/names.py": "import contacts.people.models",
    "contacts/meetings/models.py": "import contacts.people.models",
    "contacts/meetings/views.py": "import contacts.meetings.models",
    "contacts/ties/models.py": "import contacts.meetings.models",
    "contacts/tasks/models.py": "import contacts.meetings.models",
    "contacts/home/queries.py": "import contacts.ties.models",
    "network/load.py": "import network.graph.build\nimport contacts.ties.models",
    "network/graph/build.py": "import igraph\nimport networkx\nimport scipy",
    "network/kept.py": "import threading",
    "network/models.py": "import contacts.parties.models",
    "network/fingerprint.py": "import network.kept",
    "network/stored.py": "import numpy",
    "network/analysis.py": "import network.fingerprint, network.load, network.stored, network.models",
    "network/nightly.py": "import network.analysis",
    "network/urls.py": "import network.map.views",
    "network/apps.py": "import network.nightly",
    "network/map/views.py": "import network.load\nimport network.analysis",
    "network/coalitions/views.py": "import network.load",
    "network/introductions/views.py": "import network.load",
}

# (contract, module, the import that breaks it)
PLANTED = [
    ("storeys", "contacts/parties/models.py", "network.load"),
    ("storeys", "crm/parts/audit.py", "crm.accounts.models"),
    ("storeys", "crm/accounts/models.py", "contacts.people.models"),
    ("rooms", "contacts/parties/models.py", "contacts.people.models"),
    ("rooms", "contacts/ties/models.py", "contacts.tasks.models"),
    ("rooms", "contacts/people/queries.py", "contacts.people.forms"),
    ("rooms", "contacts/people/views.py", "contacts.meetings.views"),
    ("rooms", "contacts/people/views.py", "contacts.models"),
    ("rooms", "contacts/people/queries.py", "contacts.people.sheet"),
    ("rooms", "contacts/people/names.py", "contacts.meetings.models"),
    ("rooms", "contacts/people/names.py", "contacts.meetings.views"),
    ("rooms", "contacts/meetings/views.py", "contacts.people.sheet"),
    ("rooms", "contacts/attic/models.py", "contacts.parties.models"),
    ("network-order", "network/graph/build.py", "network.load"),
    ("network-order", "network/map/views.py", "network.coalitions.views"),
    ("network-order", "network/analysis.py", "network.map.views"),
    ("network-order", "network/analysis.py", "network.nightly"),
    ("network-order", "network/nightly.py", "network.map.views"),
    ("network-order", "network/load.py", "network.analysis"),
    ("network-order", "network/fingerprint.py", "network.load"),
    ("network-order", "network/stored.py", "network.analysis"),
    ("network-order", "network/kept.py", "network.fingerprint"),
    ("network-order", "network/models.py", "network.stored"),
    ("network-order", "network/map/views.py", "network.urls"),
    ("network-order", "network/attic.py", "network.load"),
    ("graph-is-pure", "network/graph/build.py", "django.db"),
    ("graph-is-pure", "network/graph/build.py", "contacts.ties.models"),
    ("start-light", "contacts/people/views.py", "networkx"),
    ("start-light", "crm/parts/audit.py", "scipy.sparse"),
    ("start-light", "contacts/ties/models.py", "igraph"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The small house in a folder of its own, under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, imports in SOUND.items():
        write(tmp_path, module, imports)
    contracts = tmp_path / "tests" / "house" / "contracts.py"
    contracts.parent.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "house" / "contracts.py", contracts)
    return tmp_path


def write(house: Path, module: str, imports: str) -> None:
    path = house / module
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in path.relative_to(house).parents:
        if folder != Path():
            (house / folder / "__init__.py").touch()
    path.write_text(imports + "\n")


def judge(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    wanted = [part for contract in contracts for part in ("--contract", contract)]
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [linter, "--no-cache", "--no-logo", *wanted], cwd=house, capture_output=True, text=True, check=False
    )


def test_it_lets_a_sound_house_pass(house):
    judged = judge(house)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "0 broken" in judged.stdout


@pytest.mark.parametrize(("contract", "module", "imported"), PLANTED)
def test_it_refuses_a_planted_import(house, contract, module, imported):
    write(house, module, f"{SOUND.get(module, '')}\nimport {imported}")
    judged = judge(house, contract)
    assert judged.returncode == 1, judged.stdout + judged.stderr
    assert "1 broken" in judged.stdout
    assert module.removesuffix(".py").replace("/", ".").rpartition(".")[0] in judged.stdout


def test_it_plants_a_fault_for_every_contract():
    declared = (ROOT / "pyproject.toml").read_text().count("[[tool.importlinter.contracts]]")
    assert len({contract for contract, _, _ in PLANTED}) == declared
