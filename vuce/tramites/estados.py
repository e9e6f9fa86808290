"""The states that mean the same in every procedure, and the three phases by which inboxes speak."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fase(models.TextChoices):
    EN_USUARIO = "en_usuario", _("En manos del solicitante")
    EN_ENTIDAD = "en_entidad", _("En manos de la entidad")
    TERMINADO = "terminado", _("Terminado")


class Estado(models.TextChoices):
    CREADA = "creada", _("Creada")
    RADICADA = "radicada", _("Radicada")
    POR_FIRMAR = "por_firmar", _("Por firmar")
    ENVIADA = "enviada", _("Enviada")
    EN_ESTUDIO = "en_estudio", _("En estudio")
    DEVUELTA = "devuelta", _("Devuelta con observaciones")
    SUBSANADA = "subsanada", _("Subsanada")
    APROBADA = "aprobada", _("Aprobada")
    NEGADA = "negada", _("Negada")
    RECHAZADA = "rechazada", _("Rechazada")
    DESISTIDA = "desistida", _("Desistida")
    ELIMINADA = "eliminada", _("Eliminada")
    VENCIDA = "vencida", _("Vencida")
    ANULADA = "anulada", _("Anulada")
    REVOCADA = "revocada", _("Revocada")


FASES: dict[str, Fase] = {
    Estado.CREADA: Fase.EN_USUARIO,
    Estado.POR_FIRMAR: Fase.EN_USUARIO,
    Estado.DEVUELTA: Fase.EN_USUARIO,
    Estado.RADICADA: Fase.EN_ENTIDAD,
    Estado.SUBSANADA: Fase.EN_ENTIDAD,
    Estado.ENVIADA: Fase.EN_ENTIDAD,
    Estado.EN_ESTUDIO: Fase.EN_ENTIDAD,
    Estado.APROBADA: Fase.TERMINADO,
    Estado.NEGADA: Fase.TERMINADO,
    Estado.RECHAZADA: Fase.TERMINADO,
    Estado.DESISTIDA: Fase.TERMINADO,
    Estado.ELIMINADA: Fase.TERMINADO,
    Estado.VENCIDA: Fase.TERMINADO,
    Estado.ANULADA: Fase.TERMINADO,
    Estado.REVOCADA: Fase.TERMINADO,
}
