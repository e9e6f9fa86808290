"""Attachments: what is kept, what is refused and in which words."""

import hashlib
import socketserver
import struct
import threading
from collections.abc import Iterator

import clamd
import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from tests.ayudas.elenco import Actor
from tests.documentos import archivos
from vuce.documentos.adjuntos import TIPOS, nombre_limpio, recibir, respuesta_de_archivo
from vuce.documentos.models import Adjunto

TODOS = list(TIPOS)


def recibido(ana: Actor, nombre: str, contenido: bytes, tipos: list[str] = TODOS) -> Adjunto:
    return recibir(archivos.subido(nombre, contenido), clase="soporte", tipos=tipos, usuario=ana.usuario)


@pytest.mark.parametrize(
    ("nombre", "hacer", "tipo"),
    [
        ("carta.pdf", archivos.pdf, "application/pdf"),
        ("FOTO.PNG", archivos.imagen, "image/png"),
        ("foto.jpg", lambda: archivos.imagen("JPEG"), "image/jpeg"),
        ("lista.xlsx", archivos.xlsx, TIPOS["xlsx"][0]),
        ("lista.csv", lambda: "grupo;añada\nuno;2".encode("cp1252"), "text/csv"),
    ],
)
def test_se_guarda_lo_que_es_lo_que_dice(ana: Actor, nombre: str, hacer, tipo: str) -> None:
    contenido = hacer()
    adjunto = recibido(ana, nombre, contenido)
    guardado = Adjunto.objects.get(pk=adjunto.pk)
    assert (guardado.tipo, guardado.tamano, guardado.tramite) == (tipo, len(contenido), None)
    assert guardado.sha256 == hashlib.sha256(contenido).hexdigest()
    with guardado.archivo.open("rb") as abierto:
        assert abierto.read() == contenido


def accion(tipo: str) -> bytes:
    import pikepdf

    return archivos.pdf(accion=pikepdf.Dictionary(S=pikepdf.Name(tipo), JS="app.alert(1)"))


HOSTILES = [
    ("vacio.pdf", lambda: b"", "vacio", "vacío"),
    ("carta.pdf", lambda: b"MZ\x90 no soy un PDF", "no_es_pdf", "no es un PDF legible"),
    ("carta.pdf", lambda: b"%PDF-1.7\n" + b"\0" * 5000, "no_es_pdf", "no es un PDF legible"),
    ("foto.png", archivos.pdf, "no_es_imagen", "no es una imagen"),
    ("carta.pdf", archivos.imagen, "no_es_pdf", "no es un PDF"),
    ("programa.exe", lambda: b"MZ", "extension", "no es de una clase permitida"),
    ("sin_extension", archivos.pdf, "extension", "Se aceptan: .pdf"),
    ("carta.pdf", lambda: archivos.pdf(cifrado=True, clave="x"), "cifrado", "contraseña"),
    ("carta.pdf", lambda: archivos.pdf(cifrado=True), "cifrado", "contraseña"),
    ("carta.pdf", lambda: accion("/JavaScript"), "activo", "acciones automáticas"),
    ("carta.pdf", lambda: accion("/Launch"), "activo", "acciones automáticas"),
    ("carta.pdf", lambda: archivos.pdf() + b"<script>alert(1)</script>", "sobra", "después del final"),
    ("carta.pdf", lambda: b"GIF89a" + archivos.pdf(), "no_es_pdf", "no es un PDF"),
    ("carta.pdf", lambda: archivos.pdf() + archivos.paquete("a.txt"), "no_es_pdf", "no es un PDF"),
    ("carta.pdf", archivos.bomba_de_contenido, "bomba", "se expande"),
    ("carta.pdf", archivos.bomba_de_objetos, "bomba", "se expande"),
    ("foto.png", lambda: archivos.imagen(lado=8000), "pixeles", "megapíxeles"),
    ("foto.png", lambda: archivos.imagen()[:-20], "no_es_imagen", "no es una imagen"),
    ("foto.png", lambda: archivos.imagen("JPEG"), "no_es_imagen", "no es una imagen"),
    ("lista.xlsx", lambda: archivos.paquete("otra_cosa.txt"), "no_es_xlsx", "Excel"),
    ("lista.xlsx", lambda: archivos.paquete("xl/worksheets/sheet1.xml", mb=300), "bomba", "se expande"),
    ("lista.xlsx", lambda: archivos.paquete("xl/vbaProject.bin"), "activo", "macros"),
    ("lista.csv", archivos.xlsx, "no_es_csv", "CSV"),
    ("lista.csv", lambda: b"\n\n", "no_es_csv", "no tiene filas"),
]


