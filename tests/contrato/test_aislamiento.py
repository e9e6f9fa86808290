"""Every URL, API route and file, walked from the URL conf as nobody, another company, an expired broker, and a
reviewer of another entity (usuarios, «Isolation»). A new route is covered without anyone remembering: an argument
that `ARGUMENTOS` does not know fails the walk.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.contrato.fabricas import PUBLICAS
from tests.usuarios.fabricas_poder import secundario
from usuarios.ingreso.tokens import crear_token
from usuarios.models import CargaUsuarios, Poder, Usuario
from usuarios.registro import enlaces as registro
from vuce.documentos.adjuntos import recibir
from vuce.documentos.models import Documento
from vuce.notificaciones.avisos import avisar
from vuce.tramites.models import Borrador
from vuce.tramites.transiciones import ejecutar

# Open to everybody, on purpose; an app adds its own in its fabricas.py.
ABIERTAS = PUBLICAS | {
    *("inicio", "usuarios:ingresar", "verificar", "verificar_codigo", "set_language", "componentes", "esquema"),
    *("salud", "entrada_admin"),
}
# Take an argument that names no object: what they show or begin is the visitor's own.
SIN_OBJETO = {"tramites:exportar", "tramites:nueva", "usuarios:area", "usuarios:plantilla"}


def rutas(patrones: list[Any], espacio: str = "", arriba: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """(name with its namespace, names of its arguments) of every route but the admin's."""
    for patron in patrones:
        argumentos = (*arriba, *patron.pattern.regex.groupindex)
        if isinstance(patron, URLResolver):
            if patron.namespace != "admin":
                dentro = f"{espacio}{patron.namespace}:" if patron.namespace else espacio
                yield from rutas(patron.url_patterns, dentro, argumentos)
        elif isinstance(patron, URLPattern):
            assert patron.name, f"ruta sin nombre: {patron.pattern}"
            yield f"{espacio}{patron.name}", list(argumentos)


RUTAS = sorted({(nombre, tuple(args)) for nombre, args in rutas(get_resolver().url_patterns)})
DE_OBJETOS = [(nombre, args) for nombre, args in RUTAS if args and nombre not in ABIERTAS | SIN_OBJETO]


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
    carga = CargaUsuarios.objects.create(empresa=ana.usuario.empresa, archivo=adjunto, creada_por=ana.usuario)
    return {
        "caso": caso,
        "borrador": borrador,
        "adjunto": adjunto,
        "aviso": aviso,
        "documento": documento,
        "carga": carga,
        "poder": Poder.objects.get(titular=ana.usuario.empresa),
        "usuario": secundario(ana, modulos=("juguete",)),
    }


def _png() -> bytes:
    from io import BytesIO

    from PIL import Image

    salida = BytesIO()
    Image.new("RGB", (2, 2)).save(salida, "PNG")
    return salida.getvalue()


def direccion(nombre: str, argumentos: tuple[str, ...], mundo: dict[str, Any]) -> str:
    caso, borrador = mundo["caso"], mundo["borrador"]
    pk = {"borrador": borrador.pk, "notificaciones": mundo["aviso"].pk, "actividad_de": mundo["usuario"].usuario.pk}
    valores = {
        "pk": next((clave for parte, clave in pk.items() if parte in nombre), caso.pk),
        "aviso": mundo["aviso"].pk,
        "usuario": mundo["usuario"].usuario.pk,
        "poder": mundo["poder"].pk,
        "carga_id": mundo["carga"].pk,
        "area": "estados",
        "accion": "eliminar",
        "documento": mundo["documento"].pk,
        "adjunto": mundo["adjunto"].pk,
        "codigo": "juguete.permiso",
        "formato": "csv",
    }
    return reverse(nombre, kwargs={nombre_: valores[nombre_] for nombre_ in argumentos})


