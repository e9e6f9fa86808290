"""The company (titular) on whose tax number everything is filed, and who may act on it."""

import re
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from vuce.catalogos.models.base import eventos
from vuce.comun.identificacion import TipoDocumento, mostrar_nit
from vuce.firma.personas import Persona

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usuarios.models.usuario import Usuario


class TipoIdentificacion(models.TextChoices):
    NIT = "NIT", _("NIT")
    RUC = "RUC", _("RUC")


REGISTRO = "usuarios.registro"  # the one procedure open to a company that is not registered yet
MODULO_DE_REGISTRO = REGISTRO.partition(".")[0]


def modulos_ofrecidos() -> list[tuple[str, Any]]:
    """Apps of procedures that a company may ask for; its own data needs no asking."""
    return [
        (nombre, apps.get_app_config(nombre).verbose_name)
        for nombre in settings.APPS_PROCEDIMIENTOS
        if nombre != MODULO_DE_REGISTRO
    ]


class EmpresaQuerySet(models.QuerySet["Empresa"]):
    def derecho(self, usuario: "Usuario | AnonymousUser", permiso: str, *, titular: str, modulo: "str | Value") -> Q:
        """The one test of who may act on a company's NIT, as a condition on any table.

        `titular` and `modulo` name the columns (or `Value`) of that table which hold the company and the module.
        True where `usuario` holds `permiso` by a standing role (guardian), or, for «operar», where a mandate in
        force today covers the module and the mandated company gave `usuario` the same role (usuarios USR-06).
        «Operar» asks besides for a perfil in the module, but of the principal of a company (USR-02).
        """
        if not usuario.is_authenticated:
            return Q(pk__in=[])
        roles = EmpresaUserObjectPermission.objects.filter(user=usuario)
        propio = roles.filter(permission__codename=permiso)
        condicion = Q(Exists(propio.filter(content_object=OuterRef(titular))))
        if permiso != "operar":
            return condicion
        cubre = modulo if isinstance(modulo, Value) else OuterRef(modulo)
        poderes = apps.get_model("usuarios.Poder").objects.vigentes()
        por_poder = poderes.filter(titular=OuterRef(titular), modulos__contains=_arreglo(cubre))
        condicion |= Q(Exists(por_poder.filter(apoderada__in=propio.values("content_object"))))
        perfiles = apps.get_model("usuarios.Perfil").objects.filter(usuario=usuario, modulo=cubre)
        administrar = Permission.objects.filter(codename="administrar").order_by().values("pk")[:1]  # no join to sort
        condicion &= Q(Exists(perfiles)) | Q(Exists(roles.filter(permission=Subquery(administrar))))
        return condicion | self._derecho_a_registrarse(usuario, titular, modulo)

    def _derecho_a_registrarse(self, usuario: "Usuario", titular: str, modulo: "str | Value") -> Q:
        """A newcomer has no role: it acts on its own company, while it is being registered, in that module alone."""
        nada = Q(pk__in=[])
        if usuario.empresa is None or usuario.empresa.registrada:
            return nada
        propia = Q(**{titular: usuario.empresa_id})
        if isinstance(modulo, Value):
            return propia if modulo.value == MODULO_DE_REGISTRO else nada
        return propia & Q(**{modulo: MODULO_DE_REGISTRO})

    def supervisados_por(self, usuario: "Usuario | AnonymousUser") -> "models.QuerySet[Usuario]":
        """Secondary users whose mailbox `usuario` reads: of the companies whose supervisor it is (usuarios USR-09)."""
        if not usuario.is_authenticated:
            return apps.get_model("usuarios.Usuario").objects.none()
        roles = EmpresaUserObjectPermission.objects.filter(content_object__in=self)
        suyas = roles.filter(user=usuario, permission__codename="supervisar").values("content_object")
        principales = roles.filter(permission__codename="administrar").values("user")
        personas = apps.get_model("usuarios.Usuario").objects.filter(empresa__in=suyas)
        return personas.exclude(pk__in=principales).exclude(pk=usuario.pk)

    def registradas(self) -> "EmpresaQuerySet":
        """Those whose number was proven: of one that is being registered anybody may claim it."""
        return self.exclude(situacion=Empresa.Situacion.EN_REGISTRO)

    def activas(self) -> "EmpresaQuerySet":
        return self.filter(situacion=Empresa.Situacion.ACTIVA)

    def para(self, usuario: "Usuario | AnonymousUser", permiso: str, modulo: str) -> "EmpresaQuerySet":
        """Companies on which `usuario` holds `permiso` within `modulo` at this instant."""
        return self.filter(self.derecho(usuario, permiso, titular="pk", modulo=Value(modulo)))

    def parecidos(self, texto: str) -> "EmpresaQuerySet":
        """Companies whose NIT is `texto` in any punctuation, with or without check digit, or whose name says its words.

        The last letters of each word may be missing.
        """
        digitos = "".join(c for c in texto if c.isdigit())
        if digitos and not any(c.isalpha() for c in texto):
            return self.filter(identificacion__in=[digitos, digitos[:-1]])
        palabras = " & ".join(f"{palabra}:*" for palabra in re.findall(r"\w+", texto))
        if not palabras:
            return self.none()
        return self.filter(busqueda=SearchQuery(palabras, config="simple", search_type="raw"))


