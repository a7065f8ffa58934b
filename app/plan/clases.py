"""La tabla ancha, la de los elementos, como una clase de las que se traen en un archivo."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.plan import consultas, servicios
from app.plan.tablas import ClaseTabla

ELEMENTOS = ClaseTabla(
    "elementos",
    _l("Elementos del plan"),
    lambda encabezados: "nivel 0" in encabezados,
    consultas.ensayar_elementos,
    consultas.huella_de_elementos,
    servicios.aplicar_elementos,
    consultas.exportar_tabla,
    consultas.elementos_de_antes,
    (
        ("Nivel 0, Nivel 1…", _l("Los códigos de lo que está por encima. Una raíz los lleva vacíos.")),
        ("Código, Título", _l("Obligatorios. El código dice si la fila es nueva o cambia una que ya está.")),
        ("Unidad responsable", _l("El código o el nombre de una unidad.")),
        ("Unidades colaboradoras, ODS", _l("Varias, separadas por punto y coma.")),
        ("Peso", _l("Un número entero; vacío vale 1.")),
        ("Inicio, Fin", _l("2027-05-31 o 31/05/2027.")),
        ("Estado", _l("previsto, en curso, terminado, detenido, cancelado")),
        ("Supuestos", _l("Lo que tiene que pasar afuera para que esto se logre.")),
        ("Título [pt], Descripción [en]…", _l("El texto en otro idioma; vacío, se lee el de la ciudad.")),
    ),
)
