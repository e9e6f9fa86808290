"""What an act prints about how to verify it."""

from typing import NamedTuple

from django import template

from vuce.documentos.models import Documento
from vuce.documentos.render import codigo_en_grupos, direccion_de_verificacion, qr
from vuce.documentos.verificacion import EstadoFirma, estado_firma

register = template.Library()


class Verificacion(NamedTuple):
    codigo: str
    direccion: str
    qr: str


@register.simple_tag
def verificacion(documento: Documento) -> Verificacion:
    """Code in groups of four, address and QR (`data:` URL) of `documento`."""
    direccion = direccion_de_verificacion(documento.codigo)
    return Verificacion(codigo_en_grupos(documento.codigo), direccion, qr(direccion))


@register.filter
def firma_de(documento: Documento) -> EstadoFirma:
    """What the validation at signing found."""
    return estado_firma(documento)
