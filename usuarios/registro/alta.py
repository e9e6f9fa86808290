"""What the approval of a registration makes: the company, its usuario principal, and the link that activates it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from guardian.shortcuts import assign_perm

from usuarios.ingreso.enlaces import emitir
from usuarios.ingreso.vigencia import vencimiento
from usuarios.models import Empresa, Enlace, Responsable, SolicitudRegistro, Usuario
from usuarios.registro.reglas import no_esta_registrada
from vuce.tramites.reglas import Acto, exigir

DE_LA_SOLICITUD = (
    *("tipo_identificacion", "identificacion", "razon_social", "correo", "telefono", "fax", "direccion", "municipio"),
    "modulos",
)
ROLES_DEL_PRINCIPAL = ("operar", "administrar")


def nombrar_empresa(caso: SolicitudRegistro, _acto: Acto) -> None:
    """On filing: the reviewers read the name and number that are claimed."""
    empresa = caso.empresa
    for campo in ("tipo_identificacion", "identificacion", "razon_social"):
        setattr(empresa, campo, getattr(caso, campo))
    empresa.save(update_fields=["tipo_identificacion", "identificacion", "razon_social"])


def corregir(caso: SolicitudRegistro, acto: Acto) -> None:
    """On correcting: another kind of user may belong before another queue."""
    nombrar_empresa(caso, acto)
    if caso.dependencia_id != caso.cola.dependencia_id:
        caso.dependencia, caso.asignado_a = caso.cola.dependencia, None


def dar_de_alta(caso: SolicitudRegistro, acto: Acto) -> None:
    """Make the company active and its newcomer the usuario principal."""
    novata = caso.empresa
    principal = Usuario.objects.select_for_update(of=("self",)).get(
        empresa=novata, situacion=Usuario.Estado.PENDIENTE_ACTIVACION
    )
    caso.titular = _empresa(caso, acto, novata)
    _responsable(caso)
    _principal(principal, caso, acto)
    nombrar_principal(principal, caso.empresa)


def nombrar_principal(usuario: Usuario, empresa: Empresa) -> None:
    """Give the roles of the usuario principal, and the link by which it chooses its password."""
    for rol in ROLES_DEL_PRINCIPAL:
        assign_perm(f"usuarios.{rol}", usuario, empresa)
    emitir(usuario, Enlace.Proposito.ACTIVACION)


def _empresa(caso: SolicitudRegistro, acto: Acto, novata: Empresa) -> Empresa:
    """The company with the data that was approved: the one that was cancelled, where it comes back."""
    empresa = _cancelada(caso) or novata
    for campo in DE_LA_SOLICITUD:
        setattr(empresa, campo, getattr(caso, campo))
    empresa.situacion, empresa.tipo = Empresa.Situacion.ACTIVA, caso.tipo_usuario
    empresa.ciudad, empresa.otorgada_por = caso.municipio.nombre, caso.dependencia
    empresa.agencia_aduanas = acto.datos["agencia_aduanas"]
    empresa.cuenta_directa = not caso.equipo_propio
    try:
        with transaction.atomic():
            empresa.save()
    except IntegrityError:
        exigir([no_esta_registrada], caso, acto)  # another reviewer approved the same number at the same instant
        raise
    return empresa


def _cancelada(caso: SolicitudRegistro) -> Empresa | None:
    """A cancelled account is not reactivated: its company registers again, and keeps its record."""
    canceladas = Empresa.objects.select_for_update(of=("self",)).filter(situacion=Empresa.Situacion.CANCELADA)
    return canceladas.filter(tipo_identificacion=caso.tipo_identificacion, identificacion=caso.identificacion).first()


def _responsable(caso: SolicitudRegistro) -> None:
    if caso.representante_documento:
        Responsable.objects.update_or_create(
            empresa=caso.empresa,
            calidad=Responsable.Calidad.REPRESENTANTE_LEGAL,
            documento=caso.representante_documento,
            defaults={"tipo_documento": caso.representante_tipo, "nombre": caso.representante_nombre},
        )


def _principal(usuario: Usuario, caso: SolicitudRegistro, acto: Acto) -> None:
    usuario.empresa, usuario.nombre = caso.empresa, caso.delegado_nombre
    usuario.tipo_documento, usuario.documento = caso.delegado_tipo, caso.delegado_documento
    usuario.vigencia = Usuario.Vigencia.BREVE if caso.breve else Usuario.Vigencia(caso.tipo_usuario)
    usuario.vence_el = vencimiento(usuario.vigencia, localdate(acto.en))
    usuario.save(update_fields=["empresa", "nombre", "tipo_documento", "documento", "vigencia", "vence_el"])
