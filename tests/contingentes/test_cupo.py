"""CTG-01, solicitud de cupo: its life, its guards and their messages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from contingentes import reglas
from contingentes.forms import AprobarCupoForm, SolicitudCupoForm
from contingentes.models import Etapa, Metodo, Movimiento, SaldoGrupo, SolicitudCupo
from contingentes.publicacion import nueva_version, publicar
from tests.ayudas.casos import enviado, llevar_a
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import (
    a_las,
    acto,
    contingente,
    correccion_de,
    datos_de_cupo,
    enviar,
    firmado,
    p12_de,
    pedir,
    por_firmar,
)
from vuce.documentos.models import Documento
from vuce.tramites.models import Tramite
from vuce.tramites.papeles import generar
from vuce.tramites.reglas import Acto, ReglaIncumplida
from vuce.tramites.transiciones import corregir, ejecutar


def formulario(actor: Actor, datos: Any) -> SolicitudCupoForm:
    return SolicitudCupoForm(datos, quien=actor.quien)


def en_estudio(caso: Tramite, llegada: int = 1) -> Any:
    SolicitudCupo.objects.filter(pk=caso.pk).update(llegada=llegada)
    return llevar_a(caso, "en_estudio")


def aprobar(caso: Any, ivan: Actor, *cantidades: str, consiente: bool = False) -> Any:
    datos = {f"linea_{linea.pk}": c for linea, c in zip(caso.lineas.all(), cantidades, strict=True)}
    aprobacion = AprobarCupoForm(
        enviado(**datos, **({"consiente_parcial": "on"} if consiente else {})), tramite=caso, quien=ivan.quien
    )
    assert aprobacion.is_valid(), aprobacion.errors
    return ejecutar(caso.pk, "aprobar", ivan.quien, datos=aprobacion.datos_del_acto())


def test_ctg01_de_nueva_solicitud_a_aprobada(ana: Actor, elena: Actor, ivan: Actor, confianza: Path) -> None:
    """CTG-01, the whole table: creada, por_firmar, enviada, en_estudio, aprobada."""
    caso = pedir(ana, contingente(), "250,5")
    assert (caso.estado, caso.asunto) == ("creada", "Contingente azucar. Azúcar crudo: 250,5\xa0t")
    caso = enviar(ana, caso, confianza)
    assert caso.estado == "enviada"
    assert caso.llegada is not None
    assert caso.vence_en is not None
    caso = ejecutar(caso.pk, "tomar", elena.quien)
    caso = aprobar(caso, ivan, "250,5")
    assert (caso.estado, caso.vence_en) == ("aprobada", None)
    assert caso.lineas.get().otorgada == Decimal("250.5")
    assert caso.lineas.get().saldo.disponible == Decimal("250.5")
    generar(Documento.objects.get(tramite=caso, clase="acto").pk)
    oficial = Documento.objects.get(tramite=caso, clase="acto")
    assert oficial.estado == "listo"
    assert oficial.datos_publicos == [["Contingente", "Contingente azucar"], ["Azúcar crudo", "250,5\xa0t"]]


def test_gwt1_por_orden_de_llegada_600_y_400(ana: Actor, ivan: Actor) -> None:
    """Given 1,000 t, when two requests of 600 t are approved in order of sending, then 600 and 400."""
    cuota = contingente()
    primera, segunda = en_estudio(pedir(ana, cuota, "600"), 1), en_estudio(pedir(ana, cuota, "600"), 2)
    with pytest.raises(ReglaIncumplida) as rechazo:
        aprobar(segunda, ivan, "600")
    assert rechazo.value.faltas[0].mensaje == (
        f"La solicitud {primera.numero} llegó antes y está por decidir: de «Azúcar crudo» quedan 1.000 t y ella pide "
        "600. Decídala primero u otorgue como máximo 400 t."
    )
    aprobar(primera, ivan, "600")
    with pytest.raises(ReglaIncumplida, match=r"no es suficiente: quedan 400 t\."):
        aprobar(segunda, ivan, "600")
    ofrecido = AprobarCupoForm(tramite=segunda, quien=ivan.quien)
    assert ofrecido.fields[f"linea_{segunda.lineas.get().pk}"].initial == 400
    sin_consentir = AprobarCupoForm(enviado(**{f"linea_{segunda.lineas.get().pk}": "400"}), tramite=segunda, quien=None)
    assert sin_consentir.errors == {"consiente_parcial": ["Marque esta casilla para otorgar menos de lo solicitado."]}
    aprobar(segunda, ivan, "400", consiente=True)
    assert SaldoGrupo.objects.get().disponible == 0


def test_la_llegada_es_la_del_envio(ana: Actor, confianza: Path) -> None:
    """CTG-01: what counts is the instant of «Enviar solicitud», not that of «Crear solicitud»."""
    cuota = contingente()
    creada_antes, creada_despues = pedir(ana, cuota, "1"), pedir(ana, cuota, "1")
    despues = enviar(ana, creada_despues, confianza)
    antes = enviar(ana, creada_antes, confianza)
    assert despues.llegada < antes.llegada


def test_gwt2_un_pdf_de_otra_solicitud_se_rechaza(ana: Actor, confianza: Path) -> None:
    cuota = contingente()
    una, otra = por_firmar(ana, pedir(ana, cuota, "1")), por_firmar(ana, pedir(ana, cuota, "2"))
    envio = firmado(una, p12_de(ana, confianza), de=otra)
    mensaje = f"El documento firmado no corresponde al radicado {una.numero}."
    assert envio.errors["documento_firmado"][0].startswith(mensaje)
    assert Tramite.objects.get(pk=una.pk).estado == "por_firmar"


def test_gwt3_una_firma_ajena_dice_por_que_y_nada_cambia(ana: Actor, carla: Actor, confianza: Path) -> None:
    caso = por_firmar(ana, pedir(ana, contingente(), "1"))
    envio = firmado(caso, p12_de(carla, confianza))
    assert not envio.is_valid()
    assert Tramite.objects.get(pk=caso.pk).version == caso.version


def test_gwt5_un_segundo_despues_del_cierre_se_rechaza(ana: Actor, confianza: Path) -> None:
    """Given the stage closed at 17:00, when «Enviar solicitud» arrives at 17:00:01, then refused with date and hour."""
    caso = pedir(ana, contingente(), "1")
    hoy = timezone.localdate()
    etapa = Etapa(clase="cupo", abre_en=a_las(hoy, "08:00:00"), cierra_en=a_las(hoy, "17:00:00"))
    assert etapa.abierta(a_las(hoy, "08:00:00"))
    assert etapa.abierta(a_las(hoy, "17:00:00.999999"))
    assert not etapa.abierta(a_las(hoy, "17:00:01"))
    assert not etapa.abierta(a_las(hoy, "07:59:59.999999"))
    nueva = nueva_version(caso.contingente)
    nueva.etapas.filter(clase="cupo").update(abre_en=etapa.abre_en, cierra_en=etapa.cierra_en)
    publicar(nueva)
    caso = SolicitudCupo.objects.get(pk=caso.pk)
    for hora, falta in (("17:00:00", None), ("17:00:01", "17:00:00"), ("07:59:59", "08:00:00")):
        momento = Acto("enviar", ana.quien, a_las(hoy, hora), 3, {})
        faltas = [f.mensaje for r in reglas.AL_PEDIR_CUPO if (f := r.falta(caso, momento))]
        assert len(faltas) == (falta is not None)
        assert all(f"{falta}." in texto and str(hoy.year) in texto for texto in faltas)


def test_el_cierre_se_vuelve_a_mirar_al_enviar(ana: Actor, confianza: Path) -> None:
    caso = por_firmar(ana, pedir(ana, contingente(), "1"))
    envio = firmado(caso, p12_de(ana, confianza))
    assert envio.is_valid()
    nueva = nueva_version(caso.contingente)
    ayer = timezone.now().replace(microsecond=0) - timedelta(days=1)
    nueva.etapas.filter(clase="cupo").update(cierra_en=ayer)
    publicar(nueva)
    with pytest.raises(ReglaIncumplida, match=r"^La etapa de solicitud de cupo cerró el .+ \d\d:\d\d:\d\d\."):
        ejecutar(caso.pk, "enviar", ana.quien, datos=envio.datos_del_acto())
    assert Tramite.objects.get(pk=caso.pk).estado == "por_firmar"


LIMITES = {
    "CTG-01.6": ("9,99", {"minimo": Decimal(10)}, "De «A» se piden al menos 10 t y usted solicita 9,99."),
    "CTG-01.7": (
        "1.500,5",
        {"volumen": Decimal(9000), "maximo": Decimal(1500)},
        "De «A» se piden como máximo 1.500 t por solicitud y usted solicita 1.500,5.",
    ),
    "CTG-01.8": (
        "250,01",
        {"porcentaje": Decimal(25)},
        "De «A» cada solicitante puede pedir hasta el 25 % del volumen (250 t) y usted solicita 250,01.",
    ),
    "CTG-01.9": (
        "1.000,01",
        {},
        "El volumen de «A» es de 1.000 t y usted solicita 1.000,01: pida una cantidad menor.",
    ),
}


@pytest.mark.parametrize("codigo", LIMITES)
def test_los_limites_dicen_el_numero(ana: Actor, codigo: str) -> None:
    """CTG-01, guards: limits per applicant and the group's volume."""
    cantidad, limites, mensaje = LIMITES[codigo]
    cuota = contingente(grupos={"A": limites})
    with pytest.raises(ReglaIncumplida) as rechazo:
        pedir(ana, cuota, cantidad)
    assert [(f.codigo, f.mensaje) for f in rechazo.value.faltas] == [(codigo, mensaje)]
    assert not SolicitudCupo.objects.exists()


