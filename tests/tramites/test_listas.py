"""Lists of any length cost the same: SQL statements counted with 3 and with 30 rows, keyset pages, exports."""

import csv
import io
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.models import Empresa
from vuce.documentos.models import Documento
from vuce.notificaciones.avisos import avisar
from vuce.tramites.models import Borrador, Tramite

TOPE_DE_LISTA = 12


def consultas(actor: Actor, url: str) -> int:
    navegador = actor.navegador
    with CaptureQueriesContext(connection) as contexto:
        respuesta = navegador.get(url)
        assert respuesta.status_code == 200, url
        if respuesta.streaming:
            b"".join(respuesta.streaming_content)
    return len(contexto)


def radicados(ana: Actor, cuantos: int) -> None:
    for n in range(cuantos):
        permiso_de_juguete(ana, producto=f"trompo {n}")


def enviados(ana: Actor, cuantos: int) -> None:
    for n in range(cuantos):
        llevar_a(permiso_de_juguete(ana, producto=f"trompo {n}"), "enviada")


def borradores(ana: Actor, cuantos: int) -> None:
    Borrador.objects.bulk_create(
        Borrador(usuario=ana.usuario, titular=ana.quien.titular, modulo="juguete", procedimiento="juguete.permiso")
        for _n in range(cuantos)
    )


def avisos(ana: Actor, cuantos: int) -> None:
    for n in range(cuantos):
        avisar(asunto=f"aviso {n}", cuerpo="texto", usuarios=[ana.usuario])


PAGINAS: dict[str, tuple[str, str, Callable[[Actor, int], None]]] = {
    "mis solicitudes": ("ana", "/tramites/", radicados),
    "mis solicitudes por plazo": ("ana", "/tramites/?orden=plazo", radicados),
    "mis solicitudes buscadas": ("ana", "/tramites/?q=trompo&fase=en_usuario", radicados),
    "mis borradores": ("ana", "/tramites/", borradores),
    "bandeja": ("elena", "/tramites/", enviados),
    "bandeja buscada": ("elena", "/tramites/?q=ingenio&procedimiento=juguete.permiso", enviados),
    "inicio del solicitante": ("ana", "/", radicados),
    "inicio del evaluador": ("elena", "/", enviados),
    "buzón": ("ana", "/buzon/", avisos),
}


@pytest.mark.parametrize("pagina", PAGINAS)
def test_las_mismas_consultas_con_3_y_con_30_filas(pagina: str, elenco: dict[str, Actor]) -> None:
    codigo, url, llenar = PAGINAS[pagina]
    llenar(elenco["ana"], 3)
    con_3 = consultas(elenco[codigo], url)
    llenar(elenco["ana"], 27)
    assert consultas(elenco[codigo], url) == con_3
    assert con_3 <= TOPE_DE_LISTA


@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_exportar_no_pregunta_por_fila(formato: str, ana: Actor, elena: Actor) -> None:
    enviados(ana, 3)
    con_3 = consultas(elena, f"/tramites/exportar/{formato}/")
    enviados(ana, 27)
    assert consultas(elena, f"/tramites/exportar/{formato}/") == con_3


def test_la_ficha_no_pregunta_por_linea_ni_por_documento(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)

    def crecer(cuantos: int) -> None:
        for n in range(cuantos):
            llevar_a(Tramite.objects.get(pk=caso.pk), "enviada" if n % 2 else "en_estudio")
            Documento.objects.create(
                tramite_id=caso.pk, clase="radicado", titulo="Radicado", estado="anulado", anulado_en=timezone.now()
            )

    crecer(2)
    con_3 = consultas(ana, f"/tramites/{caso.pk}/")
    crecer(27)
    assert consultas(ana, f"/tramites/{caso.pk}/") == con_3


def recorrer(actor: Actor, url: str, hacia: str) -> list[list[str]]:
    """Numbers on each page from `url` on, by the links «siguiente» or «anterior»."""
    paginas = []
    while url:
        contexto = actor.navegador.get(url).context
        paginas.append([fila["numero"] for fila in contexto["filas"]])
        ultima, url = url, getattr(contexto["pagina"], f"{hacia}_url")
    return [*paginas, [ultima]]


