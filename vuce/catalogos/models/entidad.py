"""Authorities that decide, and the queues in which their reviewers work."""

from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class Entidad(models.Model):
    """Authority of the single window: MinCIT, DIAN. `codigo` also names its signing certificate."""

    codigo = models.SlugField(_("código"), primary_key=True)
    nombre = models.CharField(_("nombre"), max_length=200)
    nit = models.CharField(_("NIT"), max_length=20, blank=True)
    direccion = models.CharField(_("dirección"), max_length=200, blank=True)
    sitio = models.URLField(_("sitio web"), blank=True)

    class Meta:
        verbose_name = _("entidad")
        verbose_name_plural = _("entidades")
        ordering = ["codigo"]

    def __str__(self) -> str:
        return self.nombre


class DependenciaQuerySet(models.QuerySet["Dependencia"]):
    def para(self, usuario: Any, *permisos: str) -> "DependenciaQuerySet":
        """Queues on which `usuario` holds any of `permisos` (codenames: evaluar, aprobar, configurar)."""
        if not usuario.is_authenticated:
            return self.none()
        pedido: dict[str, Any] = {"content_object": OuterRef("pk"), "permission__codename__in": permisos}
        return self.filter(
            Exists(DependenciaUserObjectPermission.objects.filter(user=usuario, **pedido))
            | Exists(DependenciaGroupObjectPermission.objects.filter(group__user=usuario, **pedido))
        )


class Dependencia(models.Model):
    """Unit of an authority: one queue of cases, with its reviewers."""

    codigo = models.SlugField(_("código"), primary_key=True)
    entidad = models.ForeignKey(Entidad, models.PROTECT, related_name="dependencias", verbose_name=_("entidad"))
    nombre = models.CharField(_("nombre"), max_length=200)

    objects = DependenciaQuerySet.as_manager()

    class Meta:
        verbose_name = _("dependencia")
        verbose_name_plural = _("dependencias")
        ordering = ["codigo"]
        permissions: ClassVar = [
            ("evaluar", _("Evaluar trámites de la dependencia")),
            ("aprobar", _("Decidir trámites de la dependencia")),
            ("repartir", _("Repartir los trámites de la dependencia entre sus evaluadores")),
            ("configurar", _("Configurar los procedimientos de la dependencia")),
        ]

    def __str__(self) -> str:
        return self.nombre

    def usuarios_que(self, permiso: str) -> "models.QuerySet[Any]":
        """Users who hold `permiso` on this queue, directly or by a group, to be told of its cases."""
        pedido: dict[str, Any] = {"content_object": self, "permission__codename": permiso}
        directos = DependenciaUserObjectPermission.objects.filter(**pedido).values("user")
        grupos = DependenciaGroupObjectPermission.objects.filter(**pedido).values("group")
        return get_user_model().objects.filter(Q(pk__in=directos) | Q(groups__in=grupos)).distinct().order_by("pk")


class DependenciaUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Dependencia, models.CASCADE)


class DependenciaGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Dependencia, models.CASCADE)