def test_en_el_limite_justo_se_admite(ana: Actor) -> None:
    justo = {"minimo": Decimal(250), "maximo": Decimal(250), "porcentaje": Decimal(25)}
    assert pedir(ana, contingente(grupos={"A": justo}), "250").estado == "creada"


def test_la_vigencia_se_mide_en_el_dia_de_bogota(ana: Actor) -> None:
    caso = pedir(ana, contingente(), "1")
    circular = caso.circular
    for dia, hora, rige in (
        (circular.vigente_hasta_el, "23:59:59", True),
        (circular.vigente_hasta_el + timedelta(days=1), "00:00:00", False),
        (circular.vigente_desde_el, "00:00:00", True),
        (circular.vigente_desde_el - timedelta(days=1), "23:59:59", False),
    ):
        momento = Acto("enviar", ana.quien, a_las(dia, hora), 2, {})
        assert (reglas.cupo_vigente.falta(caso, momento) is None) is rige


@pytest.mark.parametrize(
    ("cantidades", "donde", "mensaje"),
    [
        (["0"], "cantidad", "La cantidad debe ser mayor que cero."),
        (["-5"], "cantidad", "La cantidad debe ser mayor que cero."),
        (["1,234"], "cantidad", "La cantidad admite como máximo 2 decimales."),
        (["1234.5"], "cantidad", "Escriba el número así: 1.234,5"),
        (["mil"], "cantidad", "Escriba el número así: 1.234,5"),
        (["9" * 30], "cantidad", "18 dígitos"),
        ([""], "cantidad", "Complete este campo"),
    ],
)
def test_cantidades_mal_escritas_se_dicen_junto_al_campo(
    ana: Actor, cantidades: list[str], donde: str, mensaje: str
) -> None:
    forma = formulario(ana, datos_de_cupo(contingente(), *cantidades))
    assert not forma.is_valid()
    assert mensaje in str(forma.lineas.forms[0].errors[donde])


