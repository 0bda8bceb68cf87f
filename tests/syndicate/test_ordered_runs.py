"""A run of outputs that is ordered and done by a worker says how far it is."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.syndicate.catalogues import ANNA, SHOP, bring, row

import klaviatur
from klaviatur.wiring.work import Works


@dataclass(slots=True)
class Watched(Works):
    """Works that are looked at each time a run says how far it is."""

    looked: list[tuple[str, int, int]] = field(default_factory=list)

    def _came(self, id_: str, done: int, total: int) -> None:
        super(Watched, self)._came(id_, done, total)
        work = self.desk.store.work(id_)
        self.looked.append((work.state, work.done, work.total))


def test_a_run_shows_its_figures_while_it_is_done(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path / "w") as workspace:
        bring(workspace, [row(1), row(2), row(3)])
    with klaviatur.open_desk(tmp_path / "w") as desk:
        with klaviatur.open_syndication(desk=desk) as syndication:
            syndication.switch("google_merchant", on=True, values=SHOP, by=ANNA)
        works = Watched(desk)
        work = works.order_run(["google_merchant"], by=ANNA)
        assert not works.advance(work.id)
        assert works.looked == [("running", 3, 3)]
        assert desk.store.work(work.id).state == "done"
