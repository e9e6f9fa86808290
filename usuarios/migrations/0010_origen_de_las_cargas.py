from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("usuarios", "0009_una_cuenta_viva_por_persona"),
    ]

    operations = [
        migrations.AddField(
            model_name="cargausuarios",
            name="ip",
            field=models.GenericIPAddressField(blank=True, null=True, verbose_name="IP"),
        ),
        migrations.AddField(
            model_name="cargausuarios",
            name="agente",
            field=models.CharField(blank=True, max_length=300, verbose_name="navegador"),
        ),
    ]
