"""The fixed cast of the demo and of the tests: Ana, Beto, Carla, Elena, Iván, and who else works at the entities."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from guardian.shortcuts import assign_perm

from usuarios.models import AceptacionCondiciones, ColaRegistro, Condiciones, Empresa, Poder, Responsable, Usuario
from vuce.catalogos.models import Dependencia, Entidad
from vuce.comun.identificacion import mostrar_nit
from vuce.firma.demo import PIN, PersonaDemo, preparar_demo

CLAVE = "demostracion-2026"
ENTIDADES = {
    "mincit": ("Ministerio de Comercio, Industria y Turismo", "https://www.mincit.gov.co"),
    "dian": ("Dirección de Impuestos y Aduanas Nacionales", "https://www.dian.gov.co"),
}
DEPENDENCIAS = {
    "mincit-contingentes": ("mincit", "MinCIT · Contingentes de exportación"),
    "dian-exportaciones": ("dian", "DIAN · Exportaciones"),
    "dian-registro": ("dian", "DIAN · Registro Aduanero"),
    "dian-cesa-bogota": ("dian", "DIAN · CESA Bogotá"),
}
# (tipo, nombre en el formulario): dependencia
COLAS_DE_REGISTRO = {
    (Empresa.Tipo.HABITUAL, "Registro Aduanero"): "dian-registro",
    (Empresa.Tipo.OCASIONAL, "CESA Bogotá"): "dian-cesa-bogota",
}


@dataclass(frozen=True)
class DeEmpresa:
    codigo: str
    nombre: str
    documento: str
    nit: str
    razon_social: str
    ciudad: str
    agencia: bool = False


PERSONAS = [
    DeEmpresa("ana", "Ana Gómez Restrepo", "31415926", "900123456", "Ingenio Valle Dulce S.A.S.", "Palmira"),
    DeEmpresa("beto", "Alberto Rincón Díaz", "79123457", "900765432", "Agencia de Aduanas Andina S.A.", "Bogotá", True),
    DeEmpresa("carla", "Carla Suárez Mejía", "52718281", "901234567", "Curtiembres del Altiplano S.A.S.", "Tunja"),
    DeEmpresa("diego", "Diego Palacios Ruiz", "16180339", "901098765", "Metales Reciclados de Colombia S.A.", "Bogotá"),
    DeEmpresa("fanny", "Fanny Ortiz Lara", "43301029", "900555444", "Lácteos La Pradera S.A.", "Medellín"),
    DeEmpresa("hugo", "Hugo Cárdenas Peña", "72114455", "900333222", "Trapiches Unidos S.A.S.", "Cali"),
]
REGISTRO = {"telefono": "601 555 0100", "direccion": "Carrera 7 n.º 12-34"}
# codigo: (nombre, permisos, dependencia)
FUNCIONARIOS = {
    "elena": ("Elena Torres Vega", ["evaluar"], "mincit-contingentes"),
    "ivan": ("Iván Castro Molina", ["evaluar", "aprobar", "repartir"], "mincit-contingentes"),
    "gloria": ("Gloria Nieto Salas", ["configurar"], "mincit-contingentes"),
    "oscar": ("Óscar Leal Prieto", ["evaluar", "aprobar"], "dian-exportaciones"),
    "nora": ("Nora Pardo Vélez", ["evaluar", "aprobar", "repartir"], "dian-registro"),
    "pilar": ("Pilar Ramos Ortiz", ["configurar"], "dian-registro"),
    "raul": ("Raúl Amaya Soto", ["evaluar", "aprobar", "repartir"], "dian-cesa-bogota"),
}


def cargar_elenco() -> dict[str, Usuario]:
    """Everybody, with their companies, roles and queues. Running it again changes nothing."""
    for codigo, (nombre, sitio) in ENTIDADES.items():
        Entidad.objects.get_or_create(codigo=codigo, defaults={"nombre": nombre, "sitio": sitio})
    for codigo, (entidad, nombre) in DEPENDENCIAS.items():
        Dependencia.objects.get_or_create(codigo=codigo, defaults={"entidad_id": entidad, "nombre": nombre})
    for (tipo, nombre), dependencia in COLAS_DE_REGISTRO.items():
        ColaRegistro.objects.get_or_create(tipo=tipo, nombre=nombre, defaults={"dependencia_id": dependencia})
    elenco = {persona.codigo: _de_empresa(persona) for persona in PERSONAS}
    elenco |= {codigo: _funcionario(codigo, *datos) for codigo, datos in FUNCIONARIOS.items()}
    _poder(elenco["ana"], elenco["beto"])
    return elenco


def _usuario(codigo: str, **campos: object) -> Usuario:
    existente = Usuario.objects.filter(codigo=codigo).first()
    return existente or registrado(Usuario.objects.create_user(codigo, CLAVE, **REGISTRO, **campos))


def registrado(usuario: Usuario) -> Usuario:
    """As if it had completed its first entry."""
    ahora = timezone.now()
    usuario.registrado_en = usuario.correo_verificado_en = ahora
    usuario.save(update_fields=["registrado_en", "correo_verificado_en"])
    for condiciones in Condiciones.objects.vigentes():
        AceptacionCondiciones.objects.create(usuario=usuario, condiciones=condiciones)
    return usuario


def _de_empresa(persona: DeEmpresa) -> Usuario:
    empresa, _nueva = Empresa.objects.registradas().get_or_create(
        identificacion=persona.nit,
        defaults={
            "razon_social": persona.razon_social,
            "correo": f"comercio.exterior@{persona.codigo}.example",
            "telefono": "601 555 0100",
            "direccion": "Carrera 7 n.º 12-34",
            "ciudad": persona.ciudad,
            "agencia_aduanas": persona.agencia,
        },
    )
    Responsable.objects.get_or_create(
        empresa=empresa,
        documento=persona.documento,
        defaults={"calidad": Responsable.Calidad.REPRESENTANTE_LEGAL, "nombre": persona.nombre},
    )
    usuario = _usuario(
        persona.codigo,
        nombre=persona.nombre,
        documento=persona.documento,
        empresa=empresa,
        correo=f"{persona.codigo}@{persona.codigo}.example",
    )
    for permiso in ("operar", "administrar", *(["agente_aduana"] if persona.agencia else [])):
        assign_perm(f"usuarios.{permiso}", usuario, empresa)
    return usuario


def _funcionario(codigo: str, nombre: str, permisos: list[str], dependencia: str) -> Usuario:
    usuario = _usuario(codigo, nombre=nombre, correo=f"{codigo}@entidad.example", is_staff="configurar" in permisos)
    for permiso in permisos:
        assign_perm(f"catalogos.{permiso}", usuario, Dependencia.objects.get(pk=dependencia))
    return usuario


def _poder(titular: Usuario, apoderado: Usuario) -> None:
    hoy = timezone.localdate()
    Poder.objects.get_or_create(
        titular=titular.empresa,
        apoderada=apoderado.empresa,
        defaults={
            "modulos": ["contingentes"],
            "desde": hoy,
            "hasta": hoy + timedelta(days=365),
            "aprobado_en": timezone.now(),
        },
    )


def cargar(carpeta: Path) -> None:
    """The cast, their certificates, and `usuarios.txt` that tells a newcomer how to enter."""
    cargar_elenco()
    personas = [PersonaDemo(p.nombre, "CC", p.documento, p.nit, p.razon_social) for p in PERSONAS]
    certificados = preparar_demo(carpeta, personas)["personas"]
    lineas = [f"Contraseña de todos: {CLAVE} · PIN de los .p12: {PIN}", ""]
    for persona in PERSONAS:
        archivo = certificados[persona.documento].name
        nit = mostrar_nit(persona.nit)
        lineas.append(f"{persona.codigo:8} NIT {nit:15} {persona.nombre}, {persona.razon_social} · {archivo}")
    lineas += [f"{codigo:8} (sin NIT)           {datos[0]}, {datos[2]}" for codigo, datos in FUNCIONARIOS.items()]
    (carpeta / "usuarios.txt").write_text("\n".join(lineas) + "\n")
