"""Users of before perfiles existed keep every module they worked in."""

from django.conf import settings
from django.db import migrations


def abrir_todos(apps, _editor):
    Perfil = apps.get_model("usuarios", "Perfil")
    roles = apps.get_model("usuarios", "EmpresaUserObjectPermission").objects.filter(permission__codename="operar")
    Perfil.objects.bulk_create(
        [
            Perfil(usuario_id=usuario, modulo=modulo)
            for usuario in roles.order_by("user_id").values_list("user_id", flat=True).distinct()
            for modulo in settings.APPS_PROCEDIMIENTOS
        ],
        batch_size=2_000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("usuarios", "0006_perfiles_y_poderes")]

    operations = [migrations.RunPython(abrir_todos, migrations.RunPython.noop)]
