"""USU-04: change of the company's name or of its legal representative, and of its authorised address."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pghistory
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import remove_perm

from tests.ayudas.casos import enviado
from tests.ayudas.elenco import Actor
from tests.usuarios.fabricas import cambio_de_datos, registro, sobre_cuentas
from usuarios.actualizacion.datos import natural
from usuarios.demo import CLAVE
from usuarios.models import Empresa
from usuarios.registros import NoFigura, tributario
from usuarios.registros.tributario import Contribuyente
from vuce.notificaciones.models import Aviso
from vuce.tramites.models import Tramite
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.reglas import ReglaIncumplida
from vuce.tramites.transiciones import ejecutar

CORREO = "/usuarios/empresa/correo/"
SIN_REPRESENTANTE = {"representante_nombre": "", "representante_tipo": "", "representante_documento": ""}


@pytest.fixture
def nora(elenco: dict[str, Actor]) -> Actor:
    return elenco["nora"]


@pytest.fixture
def empresa(ana: Actor) -> Empresa:
    return ana.quien.titular  # type: ignore[no-any-return]


def aprobar(caso: Any, revisor: Actor) -> Any:
    ejecutar(caso.pk, "tomar", revisor.quien)
    return ejecutar(caso.pk, "aprobar", revisor.quien)


def llenado(ana: Actor, **datos: Any) -> Any:
    hoy = timezone.localdate().isoformat()
    return REGISTRO["usuarios.actualizacion"].formulario(
        enviado(**({"hecho_el": hoy, "certificado_el": hoy} | datos)), quien=ana.quien
    )


def test_la_decide_quien_otorgo_la_cuenta(ana: Actor, empresa: Empresa) -> None:
    assert cambio_de_datos(ana).dependencia_id == "dian-registro"
    empresa.otorgada_por_id = "dian-cesa-bogota"
    empresa.save()
    assert cambio_de_datos(ana).dependencia_id == "dian-cesa-bogota"


def test_aprobada_cambia_la_empresa_y_queda_la_historia(ana: Actor, nora: Actor, empresa: Empresa) -> None:
    """USU-04: history before and after, in the sheet and among the company's changes; a constancia."""
    antes = empresa.razon_social
    caso = cambio_de_datos(ana)
    assert Empresa.objects.get(pk=empresa.pk).razon_social == antes
    with pghistory.context(user=nora.usuario.pk):
        aprobar(caso, nora)
    assert Empresa.objects.get(pk=empresa.pk).razon_social == "Nueva Razón Social S.A.S."
    assert caso.documentos.get().clase == "constancia"
    assert Aviso.objects.filter(tramite=caso, titular=empresa).exists()
    ficha = ana.navegador.get(f"/tramites/{caso.pk}/").content.decode()
    historia = ana.navegador.get("/usuarios/empresa/historia/").content.decode()
    for pagina in (ficha, historia):
        assert antes in pagina
        assert "Nueva Razón Social S.A.S." in pagina
        assert "Julia Vargas Niño" in pagina
    assert nora.usuario.nombre in historia


def test_el_anterior_representante_deja_de_serlo(ana: Actor, nora: Actor, empresa: Empresa) -> None:
    """USU-04, Given 3: it loses the representative's rights at once."""
    sobre_cuentas(ana)
    aprobar(cambio_de_datos(ana), nora)
    assert [(r.documento, r.nombre) for r in empresa.responsables.filter(calidad="representante_legal")] == [
        ("39777888", "Julia Vargas Niño")
    ]
    with pytest.raises(ReglaIncumplida, match=r"El cambio de delegado debe solicitarlo el representante legal\."):
        sobre_cuentas(ana)


def test_los_demas_firmantes_siguen(ana: Actor, nora: Actor, empresa: Empresa) -> None:
    empresa.responsables.create(calidad="economista", documento="52000333", nombre="Eva Sol")
    aprobar(cambio_de_datos(ana), nora)
    assert empresa.responsables.filter(calidad="economista").get().nombre == "Eva Sol"


