"""What people fill in: the request of quota, its approval, the request of consumption."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from contingentes.models import (
    CampoCertificado,
    Circular,
    Contingente,
    Grupo,
    LineaCupo,
    SolicitudConsumo,
    SolicitudCupo,
)
from contingentes.paises import paises
from contingentes.resumenes import puntear
from vuce.comun.cantidades import escribir_numero, validar_decimales
from vuce.comun.formularios import CampoDecimal, Lineas, leer_entero
from vuce.tramites.estados import Estado
from vuce.tramites.forms import FormularioAccion, FormularioTramite

CANTIDAD = {"max_digits": 18, "decimal_places": 4}

POSITIVO = {"min_value": _("Debe ser mayor que cero.")}


class CampoGrupo(forms.ModelChoiceField):
    """A group with what remains of it."""

    def label_from_instance(self, obj: Grupo) -> str:
        saldo = f"{escribir_numero(obj.saldo.disponible)} {obj.unidad}"
        return str(_("%(grupo)s (quedan %(saldo)s)")) % {"grupo": obj.nombre, "saldo": saldo}


class LineaCupoForm(forms.Form):
    grupo = CampoGrupo(label=_("Grupo de producto"), queryset=Grupo.objects.none(), empty_label=_("Elija el grupo"))
    cantidad = CampoDecimal(label=_("Cantidad"), **CANTIDAD, help_text=_("En la unidad del grupo, mayor que cero."))

    def __init__(self, *args: Any, grupos: list[Grupo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo = self.fields["grupo"]
        campo.queryset = Grupo.objects.filter(pk__in=[grupo.pk for grupo in grupos]).select_related("saldo")
        unidades = {grupo.unidad for grupo in grupos}
        if len(unidades) == 1:
            self.fields["cantidad"].unidad = unidades.pop()

    def clean_cantidad(self) -> Decimal:
        cantidad: Decimal = self.cleaned_data["cantidad"]
        if cantidad <= 0:
            raise forms.ValidationError(_("La cantidad debe ser mayor que cero."))
        return cantidad

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or {}
        if datos.get("grupo") and datos.get("cantidad"):
            try:
                validar_decimales(datos["cantidad"], datos["grupo"].decimales)
            except forms.ValidationError as error:
                self.add_error("cantidad", error)
        return datos


class LineasCupo(Lineas):
    titulo = _("Grupos que solicita")
    titulo_linea = _("Grupo")

    def clean(self) -> None:
        grupos = [fila.get("grupo") for fila in self.filas]
        if not grupos:
            raise forms.ValidationError(_("Agregue al menos un grupo con su cantidad."))
        if len(grupos) != len(set(grupos)):
            raise forms.ValidationError(_("El grupo está repetido: sume las cantidades en una sola línea."))


class SolicitudCupoForm(FormularioTramite):
    clase_lineas = forms.formset_factory(
        LineaCupoForm, formset=LineasCupo, extra=0, min_num=1, max_num=30, validate_max=True, can_delete=True
    )
    modelo_linea = LineaCupo

    class Meta:
        model = SolicitudCupo
        fields: ClassVar = ["contingente"]
        widgets: ClassVar = {"contingente": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contingente"].queryset = Contingente.objects.publicados()
        self.fields["contingente"].error_messages |= {
            "required": _("Elija el contingente en «Nueva solicitud»."),
            "invalid_choice": _("Ese contingente no está publicado."),
        }

    def opciones_lineas(self) -> dict[str, Any]:
        return {"form_kwargs": {"grupos": self._grupos()}}

    @property
    def sobre(self) -> str:
        contingente = Contingente.objects.publicados().filter(pk=self._elegido()).first()
        return f"{contingente} · {contingente.version}" if contingente else ""

    def aplicar_a(self, caso: Any) -> None:
        super().aplicar_a(caso)
        caso.circular = self.instance.circular

    def clean_contingente(self) -> Contingente:
        contingente: Contingente = self.cleaned_data["contingente"]
        self.instance.circular = contingente.version
        return contingente

    def _elegido(self) -> int | None:
        return leer_entero(self.elegido("contingente")) or self.instance.contingente_id

    def _grupos(self) -> list[Grupo]:
        """The chosen quota's groups with a volume in its version in force."""
        con_volumen = Grupo.objects.filter(volumenes__circular__contingente_vigente__isnull=False)
        return list(con_volumen.filter(contingente=self._elegido()).order_by("id"))

    def soporte(self) -> str:
        """How the chosen quota's circular asks for the attachment: no, opcional, obligatoria."""
        elegido = leer_entero(self.elegido("contingente"))
        return Circular.objects.filter(contingente_vigente=elegido).values_list("soporte", flat=True).first() or "no"


