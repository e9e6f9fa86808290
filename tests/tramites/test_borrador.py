"""The draft (portal A-2, A-3; plan «Draft is raw data»): nothing typed is lost, one filing makes one case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.documentos.archivos import pdf, subido
from usuarios.models import Poder
from vuce.documentos.models import Adjunto, Documento
from vuce.tramites.models import Borrador, Tramite
from vuce.tramites.transiciones import ejecutar

BUENO = {
    "producto": "trompo",
    "cantidad": "10",
    "lineas-TOTAL_FORMS": "1",
    "lineas-INITIAL_FORMS": "0",
    "lineas-0-nombre": "rueda",
}


@pytest.fixture
def navegador(ana: Actor) -> Client:
    return ana.navegador


@pytest.fixture
def borrador(navegador: Client) -> Borrador:
    navegador.post("/tramites/nueva/juguete.permiso/")
    return Borrador.objects.get()


def url(borrador: Borrador, resto: str = "") -> str:
    return f"/tramites/borradores/{borrador.pk}/{resto}"


def archivo(nombre: str = "soporte.pdf", contenido: bytes | None = None) -> Any:
    return subido(nombre, pdf() if contenido is None else contenido)


def test_el_autoguardado_conserva_lo_crudo_y_no_valida(borrador: Borrador, navegador: Client) -> None:
    tecleado = {"producto": "", "cantidad": "diez mil", "lineas-TOTAL_FORMS": "2", "lineas-1-nombre": "eje <b>"}
    respuesta = navegador.post(url(borrador, "guardar/"), tecleado)
    borrador.refresh_from_db()
    assert respuesta.json() == {"guardado_en": borrador.guardado_en.isoformat()}
    assert borrador.datos == {nombre: [valor] for nombre, valor in tecleado.items()}
    pagina = navegador.get(url(borrador)).content.decode()
    assert 'value="diez mil"' in pagina
    assert 'value="eje &lt;b&gt;"' in pagina
    assert "resumen-errores" not in pagina


def test_lo_que_se_envia_al_empezar_son_los_primeros_datos(navegador: Client) -> None:
    navegador.post("/tramites/nueva/juguete.permiso/", {"producto": "balero"})
    assert Borrador.objects.get().datos == {"producto": ["balero"]}


def test_los_errores_conservan_lo_escrito_junto_al_campo_y_en_el_resumen(borrador: Borrador, navegador: Client) -> None:
    respuesta = navegador.post(url(borrador), BUENO | {"producto": "", "cantidad": "1234.5"})
    pagina = respuesta.content.decode()
    assert respuesta.status_code == 422
    assert 'value="1234.5"' in pagina
    assert 'value="rueda"' in pagina
    resumen, _, formulario = pagina.partition("resumen-errores")[2].partition("</ul>")
    for mensaje in ("Complete este campo.", "Escriba el número así: 1.234,5"):
        assert mensaje in resumen
        assert mensaje in formulario
    assert 'href="#id_cantidad"' in resumen
    assert 'id="id_cantidad_error"' in formulario
    borrador.refresh_from_db()
    assert borrador.datos["cantidad"] == ["1234.5"]
    assert not Tramite.objects.exists()


def test_una_regla_incumplida_se_dice_con_su_articulo_junto_al_campo(borrador: Borrador, navegador: Client) -> None:
    respuesta = navegador.post(url(borrador), BUENO | {"producto": "pólvora"})
    assert respuesta.status_code == 422
    assert respuesta.context["form"].errors["producto"] == [
        "No se prestan «pólvora». (JUG-01.a, instructivo de juguetes)"
    ]
    assert not Tramite.objects.exists()


def test_las_filas_se_agregan_y_quitan_sin_javascript(borrador: Borrador, navegador: Client) -> None:
    dos = navegador.post(url(borrador), BUENO | {"cantidad": "x", "agregar_linea": "lineas"})
    assert dos.status_code == 200
    assert [f.initial.get("nombre") for f in dos.context["formsets"][0]] == ["rueda", None]
    tecleado = BUENO | {"lineas-TOTAL_FORMS": "2", "lineas-1-nombre": "eje", "quitar_linea": "lineas-0"}
    una = navegador.post(url(borrador), tecleado)
    assert [f.initial["nombre"] for f in una.context["formsets"][0]] == ["eje"]
    assert "resumen-errores" not in una.content.decode()
    assert not Tramite.objects.exists()


def test_el_adjunto_queda_aunque_el_formulario_tenga_errores(borrador: Borrador, navegador: Client) -> None:
    respuesta = navegador.post(url(borrador), BUENO | {"producto": "", "adjunto_soporte": archivo()})
    assert respuesta.status_code == 422
    adjunto = borrador.adjuntos.get()
    assert (adjunto.nombre, adjunto.tramite) == ("soporte.pdf", None)
    pagina = navegador.get(url(borrador)).content.decode()
    assert "soporte.pdf" in pagina
    descarga = navegador.get(url(borrador, f"adjuntos/{adjunto.pk}/"))
    assert b"".join(descarga).startswith(b"%PDF")


def test_el_adjunto_malo_se_rechaza_junto_a_su_campo_y_el_bueno_queda(borrador: Borrador, navegador: Client) -> None:
    envio = {"adjuntar": "1", "adjunto_soporte": [archivo("bueno.pdf"), archivo("malo.pdf", b"no soy un PDF")]}
    respuesta = navegador.post(url(borrador), BUENO | envio)
    assert respuesta.status_code == 422
    assert "El archivo «malo.pdf» no es un PDF legible" in respuesta.context["entradas"].errors["adjunto_soporte"][0]
    assert 'id="id_adjunto_soporte_error"' in respuesta.content.decode()
    assert [a.nombre for a in borrador.adjuntos.all()] == ["bueno.pdf"]


def test_quitar_un_adjunto_solo_del_borrador_propio(borrador: Borrador, navegador: Client, carla: Actor) -> None:
    navegador.post(url(borrador), BUENO | {"adjuntar": "1", "adjunto_soporte": archivo()})
    adjunto = borrador.adjuntos.get()
    de_carla = Borrador.objects.create(
        usuario=carla.usuario, titular=carla.quien.titular, modulo="juguete", procedimiento="juguete.permiso"
    )
    carla.navegador.post(url(de_carla), BUENO | {"quitar_adjunto": str(adjunto.pk)})
    assert borrador.adjuntos.count() == 1
    respuesta = navegador.post(url(borrador), BUENO | {"quitar_adjunto": str(adjunto.pk)})
    assert respuesta.status_code == 200
    assert not Adjunto.objects.exists()


def test_al_eliminar_el_borrador_se_van_sus_adjuntos(borrador: Borrador, navegador: Client) -> None:
    navegador.post(url(borrador), BUENO | {"adjuntar": "1", "adjunto_soporte": archivo()})
    assert navegador.post(url(borrador, "eliminar/")).status_code == 302
    assert not Borrador.objects.exists()
    assert not Adjunto.objects.exists()


def test_radicar_pasa_los_adjuntos_al_tramite(borrador: Borrador, navegador: Client) -> None:
    navegador.post(url(borrador), BUENO | {"adjuntar": "1", "adjunto_soporte": archivo("uno.pdf")})
    respuesta = navegador.post(url(borrador), BUENO | {"adjunto_soporte": archivo("dos.pdf")}, follow=True)
    caso = Tramite.objects.get()
    assert respuesta.redirect_chain == [(f"/tramites/{caso.pk}/", 302)]
    assert f"Solicitud {caso.numero} creada." in respuesta.content.decode()
    assert sorted(a.nombre for a in caso.adjuntos.all()) == ["dos.pdf", "uno.pdf"]
    assert not Borrador.objects.exists()


def test_enviar_dos_veces_el_mismo_borrador_lleva_al_mismo_tramite(borrador: Borrador, navegador: Client) -> None:
    primera, segunda = navegador.post(url(borrador), BUENO), navegador.post(url(borrador), BUENO)
    assert primera.status_code == segunda.status_code == 302
    assert primera.url == segunda.url == f"/tramites/{Tramite.objects.get().pk}/"
    assert navegador.get(url(borrador)).url == primera.url


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("correccion", [False, True])
def test_dos_envios_a_la_vez_hacen_un_solo_acto(ana: Actor, correccion: bool) -> None:
    if correccion:
        caso = llevar_a(permiso_de_juguete(ana), "devuelta")
        ana.navegador.post(f"/tramites/{caso.pk}/modificar/")
    else:
        ana.navegador.post("/tramites/nueva/juguete.permiso/")
    borrador = Borrador.objects.get()
    navegadores = [ana.navegador for _ in range(4)]
    enviado = BUENO

    def enviar(cliente: Client) -> tuple[int, str]:
        try:
            respuesta = cliente.post(url(borrador), enviado)
            return respuesta.status_code, respuesta.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hilos:
        salidas = set(hilos.map(enviar, navegadores))
    caso = Tramite.objects.get()
    assert salidas == {(302, f"/tramites/{caso.pk}/")}
    assert caso.actuaciones.filter(accion="modificar" if correccion else "crear").count() == 1


def test_el_borrador_de_otra_empresa_no_existe(borrador: Borrador, carla: Actor) -> None:
    for resto in ("", "guardar/", "eliminar/"):
        assert carla.navegador.post(url(borrador, resto), BUENO).status_code == 404
    assert carla.navegador.get(url(borrador)).status_code == 404
    borrador.refresh_from_db()
    assert borrador.datos == {}
    assert not Tramite.objects.exists()


@pytest.fixture
def borrador_de_beto(ana: Actor, beto: Actor) -> Borrador:
    """A draft for Ana's company that her broker began with a mandate in force."""
    Poder.objects.update(modulos=["juguete"])
    apoderado = beto.por(ana.quien.titular)
    apoderado.navegador.post("/tramites/nueva/juguete.permiso/")
    fila = Borrador.objects.get()
    assert (fila.usuario, fila.titular) == (beto.usuario, ana.quien.titular)
    return fila