def _arreglo(expresion: Any) -> models.Func:
    return models.Func(expresion, template="ARRAY[%(expressions)s]::varchar[]")


@pghistory.track(exclude=["busqueda"])
class Empresa(models.Model):
    """Legal or natural person identified by a tax number. `identificacion` holds digits only, without check digit.

    A newcomer's (EN_REGISTRO) has none, or the one it claims: only approval makes it unique.
    """

    class Situacion(models.TextChoices):
        EN_REGISTRO = "en_registro", _("En registro")
        ACTIVA = "activa", _("Activa")
        SUSPENDIDA = "suspendida", _("Suspendida")
        CANCELADA = "cancelada", _("Cancelada")

    class Tipo(models.TextChoices):
        """Resolución 4240 de 2000, art. 3."""

        HABITUAL = "habitual", _("Habitual")
        OCASIONAL = "ocasional", _("Ocasional")

    situacion = models.CharField(_("situación"), max_length=12, choices=Situacion, default=Situacion.ACTIVA)
    tipo = models.CharField(_("tipo de usuario aduanero"), max_length=10, choices=Tipo, blank=True)
    tipo_identificacion = models.CharField(
        _("tipo de identificación"), max_length=3, choices=TipoIdentificacion, default=TipoIdentificacion.NIT
    )
    identificacion = models.CharField(_("número de identificación"), max_length=11, blank=True)
    razon_social = models.CharField(_("razón social"), max_length=200)
    correo = models.EmailField(_("correo electrónico autorizado"))
    indicativo = models.CharField(_("indicativo"), max_length=5, blank=True)
    telefono = models.CharField(_("teléfono fijo"), max_length=30, blank=True)
    extension = models.CharField(_("extensión"), max_length=10, blank=True)
    fax = models.CharField(_("fax"), max_length=30, blank=True)
    direccion = models.CharField(_("dirección"), max_length=200, blank=True)
    ciudad = models.CharField(_("ciudad"), max_length=100, blank=True)
    municipio = models.ForeignKey(
        "catalogos.Municipio", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipio")
    )
    agencia_aduanas = models.BooleanField(_("agencia de aduanas"), default=False)
    cuenta_directa = models.BooleanField(
        _("cuenta directa"), default=False, help_text=_("Sin equipos propios: no crea otros usuarios (art. 5).")
    )
    modulos = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("módulos"),
        default=list,
        blank=True,
        help_text=_("Vacío: todos."),
    )
    otorgada_por = models.ForeignKey(
        "catalogos.Dependencia",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dependencia que otorgó la cuenta"),
    )
    busqueda = models.GeneratedField(
        expression=SearchVector("razon_social", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = EmpresaQuerySet.as_manager()

    class Meta:
        verbose_name = _("empresa")
        verbose_name_plural = _("empresas")
        ordering = ["razon_social", "id"]
        indexes: ClassVar = [
            models.Index(fields=["identificacion"], name="empresa_identificacion"),
            GinIndex(fields=["busqueda"], name="empresa_busqueda"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                F("tipo_identificacion"),
                F("identificacion"),
                name="empresa_identificacion_unica",
                condition=~Q(situacion="en_registro"),
                violation_error_message=_("Ya existe una empresa con esa identificación."),
            ),
            models.CheckConstraint(
                condition=Q(tipo_identificacion="NIT", identificacion__regex=r"^[1-9][0-9]{5,9}$")
                | Q(tipo_identificacion="RUC", identificacion__regex=r"^(10|15|16|17|20)[0-9]{9}$")
                | Q(situacion="en_registro", identificacion=""),
                name="empresa_identificacion_bien_escrita",
                violation_error_message=_("El número de identificación no es un NIT ni un RUC."),
            ),
        ]
        # The standing roles of a company's users: each is a permission on the company (usuarios, «Roles»).
        permissions: ClassVar = [
            ("operar", "VUCE.USUARIO.OPERACION"),
            ("supervisar", "VUCE.USUARIO.SUPERVISOR"),
            ("agente_aduana", "VUCE.USUARIO.AGENTE_ADUANA"),
            ("laboratorio", "VUCE.USUARIO.LABORATORIO"),
            ("administrar", _("Usuario principal")),
        ]

    def __str__(self) -> str:
        return f"{self.razon_social} ({self.nit})" if self.identificacion else self.razon_social

    @property
    def registrada(self) -> bool:
        return self.situacion != self.Situacion.EN_REGISTRO

    def admite(self, codigo: str) -> bool:
        """Whether a case of the procedure `codigo` may be begun for this company as it is now."""
        if not self.registrada:
            return codigo == REGISTRO
        modulo = codigo.partition(".")[0]
        pedido = not self.modulos or modulo in self.modulos or modulo == MODULO_DE_REGISTRO
        return self.situacion == self.Situacion.ACTIVA and codigo != REGISTRO and pedido

    @property
    def nit(self) -> str:
        """Tax number as people read it: `900.123.456-8`, or the RUC's eleven digits."""
        if self.tipo_identificacion == TipoIdentificacion.RUC or not self.identificacion:
            return self.identificacion
        return mostrar_nit(self.identificacion)

    def usuarios_que(self, permiso: str, modulo: str = "") -> "models.QuerySet[Usuario]":
        """Active users who hold `permiso` on this company by a standing role, to be told of its cases.

        With `modulo`, those to whom it is open: by perfil, or as principal.
        """
        roles = EmpresaUserObjectPermission.objects.filter(content_object=self)
        activos = apps.get_model("usuarios.Usuario").objects.filter(situacion="activo")
        suyos = activos.filter(pk__in=roles.filter(permission__codename=permiso).values("user"))
        if modulo:
            principales = roles.filter(permission__codename="administrar").values("user")
            perfiles = apps.get_model("usuarios.Perfil").objects.filter(modulo=modulo).values("usuario")
            suyos = suyos.filter(Q(pk__in=perfiles) | Q(pk__in=principales))
        return suyos.order_by("pk")

    def direcciones_de_aviso(self) -> list[str]:
        """The authorised address and those that the company asked to be notified at (usuarios USR-04)."""
        return [self.correo, *self.correos.order_by("pk").values_list("correo", flat=True)]

    def firmantes(self, calidades: "Sequence[str]") -> "list[Persona]":
        """Persons who may sign for the company in one of `calidades`."""
        return [
            Persona(tipo_documento=r.tipo_documento, documento=r.documento, nombre=r.nombre, nit=self.identificacion)
            for r in self.responsables.filter(calidad__in=calidades)
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class EmpresaUserObjectPermission(UserObjectPermissionBase):
    """A standing role. When it was given and taken is kept: who filed with it cannot enter without it (USR-05)."""

    content_object = models.ForeignKey(Empresa, models.CASCADE)


class EmpresaGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Empresa, models.CASCADE)


@pghistory.track(*eventos())
class Responsable(models.Model):
    """Person who signs the company's documents (usuarios USR-04, «nombres responsables»)."""

    class Calidad(models.TextChoices):
        REPRESENTANTE_LEGAL = "representante_legal", _("Representante legal")
        REPRESENTANTE_IMPORTADOR = "representante_importador", _("Representante legal importador")
        REPRESENTANTE_PRODUCTOR = "representante_productor", _("Representante legal productor")
        REPRESENTANTE_EXPORTADOR = "representante_exportador", _("Representante legal exportador")
        ECONOMISTA = "economista", _("Economista")
        AUTORIZADO = "autorizado", _("Firmante autorizado")

    empresa = models.ForeignKey(Empresa, models.CASCADE, related_name="responsables", verbose_name=_("empresa"))
    calidad = models.CharField(_("calidad"), max_length=30, choices=Calidad)
    tipo_documento = models.CharField(_("tipo de documento"), max_length=3, choices=TipoDocumento, default="CC")
    documento = models.CharField(_("número de documento"), max_length=20)
    nombre = models.CharField(_("nombre"), max_length=200)
    tarjeta_profesional = models.CharField(_("tarjeta profesional"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("responsable")
        verbose_name_plural = _("responsables")
        ordering = ["empresa_id", "id"]

    def __str__(self) -> str:
        return self.nombre


@pghistory.track(*eventos())
class Direccion(models.Model):
    """Plant or premises of a company; one of them is that of highest production (usuarios USR-04)."""

    empresa = models.ForeignKey(Empresa, models.CASCADE, related_name="direcciones", verbose_name=_("empresa"))
    direccion = models.CharField(_("dirección"), max_length=200)
    municipio = models.ForeignKey(
        "catalogos.Municipio", models.PROTECT, related_name="+", verbose_name=_("departamento y municipio")
    )
    telefono = models.CharField(_("teléfono"), max_length=30, blank=True)
    mayor_produccion = models.BooleanField(_("planta de mayor producción"), default=False)

    class Meta:
        verbose_name = _("dirección")
        verbose_name_plural = _("direcciones")
        ordering: ClassVar = ["empresa_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["empresa"],
                condition=Q(mayor_produccion=True),
                name="direccion_una_de_mayor_produccion",
                violation_error_message=_("Solo una planta es la de mayor producción."),
            )
        ]

    def __str__(self) -> str:
        return self.direccion


@pghistory.track(*eventos())
class CorreoNotificado(models.Model):
    """Address told of the company's matters, besides the authorised one (usuarios USR-04, «correos»)."""

    empresa = models.ForeignKey(Empresa, models.CASCADE, related_name="correos", verbose_name=_("empresa"))
    correo = models.EmailField(_("correo electrónico"))

    class Meta:
        verbose_name = _("correo notificado")
        verbose_name_plural = _("correos notificados")
        ordering: ClassVar = ["empresa_id", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["empresa", "correo"], name="correo_notificado_unico")]

    def __str__(self) -> str:
        return self.correo
