import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notificaciones", "0002_initial"),
        ("tramites", "0002_initial"),
        ("usuarios", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="aviso",
            name="aviso_por_enviar",
        ),
        migrations.AddField(
            model_name="aviso",
            name="proximo_intento_en",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="próximo intento"),
        ),
        migrations.AddIndex(
            model_name="aviso",
            index=models.Index(
                condition=models.Q(("correo", "pendiente")), fields=["proximo_intento_en"], name="aviso_por_enviar"
            ),
        ),
    ]
