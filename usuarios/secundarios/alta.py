"""A company's secondary users come to be: never more than the limit, whoever creates at the same time (USR-02)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from usuarios.ingreso.enlaces import emitir
from usuarios.ingreso.eventos import anotar
from usuarios.models import Empresa, EmpresaUserObjectPermission, Enlace, EventoCuenta, Usuario
from vuce.comun.rechazo import Rechazo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from vuce.tramites.quien import Quien

MAXIMO = 1_000


class LimiteAlcanzado(Rechazo):
    def __init__(self) -> None:
        super().__init__(_("El Usuario Principal ya registró el máximo de 1.000 Usuarios Secundarios."))


def secundarios(empresa: Empresa) -> QuerySet[Usuario]:
    """Its users but the principals and those deleted: the ones that count."""
    roles = EmpresaUserObjectPermission.objects.filter(content_object=empresa, permission__codename="administrar")
    vivos = Usuario.objects.filter(empresa=empresa).exclude(situacion=Usuario.Estado.ELIMINADO)
    return vivos.exclude(pk__in=roles.values("user"))


@contextmanager
def cupo(empresa: Empresa) -> Iterator[int]:
    """How many may still be created; nobody else creates in the company until the block ends."""
    with transaction.atomic():
        fila = Empresa.objects.select_for_update(of=("self",), no_key=True).get(pk=empresa.pk)
        if fila.situacion != Empresa.Situacion.ACTIVA:
            raise Rechazo(_("La cuenta de la empresa no está activa."))
        yield MAXIMO - secundarios(fila).count()


def crear(empresa: Empresa, datos: Mapping[str, Any], quien: Quien) -> Usuario:
    """One user, waiting for its first entry. `datos`: columns of Usuario; `password`, hashed, or a link is sent."""
    if empresa.cuenta_directa:
        raise Rechazo(_("La cuenta directa de su empresa no crea otros usuarios (Resolución 4240 de 2000, art. 5)."))
    try:
        with cupo(empresa) as quedan:
            if quedan < 1:
                raise LimiteAlcanzado
            return _crear(empresa, datos, quien)
    except IntegrityError as error:
        raise Rechazo(_("Otra persona acaba de crear un usuario con ese código o documento.")) from error


def _crear(empresa: Empresa, datos: Mapping[str, Any], quien: Quien) -> Usuario:
    usuario = Usuario(
        empresa=empresa,
        situacion=Usuario.Estado.PENDIENTE_ACTIVACION,
        vigencia=quien.usuario.vigencia,
        **datos,
    )
    if not usuario.password:
        usuario.set_unusable_password()
    usuario.save(force_insert=True)
    anotar(usuario, EventoCuenta.Tipo.ALTA, quien)
    if not usuario.has_usable_password():
        emitir(usuario, Enlace.Proposito.INVITACION)
    return usuario