@pytest.mark.parametrize(("nombre", "hacer", "codigo", "mensaje"), HOSTILES)
def test_se_rechaza_lo_hostil_y_no_queda_nada(ana: Actor, nombre: str, hacer, codigo: str, mensaje: str) -> None:
    with pytest.raises(ValidationError, match=mensaje) as rechazo:
        recibido(ana, nombre, hacer())
    assert rechazo.value.code == codigo
    assert not Adjunto.objects.exists()


def test_javascript_escondido_en_un_diccionario_directo(ana: Actor) -> None:
    import pikepdf

    adentro = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.Launch)]))
    with pytest.raises(ValidationError, match="acciones automáticas"):
        recibido(ana, "carta.pdf", archivos.pdf(accion=adentro))


@override_settings(ADJUNTO_MAXIMO_BYTES=1000)
def test_lo_muy_grande_dice_cuanto_pesa_y_cuanto_cabe(ana: Actor) -> None:
    with pytest.raises(ValidationError, match="el máximo es 1000"):
        recibido(ana, "carta.pdf", b"%PDF-" + b"0" * 1000)


@pytest.mark.parametrize(
    ("crudo", "limpio"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\carta.pdf", "carta.pdf"),
        ("acta\u202efdp.exe", "actafdp.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("nulo\0.pdf", "nulo.pdf"),
        ("  .oculto  .pdf ", "oculto .pdf"),
        ("...", "archivo"),
        ("", "archivo"),
        ("ñandú — año.pdf", "ñandú — año.pdf"),
    ],
)
def test_nombre_limpio(crudo: str, limpio: str) -> None:
    assert nombre_limpio(crudo) == limpio


def test_nombre_largo_conserva_la_extension() -> None:
    nombre = nombre_limpio("a" * 400 + ".pdf")
    assert len(nombre) == 255
    assert nombre.endswith(".pdf")


class _Clamd(socketserver.StreamRequestHandler):
    """As much of clamd as INSTREAM needs: finds EICAR."""

    def handle(self) -> None:
        if self.rfile.readline() != b"nINSTREAM\n":
            return
        recibido = b""
        while largo := struct.unpack("!L", self.rfile.read(4))[0]:
            recibido += self.rfile.read(largo)
        hallado = b"Eicar-Signature FOUND" if clamd.EICAR.strip() in recibido else b"OK"
        self.wfile.write(b"stream: " + hallado + b"\n")


@pytest.fixture
def antivirus() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        yield f"tcp://127.0.0.1:{servidor.server_address[1]}"
        servidor.shutdown()


def test_el_antivirus_rechaza_el_archivo_de_prueba(ana: Actor, antivirus: str) -> None:
    with override_settings(CLAMD_URL=antivirus):
        assert recibido(ana, "sano.csv", b"a,b\n1,2").pk
        with pytest.raises(ValidationError, match="El antivirus rechazó") as rechazo:
            recibido(ana, "virus.csv", clamd.EICAR)
    assert rechazo.value.code == "virus"
    assert Adjunto.objects.count() == 1


def test_antivirus_configurado_que_no_responde_rechaza(ana: Actor) -> None:
    with override_settings(CLAMD_URL="tcp://127.0.0.1:1"), pytest.raises(ValidationError, match="No se pudo revisar"):
        recibido(ana, "sano.csv", b"a,b\n1,2")
    assert not Adjunto.objects.exists()


def test_la_descarga_no_se_interpreta_ni_se_guarda_en_medio(ana: Actor) -> None:
    adjunto = recibido(ana, "lista.csv", b"a,b\n1,2")
    respuesta = respuesta_de_archivo(adjunto.archivo, nombre='añ"o\r\n.csv', tipo="text/csv", en_linea=True)
    assert respuesta.getvalue() == b"a,b\n1,2"
    respuesta.close()
    disposicion = respuesta["Content-Disposition"]
    assert disposicion.startswith("attachment; filename*=utf-8''a%C3%B1")
    assert "\n" not in disposicion
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert respuesta["Cache-Control"] == "private, no-store"
    assert "sandbox" in respuesta["Content-Security-Policy"]


def test_un_pdf_se_puede_ver_y_un_html_nunca(ana: Actor) -> None:
    adjunto = recibido(ana, "carta.pdf", archivos.pdf())
    ver = respuesta_de_archivo(adjunto.archivo, nombre="carta.pdf", tipo="application/pdf", en_linea=True)
    assert ver["Content-Disposition"].startswith("inline")
    assert ver["Content-Type"] == "application/pdf"
    pagina = respuesta_de_archivo(adjunto.archivo, nombre="x.html", tipo="text/html", en_linea=True)
    assert pagina["Content-Disposition"].startswith("attachment")
    ver.close()
    pagina.close()
