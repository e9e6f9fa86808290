"""docker-compose.yml: well-formed, guarded, and true: its very commands are run and answer their own health checks."""

import importlib.resources
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.ayudas.procesos import esperar
from vuce.embebido.portal import ORDENES, RAIZ, Portal
from vuce.embebido.servidores import servidores

UNA_VEZ = {"permisos", "migraciones", "cubeta"}
COMPOSE: dict[str, Any] = yaml.safe_load((RAIZ / "docker-compose.yml").read_text())
SERVICIOS: dict[str, dict[str, Any]] = COMPOSE["services"]
PERMANENTES = sorted(set(SERVICIOS) - UNA_VEZ)


def test_cumple_el_esquema_de_compose() -> None:
    """The compose-spec schema is the one that the package check-jsonschema carries."""
    archivo = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    esquema = json.loads(archivo.read_text())
    jsonschema.validators.validator_for(esquema)(esquema).validate(COMPOSE)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"services": {"web": {"imagen": "x"}}}, esquema)


@pytest.mark.parametrize("nombre", sorted(SERVICIOS))
def test_cada_servicio_corre_con_lo_minimo(nombre: str) -> None:
    servicio = SERVICIOS[nombre]
    assert servicio["read_only"] is True
    assert servicio["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in servicio["security_opt"]
    assert not servicio.get("privileged")
    raiz = servicio["user"].split(":")[0] in {"0", "root"}
    assert raiz == (nombre == "permisos")
    if raiz:
        assert (servicio["network_mode"], servicio["cap_add"]) == ("none", ["CHOWN"])


@pytest.mark.parametrize("nombre", PERMANENTES)
def test_cada_servicio_permanente_dice_como_esta(nombre: str) -> None:
    prueba = SERVICIOS[nombre]["healthcheck"]
    assert prueba["test"][0] in {"CMD", "CMD-SHELL"}
    assert len(prueba["test"]) > 1
    assert SERVICIOS[nombre]["restart"] == "unless-stopped"


def test_cada_volumen_red_y_dependencia_existe() -> None:
    for nombre, servicio in SERVICIOS.items():
        assert set(servicio.get("networks", [])) <= set(COMPOSE["networks"]), nombre
        assert set(servicio.get("depends_on", {})) <= set(SERVICIOS), nombre
        con_nombre = {v.split(":")[0] for v in servicio.get("volumes", []) if not v.startswith(".")}
        assert con_nombre <= set(COMPOSE["volumes"]), nombre
        ajenos = {v.split(":")[0] for v in servicio.get("volumes", []) if v.startswith("./docs")}
        assert all((RAIZ / ruta).exists() for ruta in ajenos), nombre


def test_ningun_secreto_esta_escrito_en_el_archivo() -> None:
    for nombre, servicio in SERVICIOS.items():
        for variable, valor in servicio.get("environment", {}).items():
            secreto = any(parte in variable for parte in ("PASSWORD", "SECRET", "KEY"))
            assert not secreto or str(valor).startswith("${"), f"{nombre}: {variable}"


def test_las_ordenes_son_las_de_bin_run() -> None:
    assert {nombre: SERVICIOS[nombre]["command"] for nombre in ORDENES} == ORDENES


@pytest.fixture(scope="module")
def servido() -> Iterator[Portal]:
    """web, worker and beat by the commands of docker-compose.yml, on servers where no other worker answers."""
    temporal = tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True)
    with temporal as carpeta, servidores(Path(carpeta)) as pareja:
        entorno = {
            "DATABASE_URL": pareja.postgres.crear_base("compose"),
            "REDIS_URL": pareja.redis.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "VUCE_DEMO": "0",
            "DETRAS_DE_PROXY": "1",
            "SECURE_SSL_REDIRECT": "1",
        }
        ordenes = {nombre: SERVICIOS[nombre]["command"] for nombre in ("web", "worker", "beat")}
        portal = Portal(Path(carpeta), entorno, ordenes=ordenes)
        portal.procesos["web"].listo = None  # plain HTTP is redirected here: the service's own check must do
        portal.poblar()
        with portal:
            yield portal


def salud(portal: Portal, nombre: str) -> bool:
    """Whether the health check of the service passes, run as the engine would: in its folder and environment."""
    clase, *orden = SERVICIOS[nombre]["healthcheck"]["test"]
    orden = [parte.replace("$$", "$") for parte in orden]
    hecho = subprocess.run(
        ["sh", "-c", *orden] if clase == "CMD-SHELL" else orden,
        cwd=portal.procesos[nombre].carpeta,
        env=dict(portal.entorno),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return hecho.returncode == 0


@pytest.mark.parametrize("nombre", ["web", "worker"])
def test_la_orden_declarada_contesta_su_prueba_de_salud_y_muerta_no(servido: Portal, nombre: str) -> None:
    assert esperar(lambda: salud(servido, nombre)), servido.procesos[nombre].cola()
    servido.matar(nombre)
    assert not salud(servido, nombre)
    servido.procesos[nombre].lanzar()
    assert esperar(lambda: salud(servido, nombre)), servido.procesos[nombre].cola()


def test_el_reloj_escribe_su_agenda_y_sin_ella_se_nota(servido: Portal) -> None:
    assert esperar(lambda: salud(servido, "beat")), servido.procesos["beat"].cola()
    servido.matar("beat")
    for archivo in servido.procesos["beat"].carpeta.glob("celerybeat-schedule*"):
        archivo.unlink()
    assert not salud(servido, "beat")
    servido.procesos["beat"].lanzar()
    assert esperar(lambda: salud(servido, "beat")), servido.procesos["beat"].cola()
