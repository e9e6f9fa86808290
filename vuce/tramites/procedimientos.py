"""What a procedure declares, and the registry in which the kernel finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from vuce.documentos.models import Documento

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from vuce.documentos.models import Adjunto
    from vuce.plazos.calendario import Termino
    from vuce.tramites.forms import FormularioAccion, FormularioTramite
    from vuce.tramites.models import Tramite
    from vuce.tramites.reglas import Acto, Regla


@dataclass(frozen=True, slots=True)
class Tiempo:
    """Term that the transitions in `inicia` start and those in `detiene` stop; `al_vencer` names the one it causes."""

    codigo: str
    etiqueta: Any
    termino: Callable[[Any], Termino]
    inicia: Sequence[str]
    detiene: Sequence[str]
    al_vencer: str = ""


@dataclass(frozen=True, slots=True)
class Salida:
    """Document that the portal issues when a transition in `al` happens; one in `anula` makes it void.

    The page is `templates/<app>/<procedimiento>/<clase>.pdf.html`. `publico`: anyone may verify it by its code.
    `correo`: mail it to the holder's authorised address.
    """

    clase: str
    titulo: Any
    al: Sequence[str]
    anula: Sequence[str] = ()
    firma: str = Documento.Firma.NINGUNA
    publico: bool = True
    correo: bool = False


@dataclass(frozen=True, slots=True)
class Entrada:
    """Attachment that the applicant gives. `exigencia(formulario)` says «no», «opcional» or «obligatoria».

    `revisar(formulario, adjunto)` says what is wrong with the file, once the rest of the form is right.
    `falta`: what is said where a mandatory one is not given, if a norm has words for it.
    """

    clase: str
    etiqueta: Any
    tipos: Sequence[str] = ("pdf",)
    exigencia: Callable[[FormularioTramite], str] = lambda _formulario: "opcional"
    revisar: Callable[[Any, Adjunto], str] = lambda _formulario, _adjunto: ""
    falta: Any = ""


class Procedimiento:
    """One procedure of the portal: its data, life, time, papers and people. The kernel does the rest."""

    codigo: ClassVar[str]
    nombre: ClassVar[Any]
    descripcion: ClassVar[Any] = ""
    prefijo: ClassVar[str]
    fichas: ClassVar[Sequence[str]] = ()
    nivel: ClassVar[str] = "A"
    articulos: ClassVar[Any] = ""
    dependencia: ClassVar[str]
    modelo: ClassVar[type[Tramite]]
    formulario: ClassVar[type[FormularioTramite]]
    formularios: ClassVar[Mapping[str, type[FormularioAccion]]] = {}
    reglas: ClassVar[Mapping[str, Sequence[Regla]]] = {}
    # By action, «crear» among them: what the act does beyond the case's own columns, in its transaction.
    efectos: ClassVar[Mapping[str, Callable[[Any, Acto], None]]] = {}
    tiempos: ClassVar[Sequence[Tiempo]] = ()
    papeles: ClassVar[Sequence[Salida]] = ()
    entradas: ClassVar[Sequence[Entrada]] = ()
    firmantes: ClassVar[Sequence[str]] = ("representante_legal", "autorizado")
    # Actions of which the company's own addresses are told besides its people (usuarios USR-04).
    avisa_a_la_empresa: ClassVar[Sequence[str]] = ("devolver",)
    # Code of the procedure from whose sheet this one is started, and the form's field that takes that case.
    origen: ClassVar[str] = ""
    campo_origen: ClassVar[str] = ""
    accion_inicial: ClassVar[Any] = ""  # what the button on that sheet says
    catalogo_url: ClassVar[str] = ""  # URL name of a page that lets the user choose what to apply for

    @property
    def modulo(self) -> str:
        return self.codigo.partition(".")[0]

    @property
    def carpeta(self) -> str:
        """Folder of the templates."""
        return f"{self.modelo._meta.app_label}/{self.codigo.rpartition('.')[2]}"

    def cola(self, tramite: Any) -> str:
        """Code of the queue that decides the case, from its data; asked when it is filed."""
        return self.dependencia

    def resumen(self, tramite: Any) -> str:
        """One line that tells the case in lists and search."""
        return str(self.nombre)

    def contexto(self, tramite: Any) -> dict[str, Any]:
        """What the sheet and the PDF need beside the case."""
        return {}

    def datos_publicos(self, tramite: Any) -> list[tuple[str, str]]:
        """Pairs that the public verification page shows of what the entity signs; of the rest, number and holder."""
        return []

    def vence_el(self, tramite: Any, clase: str) -> date | None:
        """Last day of validity of the document `clase`, if it has one."""
        return None

    def disponible_desde(self, tramite: Any) -> bool:
        """Whether this procedure can be started from the sheet of `tramite` (of kind `origen`)."""
        return True


REGISTRO: dict[str, Procedimiento] = {}


P = TypeVar("P", bound="type[Procedimiento]")


def registrar(clase: P) -> P:
    REGISTRO[clase.codigo] = clase()
    return clase


def procedimiento_de(tramite: Tramite) -> Procedimiento:
    return REGISTRO[tramite.procedimiento]


def concreto(tramite: Tramite) -> Tramite:
    """The case with its procedure's own data: one query, by the registry."""
    modelo = procedimiento_de(tramite).modelo
    return tramite if isinstance(tramite, modelo) else modelo._default_manager.get(pk=tramite.pk)


def etiqueta_de_estado(tramite: Tramite) -> str:
    """Label of the state in the words of its procedure, for a row that was not downcast."""
    return str(procedimiento_de(tramite).modelo.estados(tramite.estado).label)


def iniciables_desde(tramite: Tramite) -> Iterable[Procedimiento]:
    return [p for p in REGISTRO.values() if p.origen == tramite.procedimiento and p.disponible_desde(tramite)]
