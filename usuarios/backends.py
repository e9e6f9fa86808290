"""Who enters, and what a mandate allows."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Model
from django.http import HttpRequest
from stdnum.util import clean

from usuarios.models import Empresa, Usuario

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class NitUsuarioBackend(BaseBackend):
    """NIT + usuario + contraseña (usuarios USR-05). The NIT may be empty, one's own, or that of a titular."""

    def authenticate(
        self, request: HttpRequest | None, codigo: str = "", password: str = "", nit: str = "", **_ajenos: Any
    ) -> Usuario | None:
        usuario = Usuario.objects.filter(codigo__iexact=codigo).select_related("empresa").first()
        if usuario is None:
            make_password(password)  # the same time whether or not the user exists
            return None
        if not check_password(password, usuario.password) or not usuario.is_active:
            return None
        return usuario if not nit or self.puede_entrar_con(usuario, nit) else None

    def puede_entrar_con(self, usuario: Usuario, nit: str) -> bool:
        digitos = clean(nit, " .-")
        candidatas = Empresa.objects.filter(identificacion__in=[digitos, digitos[:-1]])
        return any(
            empresa.pk == usuario.empresa_id
            or empresa.poderes_otorgados.vigentes().filter(apoderada=usuario.empresa).exists()
            for empresa in candidatas
        )

    def get_user(self, user_id: int) -> Usuario | None:
        return Usuario.objects.select_related("empresa").filter(pk=user_id).first()


class PoderBackend(BaseBackend):
    """Answers `has_perm(permiso, tramite)` from standing roles and dated mandates, read at each question."""

    def has_perm(self, user_obj: "Usuario | AnonymousUser", perm: str, obj: Model | None = None) -> bool:
        modulo = getattr(obj, "modulo", None)
        titular_id = getattr(obj, "titular_id", None)
        aplicacion, _punto, codigo = perm.partition(".")
        if modulo is None or titular_id is None or aplicacion != "usuarios" or not user_obj.is_active:
            return False
        return Empresa.objects.para(user_obj, codigo, modulo).filter(pk=titular_id).exists()
