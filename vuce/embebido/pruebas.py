"""bin/test: every check of the house, on throw-away servers unless DATABASE_URL names others."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from vuce.embebido.avance import decir, paso
from vuce.embebido.portal import BINARIOS, RAIZ, entorno_base
from vuce.embebido.procesos import orden_protegida
from vuce.embebido.servidores import carpeta_privada, servidores

REVISIONES: dict[str, list[str]] = {
    "ruff check": ["ruff", "check"],
    "ruff format": ["ruff", "format", "--check"],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
    "import-linter": ["lint-imports", "--no-cache"],
    "mypy": ["mypy", "--no-error-summary", "."],
    "makemigrations --check": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "manage.py check": ["python", "manage.py", "check", "--fail-level=WARNING"],
}


def entorno_de_pruebas(var: Path) -> dict[str, str]:
    """Caches go under `var`: the checkout may belong to another account."""
    cache = carpeta_privada(var / "cache")
    return entorno_base(var) | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "RUFF_CACHE_DIR": str(cache / "ruff"),
        "MYPY_CACHE_DIR": str(cache / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(cache / "hypothesis"),
        "PYTEST_ADDOPTS": f"{os.environ.get('PYTEST_ADDOPTS', '')} -o cache_dir={cache / 'pytest'}".strip(),
    }


@contextmanager
def con_servidores(entorno: dict[str, str], *, durable: bool = False) -> Iterator[dict[str, str]]:
    """`entorno` with the addresses of throw-away servers, where it names none."""
    if "DATABASE_URL" in entorno and "REDIS_URL" in entorno:
        yield entorno
        return
    temporal = tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True)
    with temporal as carpeta, servidores(Path(carpeta), durable=durable) as pareja:
        yield pareja.entorno | entorno


def revisar(nombre: str, entorno: Mapping[str, str]) -> bool:
    programa, *argumentos = REVISIONES[nombre]
    with paso(nombre):
        orden = orden_protegida([str(BINARIOS / programa), *argumentos])
        hecho = subprocess.run(
            orden, cwd=RAIZ, env=dict(entorno), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if hecho.returncode:
            decir(hecho.stdout.rstrip())
    return hecho.returncode == 0


def pytest(entorno: Mapping[str, str], rutas: list[str]) -> int:
    reparto = [] if rutas else ["-n", "2", "--dist", "loadgroup", "--inline-snapshot=disable"]
    orden = orden_protegida([sys.executable, "-m", "pytest", *reparto, *rutas])
    return subprocess.run(orden, cwd=RAIZ, env=dict(entorno), check=False).returncode


def probar(var: Path, rutas: list[str]) -> int:
    """With `rutas` only pytest on them; otherwise everything. pytest's own closing line is the last one."""
    with con_servidores(entorno_de_pruebas(var)) as entorno:
        fallidas = [] if rutas else [nombre for nombre in REVISIONES if not revisar(nombre, entorno)]
        if fallidas:
            decir(f"\nFALLARON: {', '.join(fallidas)}\n")
        codigo = pytest(entorno, rutas)
    return codigo or int(bool(fallidas))
