"""Whether a signed PDF shows what the issued one shows.

Signing software may rewrite the whole file (renumber objects, recompress streams, add metadata), so the two object
graphs are walked together and compared decoded: everything a viewer may show or do has to be equal, and only signature
fields may be new.
"""

from __future__ import annotations

import zlib
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import pikepdf

DECODIFICADO_MAXIMO_BYTES = 64 * 1024 * 1024
OBJETOS_MAXIMOS = 200_000
# A visible signature larger than this share of its page could cover what the page says.
AREA_MAXIMA_DE_FIRMA = Decimal("0.2")

_CATALOGO_LIBRE = {"/Type", "/Version", "/Pages", "/AcroForm", "/Metadata", "/DSS", "/Extensions", "/Perms"}
_PAGINA_LIBRE = {"/Type", "/Parent", "/Annots", "/Contents", "/LastModified", "/PieceInfo", "/Metadata", "/Tabs"}
_HEREDABLES = {"/Resources", "/MediaBox", "/CropBox", "/Rotate"}
_FORMULARIO_LIBRE = {"/Fields", "/SigFlags", "/DR", "/DA"}
_FLUJO_LIBRE = {"/Length", "/Filter", "/DecodeParms", "/DL", "/Metadata"}
_CON_ACCIONES = {"/A", "/AA", "/PA", "/JS"}


class Distinto(Exception):
    """The signed file shows something else. The message tells the user what."""


@lru_cache(maxsize=1)
def _limitar_qpdf() -> None:
    """qpdf's own guards against decompression bombs; they hold for the process and are set once."""
    import pikepdf

    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=100,
        max_stream_filters=3,
        flate_max_memory=DECODIFICADO_MAXIMO_BYTES,
        png_max_memory=DECODIFICADO_MAXIMO_BYTES,
        tiff_max_memory=DECODIFICADO_MAXIMO_BYTES,
        run_length_max_memory=DECODIFICADO_MAXIMO_BYTES,
    )


def abrir(pdf: bytes) -> pikepdf.Pdf:
    """Open without repairing anything: what has to be repaired may be read in several ways."""
    import pikepdf

    _limitar_qpdf()
    return pikepdf.open(BytesIO(pdf), attempt_recovery=False, inherit_page_attributes=False)


def comparar(original: pikepdf.Pdf, firmado: pikepdf.Pdf) -> list[str]:
    """Raise `Distinto` at the first difference; return what is allowed but worth telling."""
    paginas = list(zip(_paginas(original), _paginas(firmado), strict=False))
    if len(_paginas(original)) != len(_paginas(firmado)):
        raise Distinto(_("El número de páginas es distinto."))
    comparador = _Comparador([(una.objgen, otra.objgen) for una, otra in paginas])
    for numero, (una, otra) in enumerate(paginas, start=1):
        comparador.pagina(una, otra, numero)
    comparador.catalogo(original.Root, firmado.Root)
    return comparador.avisos


