"""USR-01, USU-01: a newcomer registers a company, is returned, corrects, is approved and gets its account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import is_password_usable
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.ayudas.casos import radicar
from tests.ayudas.elenco import Actor
from tests.ayudas.registro_falso import RegistroFalso
from tests.documentos.archivos import pdf
from tests.usuarios.fabricas import datos_de_registro
from usuarios.identidad import calidades
from usuarios.models import Empresa, Enlace, SolicitudRegistro, Usuario
from usuarios.registro import enlaces, views
from usuarios.tasks import enviar_enlace_de_registro
from vuce.comun.instantes import sumar_meses
from vuce.notificaciones.models import Aviso
from vuce.tramites.models import Borrador, Tramite
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.quien import Quien
from vuce.tramites.reglas import ReglaIncumplida, SinPermiso
from vuce.tramites.transiciones import corregir, ejecutar

CORREO = "nueva@panelera.example"
URL = reverse("usuarios:registro")


@pytest.fixture(autouse=True)
def sin_cuentas_de_antes() -> None:
    cache.clear()


def entrar(correo: str = CORREO) -> tuple[Client, Usuario]:
    """As whoever opens the link of its mail and goes on."""
    cliente = Client()
    respuesta = cliente.post(enlaces.direccion(correo).removeprefix("http://testserver"))
    assert (respuesta.status_code, respuesta.url) == (302, URL)
    return cliente, Usuario.objects.get(correo=correo, empresa__situacion="en_registro")


def novato(correo: str = CORREO) -> Actor:
    _cliente, usuario = entrar(correo)
    calidad = calidades(usuario)[0]
    return Actor(usuario, Quien(usuario, calidad.titular, ip="127.0.0.1"))


def radicada(actor: Actor, **otros: Any) -> SolicitudRegistro:
    caso = radicar("usuarios.registro", actor, datos_de_registro(**otros))
    assert isinstance(caso, SolicitudRegistro)
    return caso


def aprobar(caso: SolicitudRegistro, revisor: Actor) -> SolicitudRegistro:
    ejecutar(caso.pk, "tomar", revisor.quien)
    return ejecutar(caso.pk, "aprobar", revisor.quien, datos={"agencia_aduanas": False})  # type: ignore[return-value]


def mensajes(faltas: pytest.ExceptionInfo[ReglaIncumplida]) -> list[str]:
    return [falta.mensaje for falta in faltas.value.faltas]


@pytest.fixture
def nora(elenco: dict[str, Actor]) -> Actor:
    return elenco["nora"]


@pytest.fixture
def raul(elenco: dict[str, Actor]) -> Actor:
    return elenco["raul"]


# --- The link ---


def test_la_respuesta_es_la_misma_con_o_sin_cuenta(ana: Actor) -> None:
    paginas = set()
    for correo in (ana.usuario.correo, "nadie@panelera.example"):
        pagina = Client().post(URL, {"correo": correo}).content.decode()
        assert "Revise su correo" in pagina
        paginas.add(re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", pagina))
    assert len(paginas) == 1


@pytest.mark.django_db
def test_el_enlace_llega_por_correo_y_crea_al_novato() -> None:
    enviar_enlace_de_registro(CORREO)
    enlace = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)
    assert mail.outbox[-1].to == [CORREO]
    assert enlace
    cliente = Client()
    assert "Continuar" in cliente.get(enlace[1]).content.decode()
    assert not Usuario.objects.filter(correo=CORREO).exists()
    assert cliente.post(enlace[1]).url == URL
    usuario = Usuario.objects.get(correo=CORREO)
    assert (usuario.situacion, usuario.empresa.situacion) == ("pendiente_activacion", "en_registro")
    assert not is_password_usable(usuario.password)
    assert "Diligenciar la solicitud" in cliente.get(URL).content.decode()


@pytest.mark.django_db
def test_el_enlace_sirve_una_vez() -> None:
    direccion = enlaces.direccion(CORREO).removeprefix("http://testserver")
    assert Client().post(direccion).status_code == 302
    for metodo in ("get", "post"):
        respuesta = getattr(Client(), metodo)(direccion)
        assert respuesta.status_code == 404
        assert "Este enlace ya no sirve" in respuesta.content.decode()
    cliente, otra_vez = entrar()
    assert Usuario.objects.filter(correo=CORREO).get() == otra_vez
    assert cliente.get(URL).status_code == 200


@pytest.mark.django_db
def test_el_enlace_vence_en_un_dia() -> None:
    direccion = enlaces.direccion(CORREO).removeprefix("http://testserver")
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False):
        assert Client().get(direccion).status_code == 404
    assert Client().get(direccion + "x").status_code == 404


@pytest.mark.django_db
def test_los_enlaces_que_se_piden_tienen_limite(monkeypatch: pytest.MonkeyPatch) -> None:
    pedidos: list[str] = []
    monkeypatch.setattr(views, "despachar", lambda _tarea, correo: pedidos.append(correo))
    for _vez in range(7):
        assert "Revise su correo" in Client().post(URL, {"correo": CORREO.upper()}).content.decode()
    assert pedidos == [CORREO] * views.POR_CORREO
    for n in range(30):
        Client().post(URL, {"correo": f"otra{n}@panelera.example"})
    assert len(pedidos) == views.POR_ORIGEN - 2, "the two that the address's own limit stopped count too"


@pytest.mark.django_db
def test_un_correo_mal_escrito_se_dice() -> None:
    assert Client().post(URL, {"correo": "x"}).status_code == 422


def test_quien_ya_tiene_cuenta_no_se_registra(ana: Actor) -> None:
    assert ana.navegador.get(URL).url == "/"


# --- What a newcomer reaches ---


def test_el_novato_solo_llega_a_lo_suyo(elenco: dict[str, Actor]) -> None:
    cliente, usuario = entrar()
    for ruta in ("/", "/tramites/", "/tramites/nueva/", "/buzon/", URL, "/verificar/"):
        assert cliente.get(ruta).status_code == 200, ruta
    assert cliente.get("/admin/").url == URL
    assert cliente.post("/usuarios/actuar-por/", {"calidad": "empresa-1"}).url == URL
    assert cliente.post("/tramites/nueva/juguete.permiso/").status_code == 404
    assert cliente.post("/tramites/nueva/contingentes.cupo/").status_code == 404
    assert cliente.get("/api/v1/usuarios/registro/").url == URL
    assert "Contingentes" not in cliente.get("/buzon/").content.decode().partition("<main")[0]
    assert cliente.post("/tramites/nueva/usuarios.registro/").status_code == 302
    assert Borrador.objects.get().titular_id == usuario.empresa_id


def test_una_empresa_registrada_no_se_registra_otra_vez(ana: Actor) -> None:
    assert ana.navegador.post("/tramites/nueva/usuarios.registro/").status_code == 404
    with pytest.raises(SinPermiso):
        radicada(ana)


def test_otro_novato_no_ve_la_solicitud(elenco: dict[str, Actor]) -> None:
    caso = radicada(novato())
    otro, _usuario = entrar("otro@panelera.example")
    assert otro.get(f"/tramites/{caso.pk}/").status_code == 404


# --- Filing ---


def errores(**otros: Any) -> dict[str, list[str]]:
    formulario = REGISTRO["usuarios.registro"].formulario(datos_de_registro(**otros), quien=novato().quien)
    formulario.is_valid()
    return dict(formulario.errors)


def test_se_radica_desde_la_pagina_con_sus_adjuntos(elenco: dict[str, Actor]) -> None:
    cliente, _usuario = entrar()
    pagina = cliente.post("/tramites/nueva/usuarios.registro/", follow=True)
    borrador = pagina.redirect_chain[-1][0]
    falta = cliente.post(borrador, datos_de_registro(presenta="apoderado"))
    assert falta.status_code == 422
    texto = falta.content.decode()
    assert "Adjunte el poder suscrito por el representante legal." in texto  # USU-01 V2
    assert "Falta el adjunto «Certificado de existencia y representación legal»." in texto
    archivos = {f"adjunto_{c}": SimpleUploadedFile(f"{c}.pdf", pdf()) for c in ("certificado", "identidad", "poder")}
    hecho = cliente.post(
        borrador, {**datos_de_registro(presenta="apoderado").dict(), "modulos": ["contingentes"], **archivos}
    )
    caso = Tramite.objects.get()
    assert hecho.url == f"/tramites/{caso.pk}/"
    assert (caso.estado, caso.fase, caso.dependencia_id) == ("radicada", "en_entidad", "dian-cesa-bogota")
    assert caso.adjuntos.count() == 3
    assert "no verificado" in cliente.get(hecho.url).content.decode()


def test_la_persona_natural_solo_adjunta_su_documento(elenco: dict[str, Actor]) -> None:
    cliente, _usuario = entrar()
    borrador = cliente.post("/tramites/nueva/usuarios.registro/").url
    natural = {"tipo_persona": "natural", "razon_social": "Luis Mora Gil", "certificado_el": None}
    datos = datos_de_registro(**natural, delegado_nombre=None, representante_nombre=None).dict()
    identidad = SimpleUploadedFile("cedula.pdf", pdf())
    hecho = cliente.post(borrador, {**datos, "modulos": ["contingentes"], "adjunto_identidad": identidad})
    assert hecho.status_code == 302
    caso = SolicitudRegistro.objects.get()
    assert (caso.delegado_nombre, caso.representante_documento) == ("Luis Mora Gil", "")


def test_v1_el_certificado_tiene_a_lo_sumo_tres_meses(elenco: dict[str, Actor]) -> None:
    """USU-01, Given 1: one day more and nothing is filed; the parameter says how many."""
    hoy = timezone.localdate()
    with pytest.raises(ReglaIncumplida) as faltas:
        radicada(novato(), certificado_el=sumar_meses(hoy, -3) - timedelta(days=1))
    assert mensajes(faltas) == [
        "El certificado de existencia y representación legal tiene más de 3 meses de expedido "
        "a la fecha de presentación."
    ]
    assert not Tramite.objects.exists()
    assert radicada(novato(), certificado_el=sumar_meses(hoy, -3)).estado == "radicada"


def test_v3_el_habitual_es_persona_juridica(elenco: dict[str, Actor]) -> None:
    assert errores(tipo_usuario="habitual", tipo_persona="natural", calidad="Res. 1 de 2026") == {
        "__all__": ["El usuario habitual debe ser persona jurídica."]
    }


def test_v4_el_habitual_tiene_calidad_vigente(elenco: dict[str, Actor]) -> None:
    with pytest.raises(ReglaIncumplida) as faltas:
        radicada(novato(), tipo_usuario="habitual")
    assert mensajes(faltas) == [
        "No existe autorización, reconocimiento, inscripción o habilitación vigente a nombre de 860.034.313-7."
    ]


def test_v5_la_juridica_nombra_delegado_y_representante(elenco: dict[str, Actor]) -> None:
    assert errores(delegado_nombre="", representante_documento="") == {
        "delegado_nombre": ["Indique los datos de la persona que actuará como delegado de cuenta."],
        "representante_documento": ["Indique los datos del representante legal."],
    }


def test_v6_la_vigencia_corta_pide_actuar_directamente(elenco: dict[str, Actor]) -> None:
    with pytest.raises(ReglaIncumplida) as faltas:
        radicada(novato(), causal="factura")
    assert mensajes(faltas) == [
        "Debe actuar de manera personal y directa o a través de su representante legal o apoderado."
    ]
    with pytest.raises(ReglaIncumplida, match="La vigencia corta es de usuarios ocasionales"):
        radicada(novato(), tipo_usuario="habitual", calidad="x", causal="factura", actua_directamente="on")


def test_la_cola_es_de_su_tipo(elenco: dict[str, Actor]) -> None:
    ajena = datos_de_registro(tipo_usuario="habitual")["cola"]
    with pytest.raises(ReglaIncumplida, match="Elija una dependencia que registre usuarios de ese tipo"):
        radicada(novato(), cola=ajena)


def test_los_registros_ponen_los_nombres(elenco: dict[str, Actor], registro_falso: RegistroFalso) -> None:
    registro_falso.filas |= {
        ("NIT", "860034313"): {"razon_social": "PANELERA DEL SUR SAS"},
        ("CC", "52718282"): {"nombre": "ROSA DÍAZ PARRA"},
    }
    assert errores() == {"delegado_documento": ["El registro de personas no tiene ese número de documento."]}
    registro_falso.filas["CC", "79554120"] = {"nombre": "LUIS MORA GIL"}
    caso = radicada(novato())
    assert (caso.razon_social, caso.representante_nombre) == ("PANELERA DEL SUR SAS", "ROSA DÍAZ PARRA")
    assert caso.verificados == ["razon_social", "representante", "delegado"]


def test_el_nit_se_revisa(elenco: dict[str, Actor]) -> None:
    assert errores(identificacion="860.034.313-1") == {
        "identificacion": ["El dígito de verificación del NIT 860.034.313-1 no corresponde."]
    }


# --- Review ---


def test_la_cola_sigue_al_tipo(nora: Actor, raul: Actor) -> None:
    habitual = radicada(novato(), tipo_usuario="habitual", calidad="Resolución 123 de 2026")
    assert habitual.dependencia_id == "dian-registro"
    assert Aviso.objects.filter(tramite=habitual).values_list("usuario", flat=True).get() == nora.usuario.pk
    assert nora.navegador.get(f"/tramites/{habitual.pk}/").status_code == 200
    assert raul.navegador.get(f"/tramites/{habitual.pk}/").status_code == 404


def test_devuelta_y_subsanada(raul: Actor, nora: Actor) -> None:
    persona = novato()
    caso = radicada(persona)
    ejecutar(caso.pk, "tomar", raul.quien)
    ejecutar(caso.pk, "devolver", raul.quien, datos={"observaciones": [("telefono", "No contesta.")]})
    assert Aviso.objects.filter(usuario=persona.usuario, cuerpo__contains="No contesta.").exists()
    cliente, _usuario = entrar()
    pagina = cliente.post(f"/tramites/{caso.pk}/modificar/", follow=True).content.decode()
    assert "No contesta." in pagina
    borrador = Borrador.objects.get(tramite=caso)
    datos = datos_de_registro(tipo_usuario="habitual", calidad="Resolución 123 de 2026", telefono="602 555 9999")
    formulario = REGISTRO["usuarios.registro"].formulario(datos, quien=persona.quien)
    assert formulario.is_valid(), formulario.errors
    corregido = corregir(borrador, formulario, persona.quien)
    assert (corregido.estado, corregido.fase) == ("subsanada", "en_entidad")
    assert (corregido.dependencia_id, corregido.asignado_a) == ("dian-registro", None)
    assert ejecutar(caso.pk, "tomar", nora.quien).estado == "en_estudio"


def test_rechazada_con_motivo_puede_empezar_otra(raul: Actor) -> None:
    persona = novato()
    caso = radicada(persona)
    ejecutar(caso.pk, "tomar", raul.quien)
    sin_motivo = raul.navegador.post(f"/tramites/{caso.pk}/acciones/rechazar/", {"version": "2"})
    assert sin_motivo.status_code == 422
    ejecutar(caso.pk, "rechazar", raul.quien, datos={"motivo": "El NIT es de otra empresa."})
    assert radicada(persona).estado == "radicada"


def test_aprobada_crea_empresa_principal_y_enlace(raul: Actor) -> None:
    persona = novato()
    cliente, _usuario = entrar()
    caso = aprobar(radicada(persona, equipo_propio="on"), raul)
    empresa = Empresa.objects.get(identificacion="860034313")
    usuario = Usuario.objects.get(pk=persona.usuario.pk)
    assert (empresa.situacion, empresa.tipo, empresa.modulos) == ("activa", "ocasional", ["contingentes"])
    assert (empresa.ciudad, empresa.otorgada_por_id, empresa.cuenta_directa) == ("Cali", "dian-cesa-bogota", False)
    assert empresa.responsables.get().documento == "52718282"
    assert (usuario.empresa, usuario.nombre, usuario.documento) == (empresa, "Luis Mora Gil", "79554120")
    assert re.fullmatch(r"[a-z0-9]{8}", usuario.codigo)
    assert all(Empresa.objects.para(usuario, rol, "contingentes").exists() for rol in ("operar", "administrar"))
    assert Enlace.objects.get(usuario=usuario).proposito == "activacion"
    assert caso.estado == "aprobada"
    assert cliente.get("/tramites/").status_code == 302, "the session of the newcomer ends with the registration"
    assert Client().get(URL).status_code == 200


def test_solo_los_modulos_pedidos(raul: Actor) -> None:
    persona = novato()
    aprobar(radicada(persona), raul)
    empresa = Empresa.objects.get(identificacion="860034313")
    assert empresa.admite("contingentes.cupo")
    assert not empresa.admite("programas_seiex.x")
    assert not empresa.admite("usuarios.registro")


def test_la_vigencia_cuenta_desde_la_aprobacion(nora: Actor, raul: Actor) -> None:
    """USU-01, Given 2 and 3: three years, or three days; both end with their last day."""
    hoy = timezone.localdate()
    largo, corto = novato("a@x.example"), novato("b@x.example")
    aprobar(radicada(largo, tipo_usuario="habitual", calidad="Resolución 1 de 2026"), nora)
    datos = {"causal": "factura", "actua_directamente": "on", "identificacion": "800.197.268-4"}
    aprobar(radicada(corto, tipo_persona="natural", **datos), raul)
    vencen = dict(Usuario.objects.filter(pk__in=[largo.usuario.pk, corto.usuario.pk]).values_list("correo", "vence_el"))
    assert vencen == {"a@x.example": sumar_meses(hoy, 36), "b@x.example": hoy + timedelta(days=3)}


def test_sin_equipo_propio_la_cuenta_es_directa(raul: Actor) -> None:
    """USU-01, Given 5."""
    aprobar(radicada(novato()), raul)
    assert Empresa.objects.get(identificacion="860034313").cuenta_directa


def test_el_nit_de_una_empresa_con_cuenta_no_se_aprueba(raul: Actor, ana: Actor) -> None:
    """Anybody may claim a number; only one company gets it, and the message says the way."""
    caso = radicada(novato(), identificacion=ana.quien.titular.nit)
    ejecutar(caso.pk, "tomar", raul.quien)
    with pytest.raises(ReglaIncumplida, match=r"900\.123\.456-8 ya tiene cuenta en la VUCE") as falta:
        ejecutar(caso.pk, "aprobar", raul.quien, datos={"agencia_aduanas": False})
    assert "Solicitudes sobre cuentas" in mensajes(falta)[0]
    assert Tramite.objects.get(pk=caso.pk).estado == "en_estudio"


def test_de_dos_novatos_con_el_mismo_nit_uno_queda(raul: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where both reviewers asked the rule before either approved: the constraint decides."""
    primero, segundo = radicada(novato("a@x.example")), radicada(novato("b@x.example"))
    aprobar(primero, raul)
    ejecutar(segundo.pk, "tomar", raul.quien)
    procedimiento = REGISTRO["usuarios.registro"]
    monkeypatch.setattr(type(procedimiento), "reglas", {})
    with pytest.raises(ReglaIncumplida, match="ya tiene cuenta en la VUCE"):
        ejecutar(segundo.pk, "aprobar", raul.quien, datos={"agencia_aduanas": False})
    assert Empresa.objects.registradas().filter(identificacion="860034313").count() == 1