def test_el_grupo_repetido_o_ajeno_se_rechaza(ana: Actor) -> None:
    cuota, otra = contingente(), contingente("panela")
    grupo, ajeno = cuota.grupos.get(), otra.grupos.get()
    repetido = formulario(ana, datos_de_cupo(cuota, (grupo, "1"), (grupo, "2")))
    assert not repetido.is_valid()
    assert "El grupo está repetido" in str(repetido.lineas.non_form_errors())
    extrano = formulario(ana, datos_de_cupo(cuota, (ajeno, "1")))
    assert not extrano.is_valid()
    assert "grupo" in extrano.lineas.forms[0].errors
    vacio = formulario(ana, datos_de_cupo(cuota))
    assert not vacio.is_valid()


@pytest.mark.parametrize("contingente_", ["", "999999", "x", "9" * 40, "-1"])
def test_un_contingente_que_no_existe_no_es_un_500(ana: Actor, contingente_: str) -> None:
    contingente()
    datos = enviado(contingente=contingente_, **{"lineas-TOTAL_FORMS": 1, "lineas-INITIAL_FORMS": 0})
    forma = formulario(ana, datos)
    assert not forma.is_valid()
    assert "contingente" in forma.errors


def test_una_solicitud_pide_varios_grupos(ana: Actor, ivan: Actor) -> None:
    cuota = contingente(grupos={"A": {}, "B": {"unidad": "kg", "decimales": 0, "volumen": Decimal(9000)}})
    caso = en_estudio(pedir(ana, cuota, "10", "2.500"))
    caso = aprobar(caso, ivan, "10", "1.000", consiente=True)
    assert [linea.otorgada for linea in caso.lineas.all()] == [10, 1000]
    assert [(m.clase, m.cantidad) for m in Movimiento.objects.filter(tramite=caso)] == [
        ("otorgamiento", 10),
        ("otorgamiento", 1000),
    ]