def test_con_un_poder_que_vencio_anoche_no_se_radica(borrador_de_beto: Borrador, ana: Actor, beto: Actor) -> None:
    """usuarios, Given/When/Then 6: refused and nothing changed; the draft passes to the titular."""
    navegador = beto.por(ana.quien.titular).navegador
    ayer = timezone.localdate() - timedelta(days=1)
    Poder.objects.update(desde=ayer - timedelta(days=30), hasta=ayer)
    assert navegador.post(url(borrador_de_beto), BUENO).status_code == 404
    assert not Tramite.objects.exists()
    borrador_de_beto.refresh_from_db()
    assert borrador_de_beto.datos == {}
    assert ana.navegador.get(url(borrador_de_beto)).status_code == 200
    Poder.objects.update(hasta=ayer + timedelta(days=1))
    assert navegador.post(url(borrador_de_beto), BUENO).status_code == 302  # the control: in force, the same files
    assert Tramite.objects.get().titular == ana.quien.titular


def test_lo_de_otro_titular_no_se_radica_actuando_por_la_propia_empresa(
    borrador_de_beto: Borrador, beto: Actor
) -> None:
    respuesta = beto.navegador.post(url(borrador_de_beto), BUENO)
    assert respuesta.status_code == 409
    assert f"Esto es de {borrador_de_beto.titular.razon_social}" in respuesta.content.decode()
    assert not Tramite.objects.exists()