@pytest.mark.parametrize("orden", ["recientes", "plazo"])
def test_las_paginas_ni_pierden_ni_repiten(orden: str, ana: Actor) -> None:
    radicados(ana, 60)
    if orden == "plazo":  # many that expire at one instant
        Tramite.objects.update(vence_en=timezone.now())
    esperados = list(
        Tramite.objects.order_by(*(["vence_en", "id"] if orden == "plazo" else ["-creado_en", "-id"])).values_list(
            "numero", flat=True
        )
    )
    *ida, (ultima,) = recorrer(ana, f"/tramites/?orden={orden}", "siguiente")
    assert list(chain(*ida)) == esperados
    assert [len(pagina) for pagina in ida] == [25, 25, 10]
    *vuelta, _primera = recorrer(ana, ultima, "anterior")
    assert list(chain(*vuelta[::-1])) == esperados


@pytest.mark.parametrize("cursor", ["x", "cD1ub2VzdW5hZmVjaGE=", "cD0lMDA=", "bz05OTk5OTk5OTk5"])
def test_un_cursor_que_nada_dice_muestra_la_primera_pagina(cursor: str, ana: Actor) -> None:
    radicados(ana, 1)
    respuesta = ana.navegador.get("/tramites/", {"pagina": cursor})
    assert respuesta.status_code == 200


@pytest.mark.parametrize(
    ("texto", "hallados"),
    [
        ("900.123.456-8", 1),
        ("900123456", 1),
        ("ingenio VALLE", 1),
        ("ingen", 1),
        ("curtiembres", 0),
        ("trompo", 1),
        ("jug-", 1),
        ("'; -- & | ! :*", 0),
    ],
)
def test_la_bandeja_busca_por_nit_razon_social_radicado_y_asunto(
    texto: str, hallados: int, ana: Actor, elena: Actor
) -> None:
    enviados(ana, 1)
    assert len(elena.navegador.get("/tramites/", {"q": texto}).context["filas"]) == hallados


def test_la_bandeja_no_muestra_lo_que_no_se_ha_enviado(ana: Actor, elena: Actor) -> None:
    radicados(ana, 1)
    assert elena.navegador.get("/tramites/").context["filas"] == []


def test_las_fechas_del_filtro_son_dias_de_colombia(ana: Actor) -> None:
    """A case of 20:00 in Bogotá is of that day, though in UTC it is already the next."""
    radicados(ana, 1)
    Tramite.objects.update(creado_en="2026-03-05T20:00:00-05:00")
    for consulta, hallados in {
        "desde=2026-03-05&hasta=2026-03-05": 1,
        "desde=2026-03-06": 0,
        "hasta=2026-03-04": 0,
    }.items():
        assert len(ana.navegador.get(f"/tramites/?{consulta}").context["filas"]) == hallados, consulta


FORMULA = "=HYPERLINK(0)"


def hojas(actor: Actor) -> dict[str, list[list[Any]]]:
    from openpyxl import load_workbook

    crudo = b"".join(actor.navegador.get("/tramites/exportar/csv/").streaming_content).decode("utf-8-sig")
    libro = load_workbook(io.BytesIO(actor.navegador.get("/tramites/exportar/xlsx/").content))
    return {
        "csv": list(csv.reader(io.StringIO(crudo))),
        "xlsx": [[celda.value for celda in fila] for fila in libro.active.iter_rows()],
    }


def test_los_archivos_traen_lo_mismo_que_la_lista(ana: Actor) -> None:
    radicados(ana, 30)
    for filas in hojas(ana).values():
        assert filas[0][:4] == ["Radicado", "Procedimiento", "NIT", "Titular"]
        assert [fila[0] for fila in filas[1:]] == list(Tramite.objects.values_list("numero", flat=True))
        assert filas[1][2] == "900.123.456-8"


def test_ninguna_hoja_de_calculo_ejecuta_lo_que_escribio_un_usuario(ana: Actor) -> None:
    """OWASP «CSV injection»: the text of a company's name or of a subject stays text."""
    radicados(ana, 1)
    Empresa.objects.filter(pk=ana.quien.titular.pk).update(razon_social=FORMULA)
    for inicio in "=+-@\t\r":
        Tramite.objects.update(asunto=f"{inicio}1+1")
        for filas in hojas(ana).values():
            assert filas[1][3] == f"'{FORMULA}"
            assert filas[1][4].startswith("'")