def test_no_se_otorga_mas_de_lo_pedido_ni_nada(ana: Actor, ivan: Actor) -> None:
    caso = en_estudio(pedir(ana, contingente(), "10"))
    linea = caso.lineas.get()
    de_mas = AprobarCupoForm(enviado(**{f"linea_{linea.pk}": "11"}), tramite=caso, quien=ivan.quien)
    assert de_mas.errors[f"linea_{linea.pk}"] == ["No se otorga más de lo solicitado."]
    for cantidad, codigo in ((Decimal(11), "CTG-01.14"), (Decimal(0), "CTG-01.13")):
        with pytest.raises(ReglaIncumplida) as rechazo:
            ejecutar(caso.pk, "aprobar", ivan.quien, datos={"cantidades": {linea.pk: cantidad}})
        assert [f.codigo for f in rechazo.value.faltas] == [codigo]


def test_lo_que_se_prorratea_se_decide_despues_del_cierre(ana: Actor, ivan: Actor) -> None:
    """CTG-01: prorrateo grants in a batch, after the stage closes."""
    caso = en_estudio(pedir(ana, contingente(metodo=Metodo.PRORRATEO), "10"))
    with pytest.raises(ReglaIncumplida, match="se decide después del cierre, el "):
        aprobar(caso, ivan, "10")


@pytest.mark.parametrize("accion", ["negar", "desistir"])
def test_negar_y_desistir_no_tocan_el_libro(ana: Actor, ivan: Actor, accion: str) -> None:
    caso = en_estudio(pedir(ana, contingente(), "10"))
    actor = ivan if accion == "negar" else ana
    caso = ejecutar(caso.pk, accion, actor.quien, datos={"motivo": "x"})
    assert caso.estado == {"negar": "negada", "desistir": "desistida"}[accion]
    assert not Movimiento.objects.filter(tramite=caso).exists()


def test_modificar_reemplaza_las_lineas_y_anula_el_documento(ana: Actor, confianza: Path) -> None:
    cuota = contingente(grupos={"A": {}, "B": {}})
    caso = por_firmar(ana, pedir(ana, cuota, "10"))
    correccion = correccion_de(caso, ana)
    forma = formulario(ana, datos_de_cupo(cuota, "20", "30"))
    assert forma.is_valid()
    caso = corregir(correccion, forma, ana.quien)
    assert caso.estado == "creada"
    assert [linea.cantidad for linea in caso.lineas.all()] == [20, 30]
    assert not Documento.objects.exclude(estado="anulado").filter(tramite=caso).exists()


def test_corregir_con_datos_malos_se_rechaza_entera(ana: Actor) -> None:
    cuota = contingente()
    caso = pedir(ana, cuota, "10")
    correccion = correccion_de(caso, ana)
    forma = formulario(ana, datos_de_cupo(cuota, "1.001"))
    assert forma.is_valid()
    with pytest.raises(ReglaIncumplida, match="El volumen de"):
        corregir(correccion, forma, ana.quien)
    assert caso.lineas.get().cantidad == 10


def test_el_soporte_se_pide_segun_la_circular(ana: Actor) -> None:
    for soporte in ("no", "opcional", "obligatoria"):
        cuota = contingente(f"c-{soporte}", soporte=soporte)
        assert formulario(ana, datos_de_cupo(cuota, "1")).soporte() == soporte


def test_el_plazo_de_respuesta_es_el_de_la_circular(ana: Actor, confianza: Path) -> None:
    caso = enviar(ana, pedir(ana, contingente(respuesta_dias=1), "1"), confianza)
    plazo = caso.plazos.get(codigo="respuesta")
    assert timedelta(hours=1) < plazo.vence_en - plazo.inicia_en < timedelta(days=6)


def test_las_reglas_no_preguntan_mas_con_mas_lineas(ana: Actor) -> None:
    nombres = [f"G{n}" for n in range(12)]
    cuota = contingente(grupos={nombre: {} for nombre in nombres})
    cuentas = []
    for lineas in (2, 12):
        caso = SolicitudCupo.objects.get(pk=pedir(ana, cuota, *["1"] * lineas).pk)
        with connection.execute_wrapper(_contar := _Contador()):
            assert [f for r in reglas.AL_PEDIR_CUPO if (f := r.falta(caso, acto(caso)))] == []
        cuentas.append(_contar.n)
    assert cuentas[0] == cuentas[1]


class _Contador:
    n = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.n += 1
        return execute(*args)


def test_la_hora_del_servidor_no_importa(ana: Actor) -> None:
    """The database's clock decides: a web server whose clock is wrong opens and closes nothing."""
    cuota = contingente()
    with time_machine.travel(timezone.now() + timedelta(days=4000), tick=False):
        assert pedir(ana, cuota, "1").estado == "creada"
