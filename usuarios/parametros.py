"""Figures of the accounts that a norm may change."""

from django.utils.translation import gettext_lazy as _

from usuarios.models import Usuario
from vuce.catalogos.models.parametro import TipoParametro
from vuce.catalogos.parametros import declarar_parametro
from vuce.comun.terminos import Termino, UnidadTermino

NORMA = "Resolución 4240 de 2000"

VIGENCIAS = {
    Usuario.Vigencia.HABITUAL: declarar_parametro(
        "usuarios.vigencia_habitual",
        TipoParametro.TERMINO,
        _("Vigencia de la cuenta de un usuario habitual"),
        valor=Termino(3, UnidadTermino.ANIOS, corre=False),
        norma=NORMA,
        articulo="6",
    ),
    Usuario.Vigencia.OCASIONAL: declarar_parametro(
        "usuarios.vigencia_ocasional",
        TipoParametro.TERMINO,
        _("Vigencia de la cuenta de un usuario ocasional"),
        valor=Termino(3, UnidadTermino.ANIOS, corre=False),
        norma=NORMA,
        articulo="6",
    ),
    Usuario.Vigencia.BREVE: declarar_parametro(
        "usuarios.vigencia_breve",
        TipoParametro.TERMINO,
        _("Vigencia de la cuenta para facturas de hasta USD 1.000 FOB y transportadores por sus propios medios"),
        valor=Termino(3, UnidadTermino.DIAS, corre=False),
        norma=NORMA,
        articulo="6",
    ),
}
FALLOS_MAXIMOS = declarar_parametro(
    "usuarios.fallos_maximos",
    TipoParametro.ENTERO,
    _("Ingresos fallidos seguidos que se toleran"),
    valor=3,
    norma=NORMA,
    articulo="6",
)
EDAD_DEL_CERTIFICADO = declarar_parametro(
    "usuarios.certificado_de_existencia",
    TipoParametro.TERMINO,
    _("Edad máxima del certificado de existencia y representación legal al presentar una solicitud"),
    valor=Termino(3, UnidadTermino.MESES, corre=False),
    norma=NORMA,
    articulo="4",
)
RESPUESTA = declarar_parametro(
    "usuarios.respuesta",
    TipoParametro.TERMINO,
    _("Término para decidir una solicitud de registro o sobre cuentas"),
    valor=Termino(3),
    norma="La norma no lo fija: meta del portal",
)
