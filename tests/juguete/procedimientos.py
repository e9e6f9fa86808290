from typing import Any

from tests.juguete.forms import AprobarForm, PermisoForm, PrestamoForm
from tests.juguete.models import PermisoJuguete, PrestamoJuguete
from vuce.comun.terminos import Termino
from vuce.documentos.models import Documento
from vuce.tramites.estados import Estado
from vuce.tramites.procedimientos import Entrada, Procedimiento, Salida, Tiempo, registrar
from vuce.tramites.reglas import Acto, regla


@regla("JUG-01.a", articulo="instructivo de juguetes", mensaje="No se prestan «{producto}».", campo="producto")
def producto_permitido(permiso: PermisoJuguete, acto: Acto) -> dict[str, Any] | None:
    return {"producto": permiso.producto} if permiso.producto == "pólvora" else None


@registrar
class PedirPermiso(Procedimiento):
    codigo, nombre, prefijo = "juguete.permiso", "Permiso de juguete", "JUG"
    descripcion = "Pide permiso para un juguete."
    fichas, articulos = ("JUG-01",), "instructivo de juguetes"
    dependencia = "mincit-contingentes"
    modelo, formulario = PermisoJuguete, PermisoForm
    formularios = {"aprobar": AprobarForm}
    reglas = {"crear": [producto_permitido], "modificar": [producto_permitido]}
    tiempos = [
        Tiempo(
            "respuesta",
            "Respuesta",
            termino=lambda _permiso: Termino(5),
            inicia=["enviar"],
            detiene=["aprobar", "negar", "devolver", "desistir"],
        )
    ]
    papeles = [
        Salida(
            "radicado",
            "Radicado",
            al=["generar_documento"],
            anula=["modificar", "eliminar"],
            firma=Documento.Firma.TITULAR,
        ),
        Salida("acto", "Permiso", al=["aprobar"], firma=Documento.Firma.ENTIDAD, correo=True),
    ]
    entradas = [Entrada("soporte", "Soporte")]

    def resumen(self, tramite: PermisoJuguete) -> str:
        return f"{tramite.producto} ({tramite.cantidad})"

    def datos_publicos(self, tramite: PermisoJuguete) -> list[tuple[str, str]]:
        return [("Producto", tramite.producto)]


@registrar
class Prestar(Procedimiento):
    codigo, nombre, prefijo = "juguete.prestamo", "Préstamo de juguete", "PRE"
    fichas, articulos = ("JUG-02",), "instructivo de juguetes"
    dependencia = "mincit-contingentes"
    modelo, formulario = PrestamoJuguete, PrestamoForm
    origen, campo_origen, accion_inicial = "juguete.permiso", "permiso", "Prestar"
    tiempos = [
        Tiempo(
            "entrega",
            "Entrega",
            termino=lambda prestamo: Termino(prestamo.dias),
            inicia=["crear"],
            detiene=["entregar"],
            al_vencer="vencer",
        )
    ]

    def disponible_desde(self, tramite: PermisoJuguete) -> bool:
        return tramite.estado == Estado.APROBADA
