"""USR-01: registration of a company by a newcomer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from usuarios.models import SolicitudRegistro
from usuarios.models.empresa import REGISTRO, modulos_ofrecidos
from usuarios.parametros import RESPUESTA
from usuarios.registro.alta import corregir, dar_de_alta, nombrar_empresa
from usuarios.registro.forms import AprobarRegistroForm, SolicitudRegistroForm
from usuarios.registro.reglas import AL_APROBAR, AL_RADICAR, numero_de
from vuce.catalogos.parametros import parametro
from vuce.documentos.models import Documento
from vuce.tramites.procedimientos import Entrada, Procedimiento, Salida, Tiempo, registrar

if TYPE_CHECKING:
    from vuce.tramites.forms import FormularioTramite

RESPUESTA_DE_CUENTAS = Tiempo(
    "respuesta",
    _("Respuesta de la entidad"),
    termino=lambda _caso: parametro(RESPUESTA).valor,
    inicia=["crear", "modificar"],
    detiene=["aprobar", "rechazar", "devolver", "desistir"],
)


def _si_juridica(formulario: FormularioTramite) -> str:
    return "obligatoria" if isinstance(formulario, SolicitudRegistroForm) and not formulario.natural else "no"


def _si_apoderado(formulario: FormularioTramite) -> str:
    return "obligatoria" if isinstance(formulario, SolicitudRegistroForm) and formulario.por_apoderado else "no"


@registrar
class Registrar(Procedimiento):
    codigo, nombre, prefijo = REGISTRO, _("Registro de empresa y usuario"), "REG"
    descripcion = _("Pida la cuenta de su empresa en la ventanilla.")
    fichas, articulos = ("USR-01", "USU-01"), _("Resolución 4240 de 2000, art. 2 a 8")
    dependencia = "dian-registro"
    modelo, formulario = SolicitudRegistro, SolicitudRegistroForm
    formularios = {"aprobar": AprobarRegistroForm}
    reglas = {"crear": AL_RADICAR, "modificar": AL_RADICAR, "aprobar": AL_APROBAR}
    efectos = {"crear": nombrar_empresa, "modificar": corregir, "aprobar": dar_de_alta}
    tiempos = [RESPUESTA_DE_CUENTAS]
    catalogo_url = "usuarios:registro"
    papeles = [
        Salida("formulario", _("Formulario de inscripción"), al=["crear", "modificar"], publico=False),
        Salida("constancia", _("Constancia de registro"), al=["aprobar"], firma=Documento.Firma.ENTIDAD, correo=True),
    ]
    entradas = [
        Entrada("certificado", _("Certificado de existencia y representación legal"), exigencia=_si_juridica),
        Entrada(
            "identidad",
            _("Documento de identidad de quien presenta la solicitud"),
            tipos=("pdf", "png", "jpeg"),
            exigencia=lambda _formulario: "obligatoria",
        ),
        Entrada(
            "poder",
            _("Poder"),
            exigencia=_si_apoderado,
            falta=_("Adjunte el poder suscrito por el representante legal."),
        ),
    ]

    def cola(self, tramite: SolicitudRegistro) -> str:
        return str(tramite.cola.dependencia_id)

    def resumen(self, tramite: SolicitudRegistro) -> str:
        return f"{tramite.razon_social} ({numero_de(tramite)}) · {tramite.get_tipo_usuario_display()}"

    def contexto(self, tramite: SolicitudRegistro) -> dict[str, Any]:
        return {"datos": datos(tramite)}

    def datos_publicos(self, tramite: SolicitudRegistro) -> list[tuple[str, str]]:
        return [(gettext("Tipo de usuario aduanero"), tramite.get_tipo_usuario_display())]


def datos(caso: SolicitudRegistro) -> list[tuple[Any, Any]]:
    """Pairs that the sheet and the papers show."""
    nombres = dict(modulos_ofrecidos())
    return [
        (_("Identificación"), f"{caso.get_tipo_identificacion_display()} {numero_de(caso)}"),
        (_("Razón social o nombre"), _con_verificacion(caso, "razon_social", caso.razon_social)),
        (_("Tipo de usuario aduanero"), caso.get_tipo_usuario_display()),
        (_("Dependencia"), caso.cola.nombre),
        (_("Autorización o inscripción"), caso.calidad or "—"),
        (_("Tipo de persona"), caso.get_tipo_persona_display()),
        (_("Presenta la solicitud"), caso.get_presenta_display()),
        (_("Certificado expedido el"), date_format(caso.certificado_el) if caso.certificado_el else "—"),
        (_("Representante legal"), _persona(caso, "representante")),
        (_("Delegado de cuenta"), _persona(caso, "delegado")),
        (_("Crea otros usuarios"), gettext("Sí") if caso.equipo_propio else gettext("No: cuenta directa")),
        (_("Vigencia corta"), caso.get_causal_display()),
        (_("Dirección"), f"{caso.direccion}, {caso.municipio.nombre}"),
        (_("Teléfono"), caso.telefono),
        (_("Correo electrónico autorizado"), caso.correo),
        (_("Módulos"), ", ".join(str(nombres.get(modulo, modulo)) for modulo in caso.modulos)),
    ]


def _persona(caso: SolicitudRegistro, quien: str) -> str:
    numero = getattr(caso, f"{quien}_documento")
    if not numero:
        return "—"
    escrito = f"{getattr(caso, f'{quien}_nombre')}, {getattr(caso, f'{quien}_tipo')} {numero}"
    return _con_verificacion(caso, quien, escrito)


def _con_verificacion(caso: SolicitudRegistro, dato: str, texto: str) -> str:
    """Whether a registry of others confirmed it, or it stands as it was typed."""
    return texto if dato in caso.verificados else gettext("%(dato)s (no verificado)") % {"dato": texto}