@pytest.fixture
def devuelta(ana: Actor, elena: Actor) -> Any:
    """A case with its document, returned with observations; its amounts have thousands and decimals."""
    caso = permiso_de_juguete(ana, cantidad="1.234,5", piezas=["rueda", "eje"])
    caso = llevar_a(ejecutar(caso.pk, "generar_documento", ana.quien), "en_estudio")
    observaciones = [("", "Revise todo."), ("cantidad", "Es demasiada.")]
    return ejecutar(caso.pk, "devolver", elena.quien, datos={"observaciones": observaciones})


def test_corregir_lo_devuelto(devuelta: Any, navegador: Client) -> None:
    inicio = navegador.post(f"/tramites/{devuelta.pk}/modificar/")
    borrador = Borrador.objects.get()
    assert inicio.url == url(borrador)
    assert borrador.datos["cantidad"] == ["1.234,5"]
    assert [borrador.datos[f"lineas-{n}-nombre"] for n in (0, 1)] == [["rueda"], ["eje"]]
    pagina = navegador.get(url(borrador)).content.decode()
    for texto in ('value="1.234,5"', 'value="rueda"', 'value="eje"', "Es demasiada.", "Revise todo."):
        assert texto in pagina
    corregido = {"cantidad": "99,25", "lineas-0-nombre": "cuerda"}
    primera = navegador.post(url(borrador), BUENO | corregido)
    assert primera.url == f"/tramites/{devuelta.pk}/"
    caso = type(devuelta).objects.get()
    assert (str(caso.cantidad), caso.estado, caso.version) == ("99.2500", "creada", devuelta.version + 1)
    assert [pieza.nombre for pieza in caso.piezas.order_by("pk")] == ["cuerda"]
    assert [d.estado for d in caso.documentos.all()] == [Documento.Estado.ANULADO]
    acto = caso.actuaciones.get(accion="modificar")
    assert acto.cambios["cantidad"] == ["1234.5000", "99.25"]
    assert not Borrador.objects.exists()
    segunda = navegador.post(url(borrador), BUENO | corregido)
    assert segunda.url == primera.url
    assert caso.actuaciones.filter(accion="modificar").count() == 1
    assert caso.clave == devuelta.clave  # what the API knows the first filing by


def test_modificar_dos_veces_abre_el_mismo_borrador(devuelta: Any, navegador: Client) -> None:
    salidas = {navegador.post(f"/tramites/{devuelta.pk}/modificar/").url for _vez in (1, 2)}
    assert salidas == {url(Borrador.objects.get())}


def test_lo_que_esta_en_estudio_no_se_modifica(ana: Actor) -> None:
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio")
    respuesta = ana.navegador.post(f"/tramites/{caso.pk}/modificar/")
    assert respuesta.status_code == 409
    assert "Este trámite no se puede modificar en el estado en que está." in respuesta.content.decode()
    assert not Borrador.objects.exists()