def _respuestas(cliente: Client, rutas: list[Any], mundo: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for nombre, argumentos in rutas:
        url = direccion(nombre, argumentos, mundo)
        for metodo in ("get", "post"):
            yield f"{metodo} {url}", getattr(cliente, metodo)(url)


def test_sin_ingresar_no_se_ve_nada(mundo: dict[str, Any]) -> None:
    entrada = reverse("usuarios:ingresar")
    cerradas = [(nombre, args) for nombre, args in RUTAS if nombre not in ABIERTAS]
    abiertas = [
        (que, r.status_code)
        for que, r in _respuestas(Client(), cerradas, mundo)
        if not (r.status_code == 302 and r.url.startswith(entrada)) and r.status_code not in {401, 403, 404, 405}
    ]
    assert abiertas == []


def _a_la_vista(actor: Actor, mundo: dict[str, Any]) -> list[tuple[str, int]]:
    """What answers anything but «there is no such thing», or «say first that it is you» to whoever asks."""
    respuestas = _respuestas(actor.navegador, DE_OBJETOS, mundo)
    identidad = reverse("account_reauthenticate")
    return [
        (que, r.status_code)
        for que, r in respuestas
        if r.status_code not in {404, 405} and not (r.status_code == 302 and r.url.startswith(identidad))
    ]


@pytest.mark.parametrize("extrano", ["carla", "oscar", "beto", "elena"])
def test_lo_ajeno_no_existe(extrano: str, mundo: dict[str, Any], elenco: dict[str, Actor]) -> None:
    """Another company, a reviewer of another entity, a broker whose mandate does not cover the module, and the
    entity's own reviewer before the request was filed."""
    assert _a_la_vista(elenco[extrano], mundo) == []


@pytest.mark.parametrize("estado", ["suspendido", "cancelado"])
def test_quien_ya_no_entra_no_ve_nada_ni_con_la_sesion_abierta(mundo: dict[str, Any], ana: Actor, estado: str) -> None:
    """Nor with a token of the API."""
    rosa: Actor = mundo["usuario"]
    navegador, ficha = rosa.navegador, reverse("tramites:ficha", args=[mundo["caso"].pk])
    assert navegador.get(ficha).status_code == 200
    programa = _con_token(rosa)
    de_api = f"/api/v1/juguete/permiso/{mundo['caso'].pk}/"
    assert programa.get(de_api).status_code == 200
    Usuario.objects.filter(pk=rosa.usuario.pk).update(situacion=estado)
    assert programa.get(de_api).status_code == 403
    entrada = reverse("usuarios:ingresar")
    cerradas = [(nombre, args) for nombre, args in RUTAS if nombre not in ABIERTAS]
    assert [
        (que, r.status_code)
        for que, r in _respuestas(navegador, cerradas, mundo)
        if not (r.status_code == 302 and r.url.startswith(entrada)) and r.status_code not in {401, 403, 404, 405}
    ] == []


def _con_token(actor: Actor) -> Client:
    """A program of the actor: what it asks goes with the key."""
    fin = timezone.now() + timedelta(days=1)
    _fila, secreto = crear_token(actor.usuario, "programa", f"empresa-{actor.usuario.empresa_id}", fin)
    return Client(headers={"Authorization": f"Bearer {secreto}"})


def test_el_token_de_otra_empresa_no_abre_nada(mundo: dict[str, Any], ana: Actor, carla: Actor) -> None:
    caso = mundo["caso"]
    assert _con_token(ana).get(f"/api/v1/juguete/permiso/{caso.pk}/").status_code == 200
    entrada = reverse("usuarios:ingresar")
    assert [
        (que, r.status_code)
        for que, r in _respuestas(_con_token(carla), DE_OBJETOS, mundo)
        if r.status_code not in {403, 404, 405} and not (r.status_code == 302 and r.url.startswith(entrada))
    ] == []


def test_quien_registra_su_empresa_no_ve_lo_ajeno(mundo: dict[str, Any]) -> None:
    """A newcomer: in by the link of its mail, its company EN_REGISTRO."""
    navegador = Client()
    entrada = registro.direccion("nueva@x.example").removeprefix(settings.SITIO_URL)
    assert navegador.post(entrada).status_code == 302
    assert navegador.get(reverse("usuarios:registro")).status_code in {200, 302}
    assert "_auth_user_id" in navegador.session
    suyo = reverse("usuarios:registro")
    assert [
        (que, r.status_code)
        for que, r in _respuestas(navegador, DE_OBJETOS, mundo)
        if r.status_code not in {403, 404, 405} and not (r.status_code == 302 and r.url == suyo)
    ] == []


def test_un_poder_que_vencio_anoche_no_vale(mundo: dict[str, Any], beto: Actor) -> None:
    Poder.objects.update(modulos=["juguete"])
    assert beto.navegador.get(reverse("tramites:ficha", args=[mundo["caso"].pk])).status_code == 200
    ayer = timezone.localdate() - timedelta(days=1)
    Poder.objects.update(desde=ayer - timedelta(days=10), hasta=ayer)
    assert _a_la_vista(beto, mundo) == []


def test_las_listas_solo_muestran_lo_propio(mundo: dict[str, Any], elenco: dict[str, Actor]) -> None:
    numero = mundo["caso"].numero
    for url in ("/tramites/", "/tramites/exportar/csv/", "/api/v1/juguete/permiso/"):
        for codigo, ve in (("ana", True), ("carla", False), ("oscar", False), ("beto", False), ("elena", False)):
            respuesta = elenco[codigo].navegador.get(url)
            texto = b"".join(respuesta) if respuesta.streaming else respuesta.content
            assert (numero.encode() in texto) is ve, (url, codigo)