def _paginas(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The leaves of the page tree in order, without qpdf's own walk, which copies what is repeated."""
    import pikepdf

    pendientes: list[pikepdf.Object] = [pdf.Root.Pages]
    vistos: set[tuple[int, int]] = set()
    hojas: list[pikepdf.Object] = []
    while pendientes:
        nodo = pendientes.pop()
        if not isinstance(nodo, pikepdf.Dictionary) or nodo.objgen in vistos or len(vistos) > OBJETOS_MAXIMOS:
            raise Distinto(_("El árbol de páginas está mal formado."))
        vistos.add(nodo.objgen)
        if "/Kids" in nodo:
            pendientes.extend(reversed(list(nodo.Kids)))
        else:
            hojas.append(nodo)
    return hojas


def _heredado(pagina: pikepdf.Object, llave: str) -> Any:
    nodo = pagina
    for _nivel in range(50):
        if llave in nodo:
            return nodo[llave]
        if "/Parent" not in nodo:
            break
        nodo = nodo.Parent
    return None


class _Comparador:
    def __init__(self, paginas: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self.avisos: list[str] = []
        self.vistos = set(paginas)
        self.originales = {una for una, _otra in paginas}
        self.presupuesto = OBJETOS_MAXIMOS

    def pagina(self, una: pikepdf.Object, otra: pikepdf.Object, numero: int) -> None:
        donde = _("La página %(numero)s fue modificada.") % {"numero": numero}
        if _contenido(una) != _contenido(otra):
            raise Distinto(donde)
        for llave in _HEREDABLES:
            self.iguales(_heredado(una, llave) or 0, _heredado(otra, llave) or 0, donde)
        self.llaves(una, otra, _PAGINA_LIBRE | _HEREDABLES, donde)
        self.anotaciones(una, otra, numero)

    def anotaciones(self, una: pikepdf.Object, otra: pikepdf.Object, numero: int) -> None:
        previas, nuevas = list(una.get("/Annots", [])), list(otra.get("/Annots", []))
        donde = _("La página %(numero)s tiene anotaciones que el documento no tenía.") % {"numero": numero}
        if len(nuevas) < len(previas):
            raise Distinto(donde)
        for previa, nueva in zip(previas, nuevas, strict=False):
            self.iguales(previa, nueva, donde)
        for nueva in nuevas[len(previas) :]:
            if not _es_firma(nueva):
                raise Distinto(donde)
            self.apariencia(nueva, otra, numero)

    def apariencia(self, widget: pikepdf.Object, pagina: pikepdf.Object, numero: int) -> None:
        area, hoja = _area(widget.get("/Rect")), _area(_heredado(pagina, "/MediaBox"))
        if not area:
            return
        if area > hoja * AREA_MAXIMA_DE_FIRMA:
            raise Distinto(_("La imagen de la firma cubre la página %(numero)s.") % {"numero": numero})
        self.avisos.append(_("La página %(numero)s tiene una firma visible.") % {"numero": numero})

    def catalogo(self, uno: pikepdf.Object, otro: pikepdf.Object) -> None:
        self.llaves(uno, otro, _CATALOGO_LIBRE, _("Se agregaron acciones, archivos o capas al documento."))
        if set(otro.get("/Perms", {})) - set(uno.get("/Perms", {})) - {"/DocMDP"}:
            raise Distinto(_("Se cambiaron los permisos del documento."))
        self.formulario(uno.get("/AcroForm", {}), otro.get("/AcroForm", {}))

    def formulario(self, uno: Any, otro: Any) -> None:
        donde = _("Se agregaron campos de formulario al documento.")
        self.llaves(uno, otro, _FORMULARIO_LIBRE, donde)
        previos, nuevos = list(uno.get("/Fields", [])), list(otro.get("/Fields", []))
        if len(nuevos) < len(previos):
            raise Distinto(donde)
        for previo, nuevo in zip(previos, nuevos, strict=False):
            self.iguales(previo, nuevo, donde)
        if not all(_es_firma(nuevo) for nuevo in nuevos[len(previos) :]):
            raise Distinto(donde)

    def llaves(self, uno: Any, otro: Any, libres: set[str], donde: str) -> None:
        propias = set(uno.keys()) - libres
        if propias != set(otro.keys()) - libres:
            raise Distinto(donde)
        for llave in propias:
            self.iguales(uno[llave], otro[llave], donde)

    def iguales(self, uno: Any, otro: Any, donde: str) -> None:
        """Walk both graphs together; a pair already met is taken as equal, which also ends the loops."""
        pendientes = [(uno, otro)]
        while pendientes:
            uno, otro = pendientes.pop()
            self.presupuesto -= 1
            if self.presupuesto < 0:
                raise Distinto(_("El documento tiene demasiados objetos."))
            pendientes.extend(self._parejas(uno, otro, donde))

    def _parejas(self, uno: Any, otro: Any, donde: str) -> list[tuple[Any, Any]]:
        import pikepdf

        if not isinstance(uno, pikepdf.Object) or not isinstance(otro, pikepdf.Object):
            if not _mismo_valor(uno, otro):
                raise Distinto(donde)
            return []
        if uno.is_indirect or otro.is_indirect:
            pareja = (uno.objgen, otro.objgen)
            if pareja in self.vistos:
                return []
            if uno.objgen in self.originales:
                raise Distinto(donde)
            self.vistos.add(pareja)
        if uno._type_code != otro._type_code:
            raise Distinto(donde)
        if isinstance(uno, pikepdf.Array):
            if len(uno) != len(otro):
                raise Distinto(donde)
            return list(zip(uno, otro, strict=True))
        if isinstance(uno, pikepdf.Stream):
            if not _mismo_flujo(uno, otro):
                raise Distinto(donde)
            return self._hijos(uno, otro, _FLUJO_LIBRE, donde)
        if isinstance(uno, pikepdf.Dictionary):
            return self._hijos(uno, otro, set(), donde)
        if bytes(uno) != bytes(otro) if isinstance(uno, pikepdf.String) else uno != otro:
            raise Distinto(donde)
        return []

    def _hijos(self, uno: Any, otro: Any, libres: set[str], donde: str) -> list[tuple[Any, Any]]:
        propias = set(uno.keys()) - libres
        if propias != set(otro.keys()) - libres:
            raise Distinto(donde)
        return [(uno[llave], otro[llave]) for llave in propias]


def _mismo_valor(uno: Any, otro: Any) -> bool:
    """Plain values (numbers, booleans, null); 1 and 1.0 are the same number, 1 and true are not."""
    return isinstance(uno, bool) == isinstance(otro, bool) and bool(uno == otro)


def _contenido(pagina: pikepdf.Object) -> bytes:
    import pikepdf

    contenido = pagina.get("/Contents")
    if contenido is None:
        return b""
    partes = list(contenido) if isinstance(contenido, pikepdf.Array) else [contenido]
    return b"\n".join(_decodificado(parte).strip() for parte in partes).strip()


def _mismo_flujo(uno: pikepdf.Object, otro: pikepdf.Object) -> bool:
    if _filtros(uno) == _filtros(otro) and uno.read_raw_bytes() == otro.read_raw_bytes():
        return True
    return _decodificado(uno) == _decodificado(otro)


def _filtros(flujo: pikepdf.Object) -> tuple[bytes, ...]:
    import pikepdf

    return tuple(
        valor.unparse(resolved=True) if isinstance(valor, pikepdf.Object) else b""
        for valor in (flujo.get("/Filter"), flujo.get("/DecodeParms"))
    )


def _decodificado(flujo: pikepdf.Object) -> bytes:
    """Decoded bytes, never more than `DECODIFICADO_MAXIMO_BYTES`; a picture's own code (JPEG) stays as it is."""
    import pikepdf

    filtros = flujo.get("/Filter")
    nombres = [str(filtro) for filtro in (filtros if isinstance(filtros, pikepdf.Array) else [filtros]) if filtro]
    if nombres == ["/FlateDecode"] and "/DecodeParms" not in flujo:
        descompresor = zlib.decompressobj()
        datos = descompresor.decompress(flujo.read_raw_bytes(), DECODIFICADO_MAXIMO_BYTES)
        if descompresor.unconsumed_tail:
            raise Distinto(_("El documento descomprimido es demasiado grande."))
        return datos
    if "/LZWDecode" in nombres or nombres.count("/FlateDecode") > 1:
        raise Distinto(_("El documento usa una compresión que no se admite."))
    try:
        return flujo.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    except pikepdf.PdfError:
        return b"\0".join([*_filtros(flujo), flujo.read_raw_bytes()])


def _es_firma(campo: Any) -> bool:
    """A signature field or its widget, without actions, children of another kind or a foreign parent."""
    import pikepdf

    if not isinstance(campo, pikepdf.Dictionary) or _CON_ACCIONES & set(campo.keys()):
        return False
    tipo = campo.get("/FT") or campo.get("/Parent", pikepdf.Dictionary()).get("/FT")
    if tipo != "/Sig" or campo.get("/Subtype", pikepdf.Name.Widget) != "/Widget":
        return False
    hijos = list(campo.get("/Kids", []))
    return len(hijos) <= 1 and all(
        isinstance(hijo, pikepdf.Dictionary)
        and hijo.get("/Subtype") == "/Widget"
        and not _CON_ACCIONES & set(hijo.keys())
        for hijo in hijos
    )


def _area(caja: Any) -> Decimal:
    if caja is None:
        return Decimal(0)
    izquierda, abajo, derecha, arriba = (Decimal(lado) for lado in caja)
    return abs(derecha - izquierda) * abs(arriba - abajo)
