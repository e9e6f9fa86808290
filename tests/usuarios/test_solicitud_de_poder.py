"""USR-06: a mandate is presented with its signed PDF, evaluated, and from then on opens and closes by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.usuarios.fabricas_poder import datos_de_poder, poder_firmado, poderdante, presentar, secundario
from usuarios.models import Empresa, Poder
from usuarios.poderes.fin import avisar_proximos, revocar, vencer_pasados
from vuce.comun.rechazo import Rechazo
from vuce.notificaciones.models import Aviso
from vuce.tramites.models import Borrador
from vuce.tramites.reglas import ReglaIncumplida
from vuce.tramites.transiciones import ejecutar


def borrador_de_poder(beto: Actor) -> Borrador:
    return Borrador.objects.create(
        usuario=beto.usuario, titular=beto.usuario.empresa, modulo="usuarios", procedimiento="usuarios.poder"
    )


def enviar(beto: Actor, archivo: Any, titular: Empresa) -> Any:
    fila = borrador_de_poder(beto)
    datos = dict(datos_de_poder(titular).lists())
    return beto.navegador.post(f"/tramites/borradores/{fila.pk}/", datos | {"adjunto_poder": archivo})


def errores(respuesta: Any) -> list[str]:
    formularios = (respuesta.context["form"], respuesta.context["entradas"])
    return [mensaje for f in formularios for mensajes in f.errors.values() for mensaje in mensajes]


def aprobado(beto: Actor, nora: Actor, titular: Empresa | None = None, **cambios: Any) -> Any:
    caso = presentar(beto, titular, **cambios)
    ejecutar(caso.pk, "tomar", nora.quien)
    return ejecutar(caso.pk, "aprobar", nora.quien)


@pytest.fixture
def nora(elenco: dict[str, Actor]) -> Actor:
    return elenco["nora"]


def test_con_la_firma_del_representante_legal_se_radica(ana: Actor, beto: Actor, confianza: Path) -> None:
    p12 = confianza / f"persona-{ana.usuario.documento}.p12"
    respuesta = enviar(beto, poder_firmado(p12), ana.usuario.empresa)
    assert respuesta.status_code == 302, errores(respuesta)
    caso = Poder._meta.get_field("solicitud").related_model.objects.get()
    assert (caso.estado, caso.poderdante, caso.titular) == ("radicada", ana.usuario.empresa, beto.usuario.empresa)
    assert caso.informe["valido"]
    assert caso.informe["firmas"][0]["firmante"] == "Ana Gómez Restrepo"
    assert "Ana Gómez Restrepo" in beto.navegador.get(f"/tramites/{caso.pk}/").content.decode()


@pytest.mark.parametrize(
    ("quien_firma", "mensaje"),
    [("", "El documento no tiene ninguna firma digital."), ("carla", "que no puede firmar este documento")],
)
def test_sin_su_firma_se_dice_por_que_no(
    elenco: dict[str, Actor], confianza: Path, quien_firma: str, mensaje: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.documentos.archivos import pdf

    archivo = SimpleUploadedFile("poder.pdf", pdf(), "application/pdf")
    if quien_firma:
        archivo = poder_firmado(confianza / f"persona-{elenco[quien_firma].usuario.documento}.p12")
    respuesta = enviar(elenco["beto"], archivo, elenco["ana"].usuario.empresa)
    assert respuesta.status_code == 422
    assert any(mensaje in error for error in errores(respuesta)), errores(respuesta)


def test_el_titular_sin_representante_registrado_no_puede_firmar(beto: Actor, ana: Actor, confianza: Path) -> None:
    p12 = confianza / f"persona-{ana.usuario.documento}.p12"
    respuesta = enviar(beto, poder_firmado(p12), poderdante())
    assert any("no tiene registrado un representante legal" in error for error in errores(respuesta))


@pytest.mark.parametrize(
    ("cambios", "codigo"),
    [
        ({"nit": "900765432"}, "USR-06.a"),
        ({"calidad": "agencia"}, "USR-06.b"),
        ({"desde": "2020-01-01", "hasta": "2020-02-01"}, "USR-06.c"),
    ],
)
def test_lo_que_no_puede_ser(beto: Actor, cambios: dict[str, str], codigo: str) -> None:
    Empresa.objects.filter(pk=beto.usuario.empresa_id).update(agencia_aduanas=False)
    beto.quien.titular.refresh_from_db()
    with pytest.raises(ReglaIncumplida) as rechazo:
        presentar(beto, **cambios)
    assert [falta.codigo for falta in rechazo.value.faltas] == [codigo]


def test_aprobado_abre_y_se_avisa_a_las_dos(beto: Actor, nora: Actor, ana: Actor) -> None:
    Poder.objects.all().delete()
    caso = aprobado(beto, nora, ana.usuario.empresa, modulos=["juguete"])
    poder = Poder.objects.get()
    assert (poder.solicitud_id, poder.titular, poder.apoderada) == (caso.pk, ana.usuario.empresa, beto.usuario.empresa)
    assert beto.por(poder.titular).quien.poderes == (poder,)
    asunto = f"Poder aprobado: {poder}"
    assert set(Aviso.objects.filter(asunto=asunto[:200]).values_list("usuario__codigo", flat=True)) >= {"ana", "beto"}


@pytest.mark.parametrize("modulos", [["usuarios"], ["contingentes", "usuarios"]])
def test_ningun_poder_cubre_las_cuentas(beto: Actor, modulos: list[str]) -> None:
    with pytest.raises(AssertionError, match="no es una de las opciones"):
        presentar(beto, modulos=modulos)


def test_revocar_el_titular_obra_en_la_peticion_siguiente(beto: Actor, nora: Actor, ana: Actor) -> None:
    """And over the API; the case tells it, and a second time there is nothing to revoke."""
    Poder.objects.all().delete()
    solicitud = aprobado(beto, nora, ana.usuario.empresa, modulos=["juguete"])
    caso = permiso_de_juguete(ana)
    navegador = beto.por(ana.usuario.empresa).navegador
    rutas = (f"/tramites/{caso.pk}/", f"/api/v1/juguete/permiso/{caso.pk}/")
    assert [navegador.get(ruta).status_code for ruta in rutas] == [200, 200]
    revocar(Poder.objects.get(), ana.usuario, "Cambio de agencia")
    assert [navegador.get(ruta).status_code for ruta in rutas] == [404, 404]
    linea = solicitud.actuaciones.get(accion="revocar_por_titular")
    assert (linea.hasta, linea.datos) == ("revocada", {"usuario": ana.usuario.pk, "motivo": "Cambio de agencia"})
    assert Poder.objects.get().revocado_por == ana.usuario
    with pytest.raises(Rechazo):
        revocar(Poder.objects.get(), ana.usuario, "Otra vez")


def test_la_pagina_de_revocar_pide_motivo_y_es_solo_del_titular(beto: Actor, ana: Actor, carla: Actor) -> None:
    url = f"/usuarios/poderes/{Poder.objects.get().pk}/revocar/"
    for otro in (beto, carla):
        assert otro.navegador.get(url).status_code == 404
        assert otro.navegador.post(url, {"motivo": "x"}).status_code == 404
    assert Poder.objects.get().revocado_en is None
    assert ana.navegador.post(url, {"motivo": ""}).status_code in {302, 422}


def test_los_borradores_abiertos_pasan_al_titular(beto: Actor, ana: Actor) -> None:
    poder = Poder.objects.get()
    base = {"usuario": beto.usuario, "titular": poder.titular, "procedimiento": "contingentes.cupo"}
    suyo = Borrador.objects.create(**base, modulo="contingentes")
    de_otro_modulo = Borrador.objects.create(**base, modulo="juguete")
    revocar(poder, ana.usuario, "Terminó el contrato")
    duenos = Borrador.objects.in_bulk([suyo.pk, de_otro_modulo.pk])
    assert (duenos[suyo.pk].usuario, duenos[de_otro_modulo.pk].usuario) == (ana.usuario, beto.usuario)
    assert "Borradores que pasan al titular: 1" in Aviso.objects.filter(usuario=ana.usuario).latest("id").cuerpo


def test_sin_principal_activo_los_borradores_pasan_a_quien_opera(beto: Actor, ana: Actor) -> None:
    """USR-06: they never stay with the intermediary."""
    poder = Poder.objects.get()
    opera = secundario(ana, modulos=("contingentes",)).usuario
    type(ana.usuario).objects.filter(pk=ana.usuario.pk).update(situacion="vencido")
    fila = Borrador.objects.create(
        usuario=beto.usuario, titular=poder.titular, procedimiento="contingentes.cupo", modulo="contingentes"
    )
    revocar(poder, None, "Terminó el contrato")
    fila.refresh_from_db()
    assert fila.usuario == opera


def test_no_hay_poder_de_una_empresa_cancelada(beto: Actor, nora: Actor, ana: Actor) -> None:
    """USR-06: neither presented nor approved."""
    caso = presentar(beto, ana.usuario.empresa)
    ejecutar(caso.pk, "tomar", nora.quien)
    Empresa.objects.filter(pk=ana.usuario.empresa_id).update(situacion="cancelada")
    with pytest.raises(ReglaIncumplida, match="no está activa en la VUCE"):
        ejecutar(caso.pk, "aprobar", nora.quien)
    with pytest.raises(AssertionError, match="No hay una empresa con cuenta activa"):
        presentar(beto, ana.usuario.empresa)


def test_lo_que_otro_poder_cubre_se_queda_con_el_intermediario(beto: Actor, ana: Actor) -> None:
    poder = Poder.objects.get()
    hoy = timezone.localdate()
    Poder.objects.create(
        titular=poder.titular, apoderada=poder.apoderada, modulos=["contingentes"], desde=hoy, hasta=hoy,
        aprobado_en=timezone.now(),
    )  # fmt: skip
    fila = Borrador.objects.create(
        usuario=beto.usuario, titular=poder.titular, procedimiento="contingentes.cupo", modulo="contingentes"
    )
    revocar(poder, ana.usuario, "Por duplicado")
    fila.refresh_from_db()
    assert fila.usuario == beto.usuario


def test_el_que_vencio_anoche_se_tramita_una_vez(beto: Actor, nora: Actor, ana: Actor) -> None:
    caso = aprobado(beto, nora, ana.usuario.empresa)
    poder = Poder.objects.get(solicitud=caso.pk)
    Poder.objects.exclude(pk=poder.pk).delete()
    fila = Borrador.objects.create(
        usuario=beto.usuario, titular=poder.titular, procedimiento="contingentes.cupo", modulo="contingentes"
    )
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        vencer_pasados()
        vencer_pasados()
    caso.refresh_from_db()
    fila.refresh_from_db()
    assert (caso.estado, fila.usuario) == ("vencida", ana.usuario)
    assert caso.actuaciones.filter(accion="vencer").count() == 1


def test_se_avisa_antes_de_vencer_una_vez_por_cercania(beto: Actor, ana: Actor) -> None:
    hasta = timezone.localdate() + timedelta(days=10)
    Poder.objects.update(hasta=hasta)
    mail.outbox.clear()
    avisar_proximos()
    avisar_proximos()
    suyos = Aviso.objects.filter(usuario=beto.usuario, asunto__startswith="El poder vence el")
    assert suyos.count() == 1
    Poder.objects.update(hasta=timezone.localdate() + timedelta(days=4))
    avisar_proximos()
    assert suyos.count() == 2


def test_la_entidad_revoca_desde_el_tramite(beto: Actor, nora: Actor, ana: Actor) -> None:
    caso = aprobado(beto, nora, ana.usuario.empresa)
    ejecutar(caso.pk, "revocar", nora.quien, datos={"motivo": "Documento falso"})
    assert Poder.objects.get(solicitud=caso.pk).revocado_por == nora.usuario


def test_vencido_anoche_el_envio_se_rechaza_y_nada_cambia(beto: Actor, ana: Actor) -> None:
    """usuarios, Given/When/Then 6."""
    Poder.objects.update(modulos=["juguete"])
    poder = Poder.objects.get()
    navegador = beto.por(poder.titular).navegador
    fila = Borrador.objects.create(
        usuario=beto.usuario,
        titular=poder.titular,
        procedimiento="juguete.permiso",
        modulo="juguete",
        datos={"a": ["b"]},
    )
    ayer = timezone.localdate() - timedelta(days=1)
    Poder.objects.update(desde=ayer, hasta=ayer)
    url = f"/tramites/borradores/{fila.pk}/"
    bueno = {"producto": "trompo", "cantidad": "1", "lineas-0-nombre": "rueda"}
    bueno |= {"lineas-TOTAL_FORMS": "1", "lineas-INITIAL_FORMS": "0"}
    assert navegador.post(url, bueno).status_code == 404
    fila.refresh_from_db()
    assert (fila.datos, fila.usuario) == ({"a": ["b"]}, beto.usuario)
    assert ana.usuario.empresa.tramites.count() == 0
    Poder.objects.update(hasta=timezone.localdate())
    assert navegador.post(url, bueno).status_code == 302  # the control: with the mandate in force the same files
    assert ana.usuario.empresa.tramites.count() == 1


def test_cada_lado_ve_los_suyos(beto: Actor, ana: Actor, carla: Actor) -> None:
    otorgados = ana.navegador.get("/usuarios/poderes/").content.decode()
    recibidos = beto.navegador.get("/usuarios/poderes/?vista=recibidos").content.decode()
    assert "Agencia de Aduanas Andina" in otorgados
    assert "Revocar" in otorgados
    assert "Ingenio Valle Dulce" in recibidos
    assert "366" in recibidos
    for vista in ("otorgados", "recibidos"):
        ajena = carla.navegador.get(f"/usuarios/poderes/?vista={vista}").content.decode()
        assert "No hay poderes que mostrar" in ajena