def test_una_empresa_cancelada_vuelve_con_su_historia(raul: Actor, carla: Actor) -> None:
    empresa = carla.quien.titular
    empresa.situacion = Empresa.Situacion.CANCELADA
    empresa.save()
    persona = novato()
    caso = aprobar(radicada(persona, identificacion=empresa.nit), raul)
    assert Usuario.objects.get(pk=persona.usuario.pk).empresa_id == caso.titular_id == empresa.pk
    assert Empresa.objects.get(pk=empresa.pk).situacion == "activa"


def test_vuelve_con_el_mismo_delegado_de_antes(raul: Actor, carla: Actor) -> None:
    """USR-01, USU-05.V3: a cancelled company registers again, as a rule with the person it had."""
    empresa = carla.quien.titular
    Empresa.objects.filter(pk=empresa.pk).update(situacion="cancelada")
    Usuario.objects.filter(pk=carla.usuario.pk).update(situacion="cancelado", tipo_documento="CC", documento="79554120")
    persona = novato()
    aprobar(radicada(persona, identificacion=empresa.nit), raul)
    principal = Usuario.objects.get(pk=persona.usuario.pk)
    assert (principal.empresa_id, principal.documento) == (empresa.pk, "79554120")
    assert Usuario.objects.get(pk=carla.usuario.pk).situacion == "cancelado"


