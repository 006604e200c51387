"""The order of the rooms as a contract for import-linter: who may look at whom inside `contacts`.

Every module of a room is a door (`doors`: what cleans input and shows pages) or a record (`records`). A module of
another name goes with the doors if it uses one of its own room, else with the records. Four things are refused, each
import looked at on its own; together they leave no way round over a third module:

1. a record that imports a door;
2. a record that imports a record of a room above it, or of another room on its own storey;
3. a door that imports another room's door;
4. a room that imports a module which gathers the rooms (`gatherers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


@dataclass(frozen=True)
class Place:
    """Where a module stands: its room, that room's storey (0 is the highest), and whether it is a door."""

    room: str
    storey: int
    door: bool


class RoomsContract(Contract):
    """`order`: rooms from the top down, those of one storey divided by `|`. A room that is not there yet is passed
    over; one that has no place in the order is an error."""

    type_name = "rooms"

    if TYPE_CHECKING:  # import-linter puts the values in place of its fields
        house: str
        order: list[str]
        records: set[str]
        doors: set[str]
        gatherers: set[str]
    else:
        house = fields.StringField()
        order = fields.ListField(subfield=fields.StringField())
        records = fields.SetField(subfield=fields.StringField())
        doors = fields.SetField(subfield=fields.StringField())
        gatherers = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        faults = sorted(self.faults(graph))
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(f"- {fault}", bold=False)
        output.new_line()

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        """Every import that goes against the order, as a sentence."""
        storeys = {
            room.strip(): storey for storey, rooms in enumerate(self.order) for room in rooms.split("|")
        }
        for room in sorted(self.rooms(graph) - set(storeys)):
            yield f"{self.house}.{room} has no place in the order of the rooms"
        doors = self.door_modules(graph)
        for module in sorted(graph.modules):
            importer = self.place(module, storeys, doors)
            if importer is None:
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                if reason := self.refusal(importer, imported, storeys, doors):
                    lines = graph.get_import_details(importer=module, imported=imported)
                    at = ", ".join(str(line["line_number"]) for line in lines)
                    yield f"{module} (line {at}) imports {imported}: {reason}"

    def rooms(self, graph: ImportGraph) -> set[str]:
        """Packages of the house that hold at least one module named like a record or a door of the furniture."""
        furniture = self.records | self.doors
        parts = (module.split(".") for module in graph.modules)
        return {
            path[1] for path in parts if path[0] == self.house and len(path) == 3 and path[2] in furniture
        }

    def door_modules(self, graph: ImportGraph) -> set[str]:
        """The named doors with all below them, and the modules of other names that use a door of their own room."""
        doors: set[str] = set()
        undecided: set[str] = set()
        for module in graph.modules:
            path = module.split(".")
            if path[0] == self.house and len(path) > 2 and path[2] not in self.records:
                (doors if path[2] in self.doors else undecided).add(module)
        while found := {module for module in undecided if self.uses_own(module, doors, graph)}:
            doors |= found
            undecided -= found
        return doors

    def uses_own(self, module: str, doors: set[str], graph: ImportGraph) -> bool:
        room = ".".join(module.split(".")[:2]) + "."
        imported = graph.find_modules_directly_imported_by(module)
        return any(name.startswith(room) for name in imported & doors)

    def place(self, module: str, storeys: dict[str, int], doors: set[str]) -> Place | None:
        """The place of a module, or None if it stands in no room of the order."""
        path = module.split(".")
        if path[0] != self.house or len(path) < 2 or path[1] not in storeys:
            return None
        return Place(path[1], storeys[path[1]], module in doors)

    def refusal(self, importer: Place, imported: str, storeys: dict[str, int], doors: set[str]) -> str | None:
        """Why this import is refused, or None."""
        if imported in {f"{self.house}.{name}" for name in self.gatherers}:
            return "a room does not look at what gathers the rooms"
        target = self.place(imported, storeys, doors)
        if target is None:
            return None
        if not importer.door and target.door:
            return "a record does not import a door"
        if importer.room == target.room:
            return None
        if importer.door:
            return "a door does not import another room's door" if target.door else None
        if target.storey < importer.storey:
            return f"{target.room} stands above {importer.room}"
        if target.storey == importer.storey:
            return f"{target.room} and {importer.room} stand beside each other and do not look at one another"
        return None