class AprobarCupoForm(FormularioAccion):
    """What is granted of each line: begins with what was asked, cut to what remains."""

    consiente_parcial = forms.BooleanField(
        label=_("Otorgo menos de lo solicitado en las líneas en que así lo escribí"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lineas: list[LineaCupo] = list(self.tramite.lineas.select_related("grupo__saldo"))
        for linea in self.lineas:
            self.fields[f"linea_{linea.pk}"] = self._campo(linea)
        self.order_fields([f"linea_{linea.pk}" for linea in self.lineas])

    def _campo(self, linea: LineaCupo) -> CampoDecimal:
        quedan = linea.grupo.saldo.disponible
        ayuda = _("Solicitó {pedido} {unidad}. Quedan {quedan} {unidad} en el grupo.")
        return CampoDecimal(
            label=linea.grupo.nombre,
            unidad=linea.grupo.unidad,
            initial=min(linea.cantidad, quedan),
            min_value=0,
            max_value=linea.cantidad,
            **CANTIDAD,
            help_text=format_lazy(
                ayuda,
                pedido=escribir_numero(linea.cantidad),
                quedan=escribir_numero(quedan),
                unidad=linea.grupo.unidad,
            ),
            error_messages={"max_value": _("No se otorga más de lo solicitado.")},
        )

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or {}
        for linea in self.lineas:
            self._revisar(linea, datos.get(f"linea_{linea.pk}"))
        parcial = any(datos.get(f"linea_{linea.pk}", linea.cantidad) < linea.cantidad for linea in self.lineas)
        if parcial and not datos.get("consiente_parcial"):
            self.add_error("consiente_parcial", _("Marque esta casilla para otorgar menos de lo solicitado."))
        return datos

    def _revisar(self, linea: LineaCupo, cantidad: Decimal | None) -> None:
        if cantidad is None:
            return
        try:
            validar_decimales(cantidad, linea.grupo.decimales)
        except forms.ValidationError as error:
            self.add_error(f"linea_{linea.pk}", error)

    def datos_del_acto(self) -> dict[str, Any]:
        return {"cantidades": {linea.pk: self.cleaned_data[f"linea_{linea.pk}"] for linea in self.lineas}}


class CampoLinea(forms.ModelChoiceField):
    """A granted line with what remains of it."""

    def label_from_instance(self, obj: LineaCupo) -> str:
        saldo = f"{escribir_numero(obj.saldo.disponible)} {obj.grupo.unidad}"
        return str(_("%(grupo)s (disponibles %(saldo)s)")) % {"grupo": obj.grupo.nombre, "saldo": saldo}


class SolicitudConsumoForm(FormularioTramite):
    """Only the data that the quota's circular declares are asked, mandatory where it says so."""

    cupo = forms.ModelChoiceField(label=_("Cupo"), queryset=SolicitudCupo.objects.none(), widget=forms.HiddenInput)
    linea = CampoLinea(label=_("Grupo"), queryset=LineaCupo.objects.none(), empty_label=_("Elija el grupo"))
    subpartida = forms.ChoiceField(label=_("Subpartida"))
    cantidad = CampoDecimal(label=_("Cantidad"), **CANTIDAD)
    peso_neto = CampoDecimal(
        label=_("Peso neto"), unidad="kg", min_value=Decimal("0.0001"), error_messages=POSITIVO, **CANTIDAD
    )
    valor_fob = CampoDecimal(
        label=_("Valor FOB"),
        unidad="USD",
        min_value=Decimal("0.01"),
        error_messages=POSITIVO,
        max_digits=18,
        decimal_places=2,
    )
    importador_pais = forms.ChoiceField(label=_("País del importador"))

    class Meta:
        model = SolicitudConsumo
        fields: ClassVar = ["linea", "subpartida", "cantidad", *CampoCertificado.Campo.values]

    field_order: ClassVar = ["cupo", "linea", "subpartida", "cantidad", *CampoCertificado.Campo.values]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        propios = SolicitudCupo.objects.filter(titular=self.titular, estado=Estado.APROBADA)
        self.fields["cupo"].queryset = propios
        if self.instance.pk:
            self.initial.setdefault("cupo", self.instance.linea.solicitud_id)
        cupo = propios.filter(pk=leer_entero(self.elegido("cupo"))).select_related("contingente__circular").first()
        self.cupo = cupo
        self._declarar_campos(cupo)
        if cupo is not None:
            self._ofrecer(cupo)

    @property
    def sobre(self) -> str:
        return "" if self.cupo is None else str(_("Con cargo al cupo {}, {}")).format(self.cupo, self.cupo.contingente)

    def _declarar_campos(self, cupo: SolicitudCupo | None) -> None:
        pedidos = {} if cupo is None else dict(cupo.contingente.version.campos.values_list("campo", "obligatorio"))
        for nombre in CampoCertificado.Campo.values:
            if nombre in pedidos:
                self.fields[nombre].required = pedidos[nombre]
            else:
                del self.fields[nombre]

    def _ofrecer(self, cupo: SolicitudCupo) -> None:
        lineas = cupo.lineas.filter(saldo__isnull=False).select_related("grupo", "saldo")
        self.fields["linea"].queryset = lineas
        unidades = {linea.grupo.unidad for linea in lineas}
        if len(unidades) == 1:
            self.fields["cantidad"].unidad = unidades.pop()
        codigos = sorted({codigo for linea in lineas for codigo in linea.grupo.subpartidas})
        if codigos and all(linea.grupo.subpartidas for linea in lineas):
            self.fields["subpartida"].choices = [("", _("Elija la subpartida")), *((c, puntear(c)) for c in codigos)]
        else:
            self.fields["subpartida"] = forms.RegexField(
                r"^[0-9]{10}$", label=_("Subpartida"), error_messages={"invalid": _("Escriba los 10 dígitos.")}
            )
        if "importador_pais" in self.fields:
            vacio = [("", _("Elija el país"))]
            self.fields["importador_pais"].choices = [*vacio, *paises(cupo.contingente.paises)]

    def clean_cantidad(self) -> Decimal:
        cantidad: Decimal = self.cleaned_data["cantidad"]
        if cantidad <= 0:
            raise forms.ValidationError(_("La cantidad debe ser mayor que cero."))
        return cantidad

    def aplicar_a(self, caso: Any) -> None:
        super().aplicar_a(caso)
        caso.contingente, caso.circular = self.instance.contingente, self.instance.circular

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or {}
        if datos.get("cupo"):
            self.instance.contingente = datos["cupo"].contingente
            self.instance.circular = self.instance.contingente.version
        self._decimales(datos.get("linea"), datos.get("cantidad"))
        embarque, hoy = datos.get("embarque_el"), localdate()
        if embarque is not None and embarque < hoy:
            self.add_error("embarque_el", _("El embarque no puede ser anterior a hoy."))
        return datos

    def _decimales(self, linea: LineaCupo | None, cantidad: Decimal | None) -> None:
        if linea is None or cantidad is None:
            return
        try:
            validar_decimales(cantidad, linea.grupo.decimales)
        except forms.ValidationError as error:
            self.add_error("cantidad", error)
