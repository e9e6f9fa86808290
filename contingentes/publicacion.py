"""A circular comes into force: its volumes go to the ledger and it becomes the quota's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contingentes.models import CampoCertificado, Circular, Contingente, Etapa, Movimiento, VolumenGrupo
from vuce.comun.instantes import reloj
from vuce.tramites.reglas import ReglaIncumplida

if TYPE_CHECKING:
    from collections.abc import Iterator


@transaction.atomic
def publicar(circular: Circular) -> None:
    """Publish a draft circular. `ValidationError` says all that it lacks, or that it takes back granted amounts."""
    contingente = Contingente.objects.select_for_update(of=("self",)).get(pk=circular.contingente_id)
    circular.refresh_from_db()
    faltas = list(_lo_que_falta(circular, contingente))
    if faltas:
        raise ValidationError(faltas)
    ahora = reloj()
    for volumen in circular.volumenes.select_related("grupo").order_by("grupo_id"):
        try:
            with transaction.atomic():
                Movimiento.objects.fijar_volumen(circular, volumen.grupo, volumen.volumen, ahora)
        except ReglaIncumplida as rechazo:
            raise ValidationError(f"{volumen.grupo}: {rechazo.mensaje}") from rechazo
    circular.publicada_en = ahora
    circular.save(update_fields=["publicada_en"])
    contingente.circular = circular
    contingente.save(update_fields=["circular"])


def _lo_que_falta(circular: Circular, contingente: Contingente) -> Iterator[str]:
    if circular.publicada_en is not None:
        yield _("La circular ya está publicada.")
        return
    if contingente.circular is not None and contingente.circular.version > circular.version:
        yield _("Ya rige una versión posterior del contingente.")
    con_volumen = set(circular.volumenes.values_list("grupo_id", flat=True))
    grupos = list(contingente.grupos.all())
    if not grupos:
        yield _("El contingente no tiene grupos de producto.")
    for grupo in grupos:
        if grupo.pk not in con_volumen:
            yield _("Falta el volumen del grupo «%(grupo)s».") % {"grupo": grupo}
    etapas = list(circular.etapas.all())
    for clase in (Etapa.Clase.CUPO, Etapa.Clase.CONSUMO):
        if clase not in {etapa.clase for etapa in etapas}:
            yield _("Falta la etapa «%(etapa)s».") % {"etapa": clase.label}
    for etapa in etapas:
        try:
            etapa.clean()
        except ValidationError as error:
            yield from (f"{etapa}: {mensaje}" for mensaje in error.messages)


@transaction.atomic
def nueva_version(contingente: Contingente, numero: str = "") -> Circular:
    """A draft of the next circular with all that the one in force orders, to be amended and published."""
    Contingente.objects.select_for_update(of=("self",)).get(pk=contingente.pk)
    anterior = contingente.version
    hijas: list[Etapa | VolumenGrupo | CampoCertificado] = [
        *anterior.etapas.all(),
        *anterior.volumenes.all(),
        *anterior.campos.all(),
    ]
    nueva = Circular.objects.get(pk=anterior.pk)
    nueva.pk, nueva.publicada_en, nueva.numero = None, None, numero or anterior.numero
    nueva.version = siguiente_version(contingente)
    nueva._state.adding = True
    nueva.save()
    for hija in hijas:
        hija.pk, hija.circular = None, nueva
        hija._state.adding = True
        hija.save()
    return nueva


def siguiente_version(contingente: Contingente) -> int:
    ultima = contingente.circulares.order_by("-version").values_list("version", flat=True).first()
    return (ultima or 0) + 1