def test_sin_cambios_no_se_radica(ana: Actor, empresa: Empresa) -> None:
    """USU-04, V1: nothing told, or what is told is what there is."""
    legal = empresa.responsables.get(calidad="representante_legal")
    mismo = {
        "razon_social": empresa.razon_social,
        "representante_nombre": legal.nombre,
        "representante_tipo": legal.tipo_documento,
        "representante_documento": legal.documento,
    }
    for datos in (SIN_REPRESENTANTE | {"razon_social": ""}, mismo):
        with pytest.raises(ReglaIncumplida, match=r"No hay cambios por registrar\.") as faltas:
            cambio_de_datos(ana, **datos)
        assert [(f.codigo, f.articulo) for f in faltas.value.faltas] == [
            ("USU-04.V1", "Resolución 4240 de 2000, art. 7")
        ]


def test_lo_que_otra_solicitud_ya_cambio_no_se_aprueba(ana: Actor, nora: Actor) -> None:
    primera, segunda = cambio_de_datos(ana), cambio_de_datos(ana)
    aprobar(primera, nora)
    with pytest.raises(ReglaIncumplida, match=r"No hay cambios por registrar\."):
        aprobar(segunda, nora)


@pytest.mark.parametrize(("en_el_rut", "pasa"), [("NUEVA  RAZÓN SOCIAL S.A.S.", True), ("Ingenio Viejo S.A.", False)])
def test_la_razon_social_es_la_del_rut(ana: Actor, monkeypatch: pytest.MonkeyPatch, en_el_rut: str, pasa: bool) -> None:
    """USU-04, V2; letter case and spaces do not count."""
    monkeypatch.setattr(tributario, "consultar", lambda tipo, numero: Contribuyente(tipo, numero, en_el_rut))
    if pasa:
        assert cambio_de_datos(ana).verificados == ["razon_social"]
        return
    with pytest.raises(ReglaIncumplida, match=r"Actualice primero el RUT\.") as faltas:
        cambio_de_datos(ana)
    assert [(f.codigo, f.campo) for f in faltas.value.faltas] == [("USU-04.V2", "razon_social")]


