from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("usuarios", "0002_busqueda_de_empresas")]

    operations = [
        migrations.AddConstraint(
            model_name="empresa",
            constraint=models.CheckConstraint(
                condition=Q(tipo_identificacion="NIT", identificacion__regex=r"^[1-9][0-9]{5,9}$")
                | Q(tipo_identificacion="RUC", identificacion__regex=r"^(10|15|16|17|20)[0-9]{9}$"),
                name="empresa_identificacion_bien_escrita",
                violation_error_message="El número de identificación no es un NIT ni un RUC.",
            ),
        ),
    ]
