"""The transitions in the browser: what each asks, what it refuses, what the other side then sees (FIR-01, FIR-02)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.ayudas.casos import firmar_por_fuera, llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.documentos.archivos import pdf, subido
from usuarios.demo import PERSONAS
from vuce.documentos.models import Documento
from vuce.firma.errores import FirmaImposible
from vuce.notificaciones.models import Aviso
from vuce.tramites.estados import Estado
from vuce.tramites.models import Tramite
from vuce.tramites.papeles import INTENTOS, generar_documento


def url(caso: Tramite, accion: str) -> str:
    return f"/tramites/{caso.pk}/acciones/{accion}/"


def estado(caso: Tramite) -> str:
    return Tramite.objects.get(pk=caso.pk).estado


def errores(respuesta: Any) -> list[str]:
    return [mensaje for mensajes in respuesta.context["form"].errors.values() for mensaje in mensajes]


def hacer(actor: Actor, caso: Tramite, accion: str, **datos: Any) -> Any:
    version = Tramite.objects.get(pk=caso.pk).version
    return actor.navegador.post(url(caso, accion), {"version": version, **datos})


@pytest.fixture
def caso(ana: Actor) -> Any:
    return permiso_de_juguete(ana)


@pytest.fixture
def por_firmar(caso: Any, ana: Actor, confianza: Path) -> Any:
    """With its document made, as the worker makes it."""
    assert hacer(ana, caso, "generar_documento").status_code == 302
    generar_documento(caso.documentos.get().pk)
    return caso


@pytest.fixture
def en_estudio(caso: Any) -> Any:
    return llevar_a(caso, Estado.EN_ESTUDIO)


def firmado(contenido: bytes, confianza: Path, codigo: str = "ana") -> Any:
    documento = next(p.documento for p in PERSONAS if p.codigo == codigo)
    return subido("firmado.pdf", firmar_por_fuera(contenido, confianza / f"persona-{documento}.p12"))


def test_de_la_solicitud_al_acto_firmado(
    por_firmar: Any, ana: Actor, elena: Actor, ivan: Actor, confianza: Path
) -> None:
    respuesta = hacer(
        ana, por_firmar, "enviar", documento_firmado=firmado(por_firmar.documentos.get().leer(), confianza)
    )
    assert (respuesta.status_code, estado(por_firmar)) == (302, Estado.ENVIADA)
    radicado = por_firmar.documentos.get(clase="radicado")
    assert radicado.informe["valido"] is True
    assert radicado.leer() != radicado.leer(original=True)
    assert hacer(elena, por_firmar, "tomar").status_code == 302
    assert Tramite.objects.get(pk=por_firmar.pk).asignado_a == elena.usuario
    assert hacer(ivan, por_firmar, "aprobar", cantidad="4,5").status_code == 302
    assert estado(por_firmar) == Estado.APROBADA
    acto = por_firmar.documentos.get(clase="acto")
    assert acto.estado == Documento.Estado.PENDIENTE
    generar_documento(acto.pk)
    acto.refresh_from_db()
    assert (acto.estado, acto.firma, acto.informe["valido"]) == ("listo", "entidad", True)
    ficha = ana.navegador.get(f"/tramites/{por_firmar.pk}/").content.decode()
    assert f"/tramites/{por_firmar.pk}/documentos/{acto.pk}/" in ficha
    descarga = ana.navegador.get(f"/tramites/{por_firmar.pk}/documentos/{acto.pk}/")
    assert b"".join(descarga) == acto.leer()
    assert [a["accion"] for a in por_firmar.actuaciones.order_by("orden").values("accion")] == [
        *("crear", "generar_documento", "enviar", "tomar", "aprobar")
    ]


def test_el_documento_firmado_pasa_por_el_antivirus(
    por_firmar: Any, ana: Actor, confianza: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CLAMD_URL", "tcp://127.0.0.1:1")
    bueno = firmado(por_firmar.documentos.get().leer(), confianza)
    respuesta = hacer(ana, por_firmar, "enviar", documento_firmado=bueno)
    assert "No se pudo revisar el archivo «firmado.pdf»" in errores(respuesta)[0]
    assert estado(por_firmar) == Estado.POR_FIRMAR


def test_sin_documento_listo_no_se_envia(caso: Any, ana: Actor, confianza: Path) -> None:
    hacer(ana, caso, "generar_documento")
    respuesta = hacer(ana, caso, "enviar", documento_firmado=subido("f.pdf", pdf()))
    assert respuesta.status_code == 422
    assert errores(respuesta) == ["El documento aún se está preparando. Espere unos segundos y repita."]


@pytest.mark.parametrize(
    ("documento", "mensaje"),
    [
        ("ninguno", "Complete este campo."),
        ("sin firma", "El documento no tiene ninguna firma digital."),
        ("otro", "El documento firmado no corresponde al radicado {numero}. La página 1 fue modificada."),
        (
            "de carla",
            "El certificado es de Carla Suárez Mejía, que no puede firmar este documento; "
            "deben firmar: Ana Gómez Restrepo.",
        ),
        ("no es PDF", "El archivo no es un PDF."),
    ],
)
def test_un_documento_que_no_es_se_rechaza_con_su_mensaje(
    por_firmar: Any, ana: Actor, confianza: Path, documento: str, mensaje: str
) -> None:
    original = por_firmar.documentos.get().leer()
    archivo = {
        "ninguno": None,
        "sin firma": subido("f.pdf", original),
        "otro": firmado(pdf(), confianza),
        "de carla": firmado(original, confianza, "carla"),
        "no es PDF": subido("f.pdf", b"no soy un PDF"),
    }[documento]
    respuesta = hacer(ana, por_firmar, "enviar", **({"documento_firmado": archivo} if archivo else {}))
    assert respuesta.status_code == 422
    assert respuesta.context["form"].errors["documento_firmado"] == [mensaje.format(numero=por_firmar.numero)]
    assert estado(por_firmar) == Estado.POR_FIRMAR
    assert not por_firmar.documentos.get().firmado


def test_con_una_version_vieja_responde_409(caso: Any, ana: Actor) -> None:
    respuesta = ana.navegador.post(url(caso, "generar_documento"), {"version": caso.version - 1})
    assert respuesta.status_code == 409
    assert "Otra persona cambió este trámite mientras usted lo veía." in respuesta.content.decode()
    assert estado(caso) == Estado.CREADA


def test_el_doble_clic_hace_un_solo_acto(caso: Any, ana: Actor) -> None:
    dos = [ana.navegador.post(url(caso, "generar_documento"), {"version": caso.version}) for _vez in (1, 2)]
    assert [r.status_code for r in dos] == [302, 409]
    assert "«Generar documento» no es posible: el trámite está en «Por firmar»." in dos[1].content.decode()
    assert caso.actuaciones.filter(accion="generar_documento").count() == 1
    assert caso.documentos.count() == 1


def test_las_observaciones_llegan_al_solicitante_por_campo(en_estudio: Any, ana: Actor, elena: Actor) -> None:
    vacia = hacer(elena, en_estudio, "devolver")
    assert vacia.status_code == 422
    assert errores(vacia) == ["Escriba al menos una observación para que el solicitante sepa qué corregir."]
    hacer(elena, en_estudio, "devolver", general="Falta claridad.", campo_producto="¿Cuál <trompo>?")
    assert estado(en_estudio) == Estado.DEVUELTA
    assert [(o.campo, o.texto) for o in en_estudio.observaciones.order_by("pk")] == [
        ("", "Falta claridad."),
        ("producto", "¿Cuál <trompo>?"),
    ]
    ficha = ana.navegador.get(f"/tramites/{en_estudio.pk}/")
    assert ficha.context["observaciones"] == [("", "Falta claridad."), ("Producto", "¿Cuál <trompo>?")]
    assert "¿Cuál &lt;trompo&gt;?" in ficha.content.decode()
    aviso = Aviso.objects.get(usuario=ana.usuario)
    assert aviso.asunto == f"{en_estudio.numero}: Devuelta con observaciones"


@pytest.mark.parametrize(("accion", "codigo"), [("negar", "ivan"), ("desistir", "ana")])
def test_terminar_pide_el_motivo(en_estudio: Any, elenco: dict[str, Actor], accion: str, codigo: str) -> None:
    for motivo in ("", "   "):
        respuesta = hacer(elenco[codigo], en_estudio, accion, motivo=motivo)
        assert respuesta.status_code == 422
        assert respuesta.context["form"].errors["motivo"] == ["Complete este campo."]
    assert estado(en_estudio) == Estado.EN_ESTUDIO
    hacer(elenco[codigo], en_estudio, accion, motivo="Ya no hace falta.")
    assert estado(en_estudio) == {"negar": Estado.NEGADA, "desistir": Estado.DESISTIDA}[accion]
    assert "Ya no hace falta." in elenco["ana"].navegador.get(f"/tramites/{en_estudio.pk}/").content.decode()


def test_eliminar_anula_el_documento_y_conserva_el_numero(por_firmar: Any, ana: Actor) -> None:
    assert hacer(ana, por_firmar, "eliminar").status_code == 302
    assert estado(por_firmar) == Estado.ELIMINADA
    assert por_firmar.documentos.get().estado == Documento.Estado.ANULADO
    assert int(permiso_de_juguete(ana).numero[-6:]) == int(por_firmar.numero[-6:]) + 1


@pytest.mark.parametrize(
    ("codigo", "accion", "http"),
    [
        ("elena", "aprobar", 403),
        ("elena", "negar", 403),
        ("elena", "devolver", 200),
        ("ivan", "aprobar", 200),
        ("ivan", "devolver", 200),
        ("gloria", "devolver", 403),
        ("ana", "aprobar", 403),
        ("oscar", "aprobar", 404),
        ("elena", "no_existe", 404),
    ],
)
def test_evaluar_no_es_aprobar(en_estudio: Any, elenco: dict[str, Actor], codigo: str, accion: str, http: int) -> None:
    assert elenco[codigo].navegador.get(url(en_estudio, accion)).status_code == http
    if http != 200:
        assert hacer(elenco[codigo], en_estudio, accion, motivo="x", cantidad="1").status_code == http
        assert estado(en_estudio) == Estado.EN_ESTUDIO


def test_sin_clave_de_la_entidad_nada_se_expide(
    en_estudio: Any, ana: Actor, ivan: Actor, carla: Actor, confianza: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """portal E-4: signing fails closed, and the failure is a state with «Reintentar», never a line of a log."""
    hacer(ivan, en_estudio, "aprobar", cantidad="4")
    acto = en_estudio.documentos.get(clase="acto")
    claves = settings.FIRMA_P12
    monkeypatch.setattr(settings, "FIRMA_P12", {})
    for intento in range(INTENTOS):
        acto.refresh_from_db()
        assert (acto.estado, acto.intentos) == (Documento.Estado.PENDIENTE, intento)
        with pytest.raises(FirmaImposible):
            generar_documento(acto.pk)
    acto.refresh_from_db()
    assert (acto.estado, acto.archivo.name, acto.firmado.name) == (Documento.Estado.ERROR, "", "")
    assert acto.ultimo_error.startswith("FirmaImposible: La entidad «mincit» no tiene certificado de firma.")
    generar_documento(acto.pk)  # a late message finds nothing to do
    ficha = ana.navegador.get(f"/tramites/{en_estudio.pk}/").content.decode()
    reintentar = f"/tramites/{en_estudio.pk}/documentos/{acto.pk}/reintentar/"
    assert "Reintentar" in ficha
    assert reintentar in ficha
    assert ana.navegador.get(f"/tramites/{en_estudio.pk}/documentos/{acto.pk}/").status_code == 404
    assert carla.navegador.post(reintentar).status_code == 404
    monkeypatch.setattr(settings, "FIRMA_P12", claves)
    assert ana.navegador.post(reintentar).url == f"/tramites/{en_estudio.pk}/"
    acto.refresh_from_db()
    assert (acto.estado, acto.intentos) == (Documento.Estado.PENDIENTE, 0)
    generar_documento(acto.pk)
    acto.refresh_from_db()
    assert (acto.estado, acto.ultimo_error) == (Documento.Estado.LISTO, "")


def test_reintentar_lo_que_no_fallo_no_hace_nada(por_firmar: Any, ana: Actor) -> None:
    documento = por_firmar.documentos.get()
    ana.navegador.post(f"/tramites/{por_firmar.pk}/documentos/{documento.pk}/reintentar/")
    documento.refresh_from_db()
    assert documento.estado == Documento.Estado.LISTO
