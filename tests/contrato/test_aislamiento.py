"""Every URL, API route and file, walked from the URL conf as nobody, another company, an expired broker, and a
reviewer of another entity (usuarios, «Isolation»). A new route is covered without anyone remembering: an argument
that `ARGUMENTOS` does not know fails the walk.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.models import Poder
from vuce.documentos.adjuntos import recibir
from vuce.documentos.models import Documento
from vuce.notificaciones.avisos import avisar
from vuce.tramites.models import Borrador
from vuce.tramites.transiciones import ejecutar

# Open to everybody, on purpose.
PUBLICAS = {"inicio", "usuarios:ingresar", "verificar", "verificar_codigo", "set_language", "componentes", "salud"}
# Open to whoever is signed in: what they show or do is the visitor's own.
PROPIAS = {
    *("tramites:lista", "tramites:catalogo", "tramites:exportar", "usuarios:salir", "usuarios:cambiar"),
    *("notificaciones:buzon", "esquema", "tramites:nueva", "contingentes:vigentes", "contingentes:normatividad"),
}


def rutas(patrones: list[Any], espacio: str = "") -> Iterator[tuple[str, list[str]]]:
    """(name with its namespace, names of its arguments) of every route but the admin's."""
    for patron in patrones:
        if isinstance(patron, URLResolver):
            if patron.namespace != "admin":
                yield from rutas(patron.url_patterns, f"{espacio}{patron.namespace}:" if patron.namespace else espacio)
        elif isinstance(patron, URLPattern):
            assert patron.name, f"ruta sin nombre: {patron.pattern}"
            yield f"{espacio}{patron.name}", list(patron.pattern.regex.groupindex)


RUTAS = sorted({(nombre, tuple(args)) for nombre, args in rutas(get_resolver().url_patterns)})
DE_OBJETOS = [(n, a) for n, a in RUTAS if n not in PUBLICAS | PROPIAS and not n.endswith("-list")]


@pytest.fixture
def mundo(ana: Actor) -> dict[str, Any]:
    """Ana's things, one of each kind that a route can name."""
    caso = permiso_de_juguete(ana)
    ejecutar(caso.pk, "generar_documento", ana.quien)
    borrador = Borrador.objects.create(
        usuario=ana.usuario, titular=ana.quien.titular, modulo="juguete", procedimiento="juguete.permiso"
    )
    adjunto = recibir(
        SimpleUploadedFile("foto.png", _png(), "image/png"), clase="soporte", tipos=["png"], usuario=ana.usuario
    )
    borrador.adjuntos.add(adjunto)
    aviso = avisar(asunto="a", cuerpo="b", tramite=caso, usuarios=[ana.usuario])[0]
    documento = Documento.objects.get(tramite=caso)
    return {"caso": caso, "borrador": borrador, "adjunto": adjunto, "aviso": aviso, "documento": documento}


def _png() -> bytes:
    from io import BytesIO

    from PIL import Image

    salida = BytesIO()
    Image.new("RGB", (2, 2)).save(salida, "PNG")
    return salida.getvalue()


def direccion(nombre: str, argumentos: tuple[str, ...], mundo: dict[str, Any]) -> str:
    caso, borrador = mundo["caso"], mundo["borrador"]
    pk = {"tramites:borrador": borrador.pk, "notificaciones": mundo["aviso"].pk}
    es_de_borrador = "borrador" in nombre or nombre in {"tramites:adjuntar", "tramites:quitar_adjunto"}
    valores = {
        "pk": borrador.pk if es_de_borrador else pk["notificaciones"] if "notificaciones" in nombre else caso.pk,
        "accion": "eliminar",
        "documento": mundo["documento"].pk,
        "adjunto": mundo["adjunto"].pk,
        "codigo": "juguete.permiso",
        "formato": "csv",
    }
    return reverse(nombre, kwargs={nombre_: valores[nombre_] for nombre_ in argumentos})


@pytest.mark.parametrize(("nombre", "argumentos"), RUTAS)
def test_sin_ingresar_no_se_ve_nada(nombre: str, argumentos: tuple[str, ...], mundo: dict[str, Any]) -> None:
    if nombre in PUBLICAS:
        return
    url = direccion(nombre, argumentos, mundo)
    for metodo in ("get", "post"):
        respuesta = getattr(Client(), metodo)(url)
        a_la_entrada = respuesta.status_code == 302 and respuesta.url.startswith(reverse("usuarios:ingresar"))
        assert a_la_entrada or respuesta.status_code in {401, 403, 404, 405}, (url, metodo, respuesta.status_code)


def _no_lo_ve(actor: Actor, url: str) -> None:
    for metodo in ("get", "post"):
        respuesta = getattr(actor.navegador, metodo)(url)
        assert respuesta.status_code in {404, 405}, (url, metodo, respuesta.status_code)


@pytest.mark.parametrize(("nombre", "argumentos"), DE_OBJETOS)
@pytest.mark.parametrize("extrano", ["carla", "oscar", "beto", "elena"])
def test_lo_ajeno_no_existe(
    nombre: str, argumentos: tuple[str, ...], extrano: str, mundo: dict[str, Any], elenco: dict[str, Actor]
) -> None:
    """Another company, a reviewer of another entity, a broker whose mandate does not cover the module, and the
    entity's own reviewer before the request was filed."""
    _no_lo_ve(elenco[extrano], direccion(nombre, argumentos, mundo))


@pytest.mark.parametrize(("nombre", "argumentos"), DE_OBJETOS)
def test_un_poder_que_vencio_anoche_no_vale(
    nombre: str, argumentos: tuple[str, ...], mundo: dict[str, Any], ana: Actor, beto: Actor
) -> None:
    Poder.objects.update(modulos=["juguete"])
    caso = mundo["caso"]
    assert beto.navegador.get(reverse("tramites:ficha", args=[caso.pk])).status_code == 200
    ayer = timezone.localdate() - timedelta(days=1)
    Poder.objects.update(desde=ayer - timedelta(days=10), hasta=ayer)
    _no_lo_ve(beto, direccion(nombre, argumentos, mundo))


def test_las_listas_solo_muestran_lo_propio(mundo: dict[str, Any], elenco: dict[str, Actor]) -> None:
    numero = mundo["caso"].numero
    for url in ("/tramites/", "/tramites/exportar/csv/", "/api/v1/juguete/permiso/"):
        for codigo, ve in (("ana", True), ("carla", False), ("oscar", False), ("beto", False), ("elena", False)):
            respuesta = elenco[codigo].navegador.get(url)
            texto = b"".join(respuesta) if respuesta.streaming else respuesta.content
            assert (numero.encode() in texto) is ve, (url, codigo)
