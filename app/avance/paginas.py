"""Lo que dicen las páginas de anotar: título, entrada, pistas, botón y qué se responde al guardar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Textos:
    """Los textos de un formulario; `pistas` van por campo."""

    titulo: Any
    hecho: Any
    entrada: Any = ""
    boton: Any = ""
    pistas: dict[str, Any] = field(default_factory=dict)


TEXTOS = {
    "crear_hito": Textos(
        _l("Añadir un hito"),
        _l("Hito añadido."),
        _l("Un paso que cualquiera pueda comprobar: «se firma el contrato», «abre la primera sede»."),
        _l("Añadir el hito"),
        {
            "peso": _l("Cuánto vale al lado de los demás hitos. Si todos valen igual, deja 1."),
            "motivo": _l("Añadir un hito cambia la gestión: di por qué hace falta."),
        },
    ),
    "editar_hito": Textos(
        _l("Cambiar un hito"),
        _l("Guardado."),
        pistas={"motivo": _l("Se verá en el hilo del elemento, con lo que decía antes.")},
    ),
    "cumplir_hito": Textos(
        _l("¿Se cumplió este hito?"),
        _l("Hito cumplido. Si fue un error, puedes dejarlo otra vez sin cumplir."),
        boton=_l("Sí, se cumplió"),
        pistas={"fuente": _l("Un acta, un informe, una foto: algo que otra persona pueda ver.")},
    ),
    "hito_sin_cumplir": Textos(_l("Dejar el hito sin cumplir"), _l("El hito vuelve a estar sin cumplir.")),
    "cancelar_hito": Textos(
        _l("Cancelar un hito"),
        _l("Hito cancelado: sale de la cuenta y se sigue viendo. Se puede recuperar."),
        boton=_l("Cancelar el hito"),
    ),
    "recuperar_hito": Textos(_l("Recuperar un hito"), _l("El hito vuelve a la cuenta.")),
    "decir": Textos(
        _l("Decir cuánto lleva"),
        _l("Anotado. Si fue un error, anota otra vez: vale lo último y lo anterior se sigue viendo."),
        _l("Lo que se dice queda con su fecha y su porqué, y no se borra."),
        pistas={
            "porcentaje": _l("De 0 a 100, sin decimales."),
            "motivo": _l("Qué se hizo y cómo se sabe."),
        },
    ),
    "poner_situacion": Textos(
        _l("Decir cómo va"),
        _l("Guardado. La calculada se sigue viendo al lado."),
        _l("Vale en lugar de la calculada y las dos se ven. Es para cuando la cuenta no dice toda la verdad."),
        pistas={"motivo": _l("Cualquiera lo leerá junto a la situación.")},
    ),
    "quitar_situacion": Textos(
        _l("Volver a la situación calculada"), _l("Vuelve a valer la situación calculada.")
    ),
    "umbrales": Textos(
        _l("Cuándo algo va a tiempo"),
        _l("Guardado."),
        _l("En porcentaje de lo que tocaría hoy. Cambiarlos cambia la situación de todo el plan."),
        pistas={
            "a_tiempo": _l("Con 90, va a tiempo quien lleva al menos el 90 % de lo que tocaría."),
            "en_riesgo": _l("Por debajo de este va atrasado."),
        },
    ),
}
"""Vista → lo que dice."""
