"""Cases for the tests: through the real forms and the one door, as a person makes them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from tests.ayudas.elenco import Actor
from vuce.firma.demo import PIN
from vuce.tramites.models import Actuacion, Borrador, Tramite
from vuce.tramites.procedimientos import REGISTRO, concreto
from vuce.tramites.transiciones import crear


def enviado(**datos: Any) -> QueryDict:
    """Data as a browser posts them."""
    crudo = QueryDict(mutable=True)
    for nombre, valor in datos.items():
        crudo.setlist(nombre, valor if isinstance(valor, list) else [str(valor)])
    return crudo


def radicar(codigo: str, actor: Actor, datos: QueryDict) -> Any:
    """File a request of procedure `codigo`: a draft, a valid form, the door."""
    procedimiento = REGISTRO[codigo]
    borrador = Borrador.objects.create(
        usuario=actor.usuario, titular=actor.quien.titular, modulo=procedimiento.modulo, procedimiento=codigo
    )
    formulario = procedimiento.formulario(datos, quien=actor.quien)
    assert formulario.is_valid(), (formulario.errors, [f.errors for f in formulario.formsets])
    return crear(borrador, formulario, actor.quien)


def llevar_a(caso: Tramite, estado: str) -> Any:
    """Put a case in a state without its effects: a line of the record and the row, as the door would leave them."""
    with transaction.atomic():
        ultima = caso.actuaciones.order_by("-orden").get(orden=caso.version)
        linea = Actuacion(
            tramite_id=caso.pk,
            orden=ultima.orden + 1,
            accion="prueba",
            desde=caso.estado,
            hasta=estado,
            en=timezone.now(),
            anterior=ultima.huella,
        )
        linea.huella = linea.calcular_huella()
        linea.save()
        fase = caso.fases[estado]
        enviado_en = timezone.now() if fase != "en_usuario" else None
        Tramite.objects.filter(pk=caso.pk).update(
            estado=estado, fase=fase, version=F("version") + 1, enviado_en=enviado_en, vence_en=None
        )
    return concreto(Tramite.objects.get(pk=caso.pk))


def permiso_de_juguete(actor: Actor, **datos: Any) -> Any:
    piezas = datos.pop("piezas", ["rueda"])
    lineas = {f"lineas-{n}-nombre": pieza for n, pieza in enumerate(piezas)}
    formset = {"lineas-TOTAL_FORMS": len(piezas), "lineas-INITIAL_FORMS": 0}
    base = {"producto": "trompo", "cantidad": "10"} | datos
    return radicar("juguete.permiso", actor, enviado(**base, **formset, **lineas))


def firmar_por_fuera(pdf: bytes, p12: Path) -> bytes:
    """Sign as a user's own program would: incremental, PAdES, with the person's certificate."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    firmante = signers.SimpleSigner.load_pkcs12(str(p12), passphrase=PIN.encode())
    metadatos = signers.PdfSignatureMetadata(field_name="Firma1")
    salida = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadatos, signer=firmante)
    return bytes(salida.getbuffer())
