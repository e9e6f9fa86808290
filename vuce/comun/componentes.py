"""Example data of the component page: what each component is given, and nothing that comes from a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vuce.comun.formularios import CampoDecimal, CampoEntero, Lineas

RADICADA = datetime(2026, 3, 3, 15, 20, tzinfo=UTC)


class FormularioEjemplo(forms.Form):
    exportador = forms.CharField(label=_("Exportador"), widget=forms.TextInput({"autocomplete": "organization"}))
    correo = forms.EmailField(label=_("Correo"), help_text=_("Aquí llegan los avisos."))
    cantidad = CampoDecimal(
        label=_("Cantidad"), unidad="t", max_digits=15, decimal_places=3, min_value=Decimal("0.001")
    )
    valor = CampoDecimal(label=_("Valor FOB"), unidad="USD", prefijo="$", max_digits=15, decimal_places=2)
    bultos = CampoEntero(label=_("Bultos"), required=False)
    embarque_el = forms.DateField(label=_("Fecha de embarque"))
    destino = forms.ChoiceField(
        label=_("País de destino"), choices=[("", "—"), ("US", "Estados Unidos"), ("MX", "México")]
    )
    via = forms.ChoiceField(
        label=_("Vía"), widget=forms.RadioSelect, choices=[("mar", _("Marítima")), ("aire", _("Aérea"))]
    )
    documentos = forms.MultipleChoiceField(
        label=_("Documentos que anexa"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("factura", _("Factura")), ("lista", _("Lista de empaque"))],
        required=False,
    )
    razones = forms.CharField(label=_("Justificación"), max_length=500, widget=forms.Textarea)
    factura = forms.FileField(label=_("Factura"), required=False, widget=forms.FileInput({"accept": ".pdf"}))
    acepta = forms.BooleanField(label=_("Declaro que los datos son ciertos"))


class LineaEjemplo(forms.Form):
    subpartida = forms.CharField(label=_("Subpartida"), max_length=10, widget=forms.TextInput({"inputmode": "numeric"}))
    peso = CampoDecimal(label=_("Peso neto"), unidad="kg")


class LineasBase(Lineas):
    titulo = _("Mercancías")


LineasEjemplo: Any = formset_factory(LineaEjemplo, formset=LineasBase, extra=0, min_num=1, max_num=5, can_delete=True)


class FiltroEjemplo(forms.Form):
    numero = forms.CharField(label=_("Número"), required=False)
    desde_el = forms.DateField(label=_("Desde"), required=False)
    fase = forms.ChoiceField(
        label=_("Situación"), required=False, choices=[("", _("Todas")), ("x", _("En la entidad"))]
    )


CON_ERRORES = {
    "exportador": "<b>Panela & Cía.</b>",
    "correo": "ana",
    "cantidad": "1234.5",
    "via": "mar",
    "bultos": "2,5",
}
LINEAS_CON_ERRORES = {
    "lineas-TOTAL_FORMS": "2",
    "lineas-INITIAL_FORMS": "0",
    "lineas-0-subpartida": "1701999000",
    "lineas-0-peso": "1.250,5",
    "lineas-1-subpartida": "1701999000",
    "lineas-1-peso": "12.34",
}


def _tabla() -> dict[str, Any]:
    en_entidad = {"fase": "en_entidad", "tono": "", "etiqueta": _("En estudio")}
    aprobada = {"fase": "terminado", "tono": "exito", "etiqueta": _("Aprobada")}
    return {
        "columnas": [
            {"etiqueta": _("Número"), "url": "?orden=numero"},
            {"etiqueta": _("Trámite")},
            {"etiqueta": _("Radicada"), "url": "?orden=-radicada", "orden": "descending"},
            {"etiqueta": _("Cantidad"), "numero": True},
            {"etiqueta": _("Estado")},
        ],
        "filas": [
            [
                {"texto": "CUP-2026-00017", "url": "#tabla"},
                _("Solicitud de cupo"),
                RADICADA,
                Decimal("1250.5"),
                en_entidad,
            ],
            [
                {"texto": "CUP-2026-00009", "url": "#tabla"},
                _("Solicitud de cupo"),
                RADICADA,
                Decimal("48000"),
                aprobada,
            ],
        ],
    }


def _formularios(datos: QueryDict | None) -> dict[str, Any]:
    if datos is None:
        formulario = FormularioEjemplo(prefix="nuevo", initial={"cantidad": Decimal("1234.5")})
        return {"formulario": formulario, "lineas_nuevas": [LineasEjemplo(prefix="nuevas")]}
    formulario = FormularioEjemplo(datos, prefix="nuevo")
    if "agregar_linea" in datos or "quitar_linea" in datos:
        return {"formulario": formulario, "lineas_nuevas": [LineasEjemplo.desde(datos, "nuevas")]}
    return {"formulario": formulario, "lineas_nuevas": [LineasEjemplo(datos, prefix="nuevas")]}


def ejemplos(datos: QueryDict | None) -> dict[str, Any]:
    """The context of templates/componentes/pagina.html; `datos` is what its first form sent."""
    ahora = timezone.now()
    return {
        **_formularios(datos),
        "formulario_con_errores": FormularioEjemplo(CON_ERRORES),
        "lineas": [LineasEjemplo(LINEAS_CON_ERRORES, prefix="lineas")],
        "filtro": FiltroEjemplo(prefix="filtro"),
        "radicada": RADICADA,
        "vence": ahora + timedelta(days=10),
        "vence_hoy": ahora + timedelta(hours=5),
        "tabla": _tabla(),
        "cupo": [
            ("consumido", _("Utilizado"), Decimal("420.5")),
            ("otorgado", _("Otorgado sin utilizar"), Decimal("180")),
            ("en-tramite", _("En trámite"), Decimal("95.25")),
            ("disponible", _("Disponible"), Decimal("304.25")),
        ],
        "resumen": [
            (_("Exportador"), "Panela del Río S.A.S."),
            (_("NIT"), "900.123.456-8"),
            (_("Destino"), _("Estados Unidos")),
        ],
        "eventos": [
            {"etiqueta": _("Enviada"), "quien": "Ana", "en": RADICADA, "icono": "send", "tono": "informa"},
            {
                "etiqueta": _("Devuelta"),
                "quien": "Elena",
                "en": RADICADA,
                "tono": "pendiente",
                "icono": "exclamation-triangle",
                "detalle": _("Falta el certificado de producción."),
            },
            {
                "etiqueta": _("Aprobada"),
                "quien": "Iván",
                "en": RADICADA + timedelta(days=14),
                "icono": "check-circle",
                "tono": "exito",
            },
        ],
        "menu_ejemplo": [
            {"etiqueta": _("Inicio"), "url": "#menu", "icono": "house"},
            {"etiqueta": _("Mis solicitudes"), "url": "#menu", "icono": "inbox", "activo": True},
            {
                "etiqueta": _("Nueva solicitud"),
                "icono": "plus-circle",
                "activo": True,
                "hijos": [
                    {"etiqueta": _("Contingentes"), "url": "#menu"},
                    {"etiqueta": _("Programas"), "url": "#menu"},
                ],
            },
            {"etiqueta": _("Documentos"), "url": "#menu", "icono": "file-earmark-pdf"},
        ],
        "migas": [(_("Inicio"), "/"), (_("Mis solicitudes"), "#migas"), ("CUP-2026-00017", "")],
        "adjuntos": [{"nombre": "factura-1042.pdf", "bytes": 182044, "requisito": _("Factura"), "url": "#adjuntos"}],
    }
