from pathlib import Path

import pytest

from vuce.catalogos.carga import PROPIOS


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    """A folder for small files of the test, with the starter units and departments beside them."""
    for nombre in ("unidades.csv", "departamentos.csv"):
        (tmp_path / nombre).write_text((PROPIOS / nombre).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path