def test_el_registro_tributario_no_tiene_el_numero(ana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def consultar(_tipo: str, _numero: str) -> None:
        raise NoFigura("El registro tributario no tiene ese número.")

    monkeypatch.setattr(tributario, "consultar", consultar)
    assert llenado(ana, razon_social="Otra S.A.").errors["razon_social"] == [
        "El registro tributario no tiene ese número."
    ]


def test_sin_respuesta_del_registro_se_dice_no_verificado(ana: Actor) -> None:
    caso = cambio_de_datos(ana)
    assert "Nueva Razón Social S.A.S. (no verificado)" in ana.navegador.get(f"/tramites/{caso.pk}/").content.decode()


def test_el_certificado_de_la_juridica(ana: Actor) -> None:
    """USU-04, documents: a certificate no more than three months old, attached."""
    viejo = timezone.localdate() - timedelta(days=120)
    with pytest.raises(ReglaIncumplida, match="tiene más de 3 meses de expedido"):
        cambio_de_datos(ana, certificado_el=viejo.isoformat())
    assert "Indique la fecha de expedición del certificado." in str(llenado(ana, certificado_el="").errors)
    borrador = ana.navegador.post("/tramites/nueva/usuarios.actualizacion/").url
    pagina = ana.navegador.post(borrador, {"razon_social": "Otra S.A."}).content.decode()
    assert "Certificado de existencia y representación legal" in pagina
    assert not Tramite.objects.filter(procedimiento="usuarios.actualizacion").exists()


def test_la_persona_natural_no_tiene_representante_ni_certificado(ana: Actor, nora: Actor, empresa: Empresa) -> None:
    assert not natural(empresa)
    registro(ana, tipo_persona="natural", certificado_el=None)
    empresa.situacion = Empresa.Situacion.ACTIVA
    empresa.save()
    assert natural(empresa)
    caso = cambio_de_datos(ana, certificado_el="")
    assert (caso.representante, caso.certificado_el) == ("", None)
    aprobar(caso, nora)
    assert Empresa.objects.get(pk=empresa.pk).razon_social == "Nueva Razón Social S.A.S."


def test_el_representante_se_dice_completo_y_el_hecho_no_es_futuro(ana: Actor) -> None:
    manana = date.today() + timedelta(days=2)
    errores = llenado(ana, representante_nombre="Julia", hecho_el=manana.isoformat()).errors
    assert errores["representante_documento"] == ["Indique los datos del representante legal."]
    assert errores["hecho_el"] == ["La fecha del hecho no puede ser posterior a hoy."]


def test_subsanar_cambia_lo_que_se_pide(ana: Actor, nora: Actor) -> None:
    caso = cambio_de_datos(ana)
    ejecutar(caso.pk, "tomar", nora.quien)
    ejecutar(caso.pk, "devolver", nora.quien, datos={"observaciones": [("razon_social", "Escríbala completa.")]})
    ejecutar(
        caso.pk,
        "modificar",
        ana.quien,
        datos={"formulario": _valido(llenado(ana, razon_social="Corregida S.A.S."))},
    )
    caso.refresh_from_db()
    assert (caso.razon_social, caso.representante) == ("Corregida S.A.S.", "")


def _valido(formulario: Any) -> Any:
    assert formulario.is_valid(), formulario.errors
    return formulario


@pytest.fixture
def con_correo(empresa: Empresa) -> Empresa:
    empresa.correo = "viejo@ana.example"
    empresa.save()
    return empresa


@pytest.fixture
def reciente(ana: Actor) -> Client:
    """Ana, who has just proved again who she is."""
    navegador = ana.navegador
    assert navegador.get(CORREO).url.startswith("/usuarios/confirmar-identidad/")
    assert navegador.post("/usuarios/confirmar-identidad/", {"password": CLAVE}).status_code == 302
    return navegador


@pytest.mark.usefixtures("trabajador")
def test_el_correo_cambia_cuando_se_verifica(
    reciente: Client, con_correo: Empresa, django_capture_on_commit_callbacks: Any
) -> None:
    """USU-04, Given 2: until then the notices go to the old one; then both are told."""
    enlace = pedir_correo(reciente, django_capture_on_commit_callbacks)
    assert Empresa.objects.get(pk=con_correo.pk).direcciones_de_aviso()[0] == "viejo@ana.example"
    assert "¿nuevo@ana.example es el correo" in Client().get(enlace).content.decode()
    assert Empresa.objects.get(pk=con_correo.pk).correo == "viejo@ana.example"
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert "es ahora nuevo@ana.example" in Client().post(enlace).content.decode()
    assert Empresa.objects.get(pk=con_correo.pk).direcciones_de_aviso()[0] == "nuevo@ana.example"
    assert {tuple(m.to) for m in mail.outbox} >= {("viejo@ana.example",), ("nuevo@ana.example",)}
    assert Client().post(enlace).status_code == 404


def pedir_correo(navegador: Client, capturar: Any) -> str:
    """Ask for another address; path of the link that was mailed to it."""
    with capturar(execute=True):
        assert navegador.post(CORREO, {"correo": "Nuevo@ana.example"}).url == "/usuarios/empresa/"
    mensaje = next(m for m in mail.outbox if m.to == ["nuevo@ana.example"])
    hallado = re.search(r"https?://[^/]+(/usuarios/empresa/correo/\S+)", str(mensaje.body))
    assert hallado is not None
    return hallado.group(1)


def test_el_correo_que_ya_tiene_no_es_un_cambio(reciente: Client, con_correo: Empresa) -> None:
    respuesta = reciente.post(CORREO, {"correo": "VIEJO@ana.example"})
    assert respuesta.status_code == 422
    assert "No hay cambios por registrar." in respuesta.content.decode()


def test_no_se_piden_enlaces_sin_fin(reciente: Client, con_correo: Empresa) -> None:
    codigos = [reciente.post(CORREO, {"correo": f"n{n}@ana.example"}).status_code for n in range(6)]
    assert codigos == [302] * 5 + [422]


@pytest.mark.parametrize("secreto", ["x", "x:y:z", "%00"])
def test_un_enlace_que_no_es_nuestro(db: None, secreto: str) -> None:
    assert Client().get(f"{CORREO}{secreto}/").status_code in {400, 404}


def test_solo_el_principal_cambia_el_correo(ana: Actor, con_correo: Empresa) -> None:
    remove_perm("usuarios.administrar", ana.usuario, con_correo)
    assert ana.navegador.get(CORREO).status_code == 404
