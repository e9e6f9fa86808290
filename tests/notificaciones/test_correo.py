"""Mail of the notices: once, with its document, and never lost (usuarios USR-09)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPException
from unittest import mock

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections, transaction
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.models import Usuario
from vuce.documentos.models import Documento
from vuce.notificaciones import correo
from vuce.notificaciones.avisos import avisar
from vuce.notificaciones.models import Aviso
from vuce.notificaciones.tasks import barrer_correos, enviar_correo

Depositar = Callable[..., Aviso]


@pytest.fixture
def depositar(ana: Actor) -> Depositar:
    def uno(**campos) -> Aviso:
        base = {"asunto": "CUP-2026-000001: Aprobada", "cuerpo": "Le fue aprobada.", "usuarios": [ana.usuario]}
        return avisar(**base | campos)[0]

    return uno


def adelantar(aviso: Aviso, **cuanto: float) -> None:
    Aviso.objects.filter(pk=aviso.pk).update(proximo_intento_en=timezone.now() - timedelta(**cuanto))


def test_cada_usuario_en_su_buzon_y_la_empresa_en_su_correo(ana: Actor, carla: Actor) -> None:
    avisos = avisar(asunto="a", cuerpo="b", usuarios=[ana.usuario, carla.usuario], titular=ana.quien.titular)
    assert [(a.usuario, a.titular) for a in avisos] == [
        (ana.usuario, None),
        (carla.usuario, None),
        (None, ana.quien.titular),
    ]
    for aviso in avisos:
        correo.enviar(aviso.pk)
    destinos = [m.to for m in mail.outbox]
    assert destinos == [a.direcciones() for a in avisos if a.correo == "pendiente"]
    assert [ana.quien.titular.correo] in destinos or ana.quien.titular.correo == ana.usuario.correo


def test_una_direccion_repetida_recibe_un_solo_correo(ana: Actor) -> None:
    empresa = ana.quien.titular
    empresa.correo = ana.usuario.correo.upper()
    avisos = avisar(asunto="a", cuerpo="b", usuarios=[ana.usuario, ana.usuario], titular=empresa)
    assert [a.correo for a in avisos] == ["pendiente", "no"]


def test_sin_direccion_queda_en_el_buzon(ana: Actor) -> None:
    ana.usuario.correo = ""
    (aviso,) = avisar(asunto="a", cuerpo="b", usuarios=[ana.usuario])
    assert aviso.correo == "no"
    assert not correo.enviar(aviso.pk)


def test_lo_que_se_deshace_no_se_avisa(ana: Actor) -> None:
    with mock.patch("vuce.comun.cola._publicar") as publicado:
        with transaction.atomic():
            avisar(asunto="a", cuerpo="b", usuarios=[ana.usuario])
            transaction.set_rollback(True)
        publicado.assert_not_called()
    assert not Aviso.objects.exists()


def test_el_correo_dice_lo_mismo_en_texto_y_html(depositar: Depositar, ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    mail.outbox.clear()
    aviso = depositar(tramite=caso, cuerpo="Aprobado <b>todo</b> & más")
    enviar_correo(aviso.pk)
    (mensaje,) = mail.outbox
    assert mensaje.to == [ana.usuario.correo]
    assert mensaje.subject == aviso.asunto
    assert "Aprobado <b>todo</b> & más" in mensaje.body
    assert f"http://testserver/buzon/{aviso.pk}/" in mensaje.body
    html = mensaje.alternatives[0].content
    assert "Aprobado &lt;b&gt;todo&lt;/b&gt; &amp; más" in html
    assert caso.numero in html
    assert mensaje.message()["Message-ID"] == f"<aviso-{aviso.pk}@testserver>"
    aviso.refresh_from_db()
    assert (aviso.correo, aviso.intentos) == ("enviado", 1)
    assert aviso.enviado_en


@pytest.mark.parametrize("salto", ["\n", "\r\n", "\r", "\x0b", "\u2028", "\x00"])
def test_el_asunto_no_inyecta_encabezados(depositar: Depositar, salto: str) -> None:
    aviso = depositar(asunto=f"Hola{salto}Bcc: otro@mal.example{salto}{salto}cuerpo" + "x" * 300)
    assert len(aviso.asunto) <= 200
    assert correo.enviar(aviso.pk)
    mensaje = mail.outbox[-1].message()
    assert mensaje["Bcc"] is None
    assert len(mensaje.get_all("Subject")) == 1


def test_una_direccion_con_salto_es_un_error_y_no_otro_destinatario(depositar: Depositar, ana: Actor) -> None:
    aviso = depositar()
    Usuario.objects.filter(pk=ana.usuario.pk).update(correo="ana@x.example\nBcc: otro@mal.example")
    assert not correo.enviar(aviso.pk)
    aviso.refresh_from_db()
    assert "BadHeaderError" in aviso.ultimo_error
    assert mail.outbox == []


def test_la_direccion_es_la_del_momento_del_envio(depositar: Depositar, ana: Actor) -> None:
    aviso = depositar()
    Usuario.objects.filter(pk=ana.usuario.pk).update(correo="nueva@x.example")
    correo.enviar(aviso.pk)
    assert mail.outbox[-1].to == ["nueva@x.example"]


def test_dos_tareas_seguidas_un_correo(depositar: Depositar) -> None:
    aviso = depositar()
    enviar_correo(aviso.pk)
    enviar_correo(aviso.pk)
    assert len(mail.outbox) == 1


def test_un_aviso_que_no_existe_no_es_un_error(db: None) -> None:
    enviar_correo(999_999)
    assert mail.outbox == []


def test_el_servidor_de_correo_que_falla_se_espera_cada_vez_mas(depositar: Depositar) -> None:
    aviso = depositar()
    with mock.patch.object(EmailBackend, "send_messages", side_effect=SMTPException("451 ocupado")):
        for intento in range(1, correo.MAXIMO_INTENTOS + 1):
            adelantar(aviso, seconds=1)
            antes = timezone.now()
            assert not correo.enviar(aviso.pk)
            aviso.refresh_from_db()
            assert aviso.intentos == intento
            assert aviso.proximo_intento_en >= antes + timedelta(minutes=2 ** (intento - 1))
            assert not correo.enviar(aviso.pk), "it waits"
    assert aviso.correo == "error"
    assert "451 ocupado" in aviso.ultimo_error


def test_un_fallo_pasajero_se_recupera(depositar: Depositar) -> None:
    aviso = depositar()
    with mock.patch.object(EmailBackend, "send_messages", side_effect=ConnectionRefusedError):
        correo.enviar(aviso.pk)
    adelantar(aviso, seconds=1)
    assert correo.enviar(aviso.pk)
    aviso.refresh_from_db()
    assert (aviso.correo, aviso.intentos, aviso.ultimo_error) == ("enviado", 2, "")


class Muerto(BaseException):
    """A worker killed: nothing after this line runs."""


def test_un_trabajador_muerto_pierde_el_correo_y_el_barrido_lo_halla(depositar: Depositar) -> None:
    aviso = depositar()
    with mock.patch.object(EmailBackend, "send_messages", side_effect=Muerto), pytest.raises(Muerto):
        correo.enviar(aviso.pk)
    assert not Aviso.objects.por_enviar().exists(), "taken, for a while"
    adelantar(aviso, seconds=1)
    with mock.patch("vuce.comun.cola._publicar") as publicado:
        barrer_correos()
    publicado.assert_called_once_with("vuce.notificaciones.tasks.enviar_correo", (aviso.pk,))
    assert correo.enviar(aviso.pk)
    assert len(mail.outbox) == 1


def test_el_correo_que_mata_a_quien_lo_toma_se_abandona(depositar: Depositar) -> None:
    aviso = depositar()
    with mock.patch.object(EmailBackend, "send_messages", side_effect=Muerto):
        for _i in range(correo.MAXIMO_INTENTOS):
            adelantar(aviso, seconds=1)
            with pytest.raises(Muerto):
                correo.enviar(aviso.pk)
    adelantar(aviso, seconds=1)
    assert not correo.enviar(aviso.pk)
    barrer_correos()
    aviso.refresh_from_db()
    assert aviso.correo == "error"


@pytest.mark.django_db(transaction=True)
def test_dieciseis_tareas_a_la_vez_un_correo(depositar: Depositar) -> None:
    aviso = depositar()
    barrera = threading.Barrier(16)

    def una(_i: int) -> bool:
        try:
            barrera.wait(20)
            return correo.enviar(aviso.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as grupo:
        assert sum(grupo.map(una, range(16))) == 1
    assert len(mail.outbox) == 1


def con_documento(ana: Actor, **campos) -> Documento:
    documento = Documento(tramite=permiso_de_juguete(ana), clase="cqe", titulo="Certificado", **campos)
    if campos.get("estado") == "listo":
        documento.generado_en = timezone.now()
        documento.guardar_archivo("archivo", b"%PDF-uno")
        documento.guardar_archivo("firmado", b"%PDF-firmado")
    documento.save()
    mail.outbox.clear()
    return documento


def test_lleva_el_documento_firmado(depositar: Depositar, ana: Actor) -> None:
    documento = con_documento(ana, estado="listo")
    assert correo.enviar(depositar(tramite=documento.tramite, adjunta="cqe").pk)
    ((nombre, contenido, tipo),) = mail.outbox[0].attachments
    assert (contenido, tipo) == (b"%PDF-firmado", "application/pdf")
    assert nombre == f"{documento.tramite.numero.lower()}-cqe.pdf"


def test_espera_al_documento_sin_gastar_intentos(depositar: Depositar, ana: Actor) -> None:
    documento = con_documento(ana)
    aviso = depositar(tramite=documento.tramite, adjunta="cqe")
    assert not correo.enviar(aviso.pk)
    aviso.refresh_from_db()
    assert (aviso.correo, aviso.intentos, mail.outbox) == ("pendiente", 0, [])
    documento.generado_en, documento.estado = timezone.now(), "listo"
    documento.guardar_archivo("archivo", b"%PDF-uno")
    documento.save()
    adelantar(aviso, seconds=1)
    assert correo.enviar(aviso.pk)
    assert mail.outbox[0].attachments[0].content == b"%PDF-uno"


def test_si_el_documento_se_anulo_el_aviso_sale_solo(depositar: Depositar, ana: Actor) -> None:
    documento = con_documento(ana, estado="listo")
    Documento.objects.anular(documento.tramite, "cqe")
    assert correo.enviar(depositar(tramite=documento.tramite, adjunta="cqe").pk)
    assert mail.outbox[0].attachments == []
