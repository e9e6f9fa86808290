"""Public verification (firma, «Public verification»; contingentes, G/W/T 4)."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as SinRedis

from tests.documentos import archivos
from tests.documentos.muestra import html
from vuce.documentos import limite
from vuce.documentos.models import Documento
from vuce.documentos.render import codigo_en_grupos, html_a_pdf
from vuce.documentos.verificacion import EstadoFirma, Firmante, estado_firma, normalizar

Expedir = Callable[..., Documento]
INFORME = {
    "valido": True,
    "firmas": [{"firmante": "MinCIT", "emisor": "CA de prueba", "firmado_en": "2026-03-04T15:30:00-05:00"}],
}


def pagina(documento: Documento, client: Client) -> str:
    respuesta = client.get(f"/verificar/{documento.codigo}/")
    assert respuesta.status_code == 200
    return respuesta.content.decode()


def test_sin_entrar_se_ve_lo_publico_y_nada_mas(expedir: Expedir, client: Client) -> None:
    """CTG-02, G/W/T 4."""
    documento = expedir(firmado=b"%PDF-firmado", informe=INFORME)
    texto = pagina(documento, client)
    caso = documento.tramite
    for visible in (caso.numero, "Vigente", caso.titular.razon_social, "Azúcar crudo", "1.250 t", "MinCIT", "Válida"):
        assert visible in texto
    for reservado in (
        caso.titular.nit,
        caso.titular.identificacion,
        caso.titular.correo,
        caso.asunto,
        documento.archivo.name,
        documento.firmado.name,
        documento.sha256,
        f"/tramites/{caso.pk}/",
        "Ana Gómez",
    ):
        assert reservado not in texto


def test_el_titular_y_los_datos_se_escapan(expedir: Expedir, client: Client) -> None:
    documento = expedir(datos_publicos=[["<script>x</script>", "<img src=x>"]])
    texto = pagina(documento, client)
    assert "<script>x" not in texto
    assert "&lt;img src=x&gt;" in texto


def test_el_anulado_lo_dice(expedir: Expedir, client: Client) -> None:
    documento = expedir()
    Documento.objects.anular(documento.tramite, documento.clase)
    texto = pagina(documento, client)
    assert "Anulado" in texto
    assert "Vigente" not in texto


def test_el_vencido_lo_dice_desde_el_dia_siguiente(expedir: Expedir, client: Client) -> None:
    hoy = timezone.localdate()
    assert "Vigente hasta" in pagina(expedir(vence_el=hoy), client)
    vencido = pagina(expedir(vence_el=hoy - timedelta(days=1)), client)
    assert "Vencido" in vencido
    assert "Vigente" not in vencido


@pytest.mark.parametrize(
    "campos",
    [
        {"publico": False},
        {"estado": "pendiente"},
        {"estado": "error"},
        {"estado": "anulado", "generado_en": None},
    ],
)
def test_lo_privado_y_lo_no_expedido_responden_como_un_codigo_inventado(
    expedir: Expedir, client: Client, campos: dict
) -> None:
    documento = expedir(**campos)
    respuesta = client.get(f"/verificar/{documento.codigo}/")
    inventado = client.get(f"/verificar/{'2' * 24}/")
    assert respuesta.status_code == inventado.status_code == 404
    ficha = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    igual = ficha.sub(b"", respuesta.content).replace(documento.codigo.encode(), b"2" * 24)
    assert igual == ficha.sub(b"", inventado.content)
    assert "Ningún documento tiene ese código" in respuesta.content.decode()


@pytest.mark.parametrize("basura", ["x", "a" * 300, "%00", "ÑÑÑÑ", "<script>", "' OR 1=1 --"])
def test_un_codigo_imposible_es_un_404_claro(db: None, client: Client, basura: str) -> None:
    assert client.get(f"/verificar/{basura}/").status_code == 404


@pytest.mark.parametrize("escribir", [str, str.lower, codigo_en_grupos, lambda c: "  " + " ".join(c) + " "])
def test_el_codigo_se_escribe_como_salga(expedir: Expedir, client: Client, escribir: Callable[[str], str]) -> None:
    documento = expedir()
    respuesta = client.post("/verificar/", {"codigo": escribir(documento.codigo)})
    assert (respuesta.status_code, respuesta["Location"]) == (302, f"/verificar/{documento.codigo}/")


@pytest.mark.parametrize("mal", ["", "ABC", "O" * 24, "\0" * 24])
def test_el_codigo_mal_escrito_conserva_lo_escrito(db: None, client: Client, mal: str) -> None:
    respuesta = client.post("/verificar/", {"codigo": mal})
    assert respuesta.status_code == 200
    assert respuesta.context["form_codigo"].errors


def test_normalizar_acepta_guiones_tipograficos() -> None:
    assert normalizar("abcd–efgh—jkmn‑pqrs tvwx-yz23") == "ABCDEFGHJKMNPQRSTVWXYZ23"


def soltar(client: Client, contenido: bytes):
    return client.post("/verificar/", {"archivo": archivos.subido("documento.pdf", contenido)})


def test_el_archivo_expedido_se_reconoce(expedir: Expedir, client: Client) -> None:
    documento = expedir()
    respuesta = soltar(client, documento.leer())
    assert respuesta.context["documento"] == documento
    assert "idéntico al que expidió el portal" in respuesta.content.decode()


def test_el_firmado_se_reconoce_y_el_sin_firmar_se_distingue(expedir: Expedir, client: Client) -> None:
    documento = expedir(firmado=archivos.pdf(paginas=2), informe=INFORME)
    assert "idéntico" in soltar(client, documento.leer()).content.decode()
    assert "antes de la firma" in soltar(client, documento.leer(original=True)).content.decode()


def test_el_archivo_alterado_se_reconoce_por_el_codigo_que_lleva(expedir: Expedir, client: Client) -> None:
    import pikepdf

    documento = expedir()
    contenido = html_a_pdf(html(codigo=documento.codigo))
    Documento.objects.filter(pk=documento.pk).update(publico=True)
    with pikepdf.open(io.BytesIO(contenido)) as otro:
        otro.add_blank_page()
        del otro.docinfo["/Keywords"]
        del otro.Root.Metadata
        alterado = io.BytesIO()
        otro.save(alterado)
    texto = soltar(client, alterado.getvalue()).content.decode()
    assert "El archivo fue alterado" in texto
    assert documento.tramite.numero in texto


@pytest.mark.parametrize("ajeno", [archivos.pdf, lambda: b"no soy un PDF", archivos.bomba_de_objetos])
def test_el_archivo_ajeno_no_fue_expedido(expedir: Expedir, client: Client, ajeno: Callable[[], bytes]) -> None:
    expedir(contenido=archivos.pdf(paginas=3))
    respuesta = soltar(client, ajeno())
    assert respuesta.status_code == 200
    assert "no fue expedido por el portal" in respuesta.content.decode()


def test_el_archivo_de_un_documento_privado_no_se_reconoce(expedir: Expedir, client: Client) -> None:
    documento = expedir(publico=False)
    assert "no fue expedido por el portal" in soltar(client, documento.leer()).content.decode()


def test_verificar_no_guarda_nada(expedir: Expedir, client: Client, django_assert_num_queries) -> None:
    documento = expedir()
    with django_assert_num_queries(1):
        client.get(f"/verificar/{documento.codigo}/")


def test_demasiadas_consultas(db: None, client: Client) -> None:
    for _i in range(limite.MAXIMO):
        assert client.get(f"/verificar/{'2' * 24}/").status_code == 404
    respuesta = client.get(f"/verificar/{'2' * 24}/")
    assert (respuesta.status_code, respuesta["Retry-After"]) == (429, "60")
    assert "Demasiadas consultas" in respuesta.content.decode()
    assert client.get(f"/verificar/{'2' * 24}/", REMOTE_ADDR="10.0.0.9").status_code == 404


def test_sin_cache_se_sigue_verificando(expedir: Expedir, client: Client) -> None:
    documento = expedir()
    with mock.patch.object(cache, "add", side_effect=SinRedis("caído")):
        pagina(documento, client)


@pytest.mark.parametrize(
    ("firmado", "informe", "estado"),
    [
        ("", {}, EstadoFirma(None, [])),
        ("x", INFORME, EstadoFirma(True, [Firmante("MinCIT", "CA de prueba", "2026-03-04T15:30:00-05:00")])),
        ("x", {"valido": False, "firmas": []}, EstadoFirma(False, [])),
        ("x", {"valido": "sí"}, EstadoFirma(False, [])),
        ("x", {}, EstadoFirma(False, [])),
        ("x", ["raro"], EstadoFirma(False, [])),
        ("x", {"valido": True, "firmas": ["raro", {"firmante": None}]}, EstadoFirma(True, [Firmante("", "", "")])),
    ],
)
def test_estado_firma_solo_vale_si_el_informe_lo_dice(firmado: str, informe, estado: EstadoFirma) -> None:
    assert estado_firma(Documento(firmado=firmado, informe=informe)) == estado