def test_la_aprobada_dos_veces_no_crea_dos(raul: Actor) -> None:
    persona = novato()
    uno, otro = radicada(persona), radicada(persona)
    aprobar(uno, raul)
    ejecutar(otro.pk, "tomar", raul.quien)
    with pytest.raises(ReglaIncumplida, match="ya no está en registro"):
        ejecutar(otro.pk, "aprobar", raul.quien, datos={"agencia_aduanas": False})


def test_la_agencia_se_reconoce_por_su_registro(raul: Actor, registro_falso: RegistroFalso) -> None:
    registro_falso.filas |= {
        ("NIT", "860034313"): {"razon_social": "Aduanas Norte"},
        ("CC", "52718282"): {"nombre": "Rosa"},
        ("CC", "79554120"): {"nombre": "Luis"},
    }
    caso = radicada(novato())
    ejecutar(caso.pk, "tomar", raul.quien)
    pagina = raul.navegador.get(f"/tramites/{caso.pk}/acciones/aprobar/").content.decode()
    assert re.search(r'name="agencia_aduanas"[^>]*checked', pagina)


def test_un_poder_no_sirve_para_registrar(beto: Actor, ana: Actor) -> None:
    assert beto.por(ana.quien.titular).navegador.post("/tramites/nueva/usuarios.registro/").status_code == 404
