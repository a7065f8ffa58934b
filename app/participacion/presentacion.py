"""De las filas de una conversación a lo que dibujan sus plantillas. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.adjuntos.consultas import AdjuntoVisible
from app.nucleo import idiomas
from app.nucleo.permisos import Identidad, Rol
from app.nucleo.plantillas import fecha, numero, relativo
from app.nucleo.traducido import en
from app.participacion import permisos
from app.participacion.comentables import Comentable
from app.participacion.consultas import Cuentas, Fila
from app.participacion.reglas import Orden, Posicion, Puesto, aplanar, plegar

RECIENTE = dt.timedelta(days=7)
"""Lo reciente se dice con el tiempo que pasó; lo demás, con su fecha."""


@dataclass(frozen=True)
class Contexto:
    """Lo que hace falta saber para mostrar comentarios a quien mira. `raiz`: el comienzo de sus direcciones."""

    quien: Identidad
    sobre: Comentable
    momento: dt.datetime
    abierta: bool
    votos: Mapping[int, int] = field(default_factory=dict)
    motivos: Mapping[int, str] = field(default_factory=dict)
    padres: Mapping[int, Fila] = field(default_factory=dict)
    raiz: str = ""
    rotulos: Mapping[str, str] = field(default_factory=dict)
    adjuntos: Mapping[int, Sequence[AdjuntoVisible]] = field(default_factory=dict)


@dataclass(frozen=True)
class Visto:
    """Un comentario como lo dibuja la macro `comentario`. `estado`: visible, oculto o retirado.

    `resto`: lo que queda plegado de un texto largo.
    """

    codigo: str
    url: str
    nivel: int
    estado: str
    autora: str
    es_de_la_autora: bool
    insignia: str
    posicion: str
    rotulo: str
    texto: str
    idioma: str
    motivo: str
    creado_en: dt.datetime
    cuando: str
    editado_en: dt.datetime | None
    a_favor: int
    en_contra: int
    mi_voto: int
    respuestas: int
    vota: bool
    responde: bool
    corrige: bool
    retira: bool
    responde_a: str
    responde_a_url: str
    responde_visible: bool
    padre_ausente: bool
    adjuntos: tuple[AdjuntoVisible, ...] = ()
    destacado: bool = False
    resto: str = ""


def raiz_de_direcciones() -> str:
    """El comienzo de la dirección de todo comentario: se pide una vez, no una por comentario."""
    return url_for("participacion.comentario", codigo="0").removesuffix("0")


def rotulos() -> dict[str, str]:
    """Cada posición, en palabras; un aporte no lleva ninguna."""
    return {
        Posicion.A_FAVOR.value: _("a favor"),
        Posicion.EN_CONTRA.value: _("en contra"),
        Posicion.PREGUNTA.value: _("pregunta"),
        Posicion.APORTE.value: "",
    }


def cuando(escrito: dt.datetime, momento: dt.datetime) -> str:
    """`hace 2 días` si es reciente; si no, la fecha."""
    return relativo(escrito) if momento - escrito < RECIENTE else fecha(escrito)


def nombre_de(fila: Fila) -> str:
    """Con qué nombre aparece quien lo escribió."""
    if fila.autora_retirada or not fila.autora:
        return _("Persona retirada")
    return fila.autora


def insignia(texto: str) -> str:
    """Por quién habla alguien del personal: el nombre de su unidad, o su rol en palabras."""
    roles = {
        Rol.MODERADORA: _("Moderación municipal"),
        Rol.PLANIFICADORA: _("Planificación municipal"),
        Rol.FACILITADORA: _("Atención municipal"),
        Rol.EVALUADORA: _("Evaluación municipal"),
        Rol.ADMINISTRADORA: _("Administración municipal"),
    }
    return roles[Rol(texto)] if texto in roles else en(idiomas.actual(), None, "", texto)


def ver(fila: Fila, puesto: Puesto, c: Contexto, *, destacado: bool = False) -> Visto:
    """Un comentario listo para dibujar."""
    objeto = fila.objeto
    estado = "retirado" if fila.retirado else "oculto" if fila.oculto else "visible"
    visible = estado == "visible"
    texto, resto = (fila.texto, "") if destacado else plegar(fila.texto)
    padre = c.padres.get(fila.padre_id) if fila.padre_id is not None else None
    return Visto(
        codigo=fila.codigo,
        url=c.raiz + fila.codigo,
        nivel=puesto.nivel,
        estado=estado,
        autora=nombre_de(fila),
        es_de_la_autora=fila.autora_id is not None and fila.autora_id == c.sobre.autora_id,
        insignia=insignia(fila.de_personal) if fila.de_personal else "",
        posicion=fila.posicion,
        rotulo=c.rotulos[fila.posicion],
        texto=texto if visible else "",
        idioma=fila.idioma,
        motivo=c.motivos.get(fila.id, ""),
        creado_en=fila.creado_en,
        cuando=cuando(fila.creado_en, c.momento),
        editado_en=fila.editado_en if visible else None,
        a_favor=fila.a_favor,
        en_contra=fila.en_contra,
        mi_voto=c.votos.get(fila.id, 0),
        respuestas=fila.respuestas,
        vota=c.abierta and permisos.puede_votar(c.quien, objeto),
        responde=c.abierta and permisos.puede_responder(objeto),
        corrige=permisos.puede_editar(c.quien, objeto, c.momento),
        retira=permisos.puede_retirar(c.quien, objeto),
        responde_a=nombre_de(padre) if padre else "",
        responde_a_url=c.raiz + padre.codigo if padre else "",
        responde_visible=puesto.suelto,
        padre_ausente=fila.padre_ausente is not None,
        adjuntos=tuple(c.adjuntos.get(fila.id, ())) if visible else (),
        destacado=destacado,
        resto=resto if visible else "",
    )


def en_orden(filas: Sequence[Fila], c: Contexto, *, destacado: int | None = None) -> list[Visto]:
    """Las filas en orden de lectura, cada una a su nivel; `destacado` es el id de la que se vino a ver."""
    por_id = {f.id: f for f in filas}
    puestos = aplanar([(f.id, f.padre_id) for f in filas])
    return [ver(por_id[p.id], p, c, destacado=p.id == destacado) for p in puestos]


def cuantos(total: int) -> str:
    """`86 comentarios`."""
    return ngettext("%(n)s comentario", "%(n)s comentarios", total, n=numero(total))


def nombres_de_orden() -> dict[Orden, str]:
    """Cómo se llama cada orden."""
    return {
        Orden.VALORADOS: _("Mejor valorados"),
        Orden.NUEVOS: _("Nuevos"),
        Orden.ANTIGUOS: _("Antiguos"),
        Orden.RESPONDIDOS: _("Más respondidos"),
    }


def posiciones_con_cuenta(cuentas: Cuentas) -> list[tuple[Posicion, str, int]]:
    """Cada posición con su nombre y cuántas raíces tiene."""
    return [
        (Posicion.A_FAVOR, _("A favor"), cuentas.a_favor),
        (Posicion.EN_CONTRA, _("En contra"), cuentas.en_contra),
        (Posicion.PREGUNTA, _("Preguntas"), cuentas.preguntas),
        (Posicion.APORTE, _("Aportes"), cuentas.aportes),
    ]


def filtros_de(codigo: str, cuentas: Cuentas, orden: Orden, elegida: Posicion | None) -> list[dict[str, Any]]:
    """Los filtros por posición, con su enlace; solo si hay más de una."""
    con_gente = [(p, nombre, n) for p, nombre, n in posiciones_con_cuenta(cuentas) if n]
    if len(con_gente) < 2 and elegida is None:
        return []
    comun: dict[str, Any] = {"codigo": codigo, "orden": orden.value if orden is not Orden.VALORADOS else None}
    sin_filtro = url_for("participacion.conversacion", **comun)
    todos = {"texto": _("Todos"), "url": sin_filtro, "actual": elegida is None}
    return [
        todos,
        *(
            {
                "texto": f"{nombre} {numero(n)}",
                "url": url_for("participacion.conversacion", posicion=p.value, **comun),
                "actual": p is elegida,
                "clase": p.value,
            }
            for p, nombre, n in con_gente
        ),
    ]


def ordenes_de(codigo: str, orden: Orden, elegida: Posicion | None) -> list[dict[str, Any]]:
    """Las formas de ordenar, con su enlace."""
    posicion = elegida.value if elegida else None
    return [
        {
            "texto": nombre,
            "url": url_for("participacion.conversacion", codigo=codigo, orden=o.value, posicion=posicion),
            "actual": o is orden,
        }
        for o, nombre in nombres_de_orden().items()
    ]
