"""Una persona con filas en todas las tablas clasificadas, puestas directamente: lo que falte se nota."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.extensiones import Modelo, db
from app.nucleo.reloj import ahora
from app.participacion import servicios as conversaciones
from app.privacidad.clasificacion import AJENAS, CLASIFICACION
from app.propuestas import servicios
from tests.fabricas import avance, cuentas, participacion, procesos, propuestas
from tests.fabricas import plan as planes

SECRETOS = {
    "correo": "rosalinda.quispe@correo.example",
    "nombre": "Rosalinda Quispe Ñahui",
    "seudonimo": "Colibrí Zafiro",
    "contacto": "+59399777666",
    "red": "203.0.113.0",
    "aparato": "Navegador Zafiro en Tableta",
}
"""Lo que no puede quedar en ninguna parte después de borrar la cuenta."""


def _tabla(nombre: str) -> sa.Table:
    return Modelo.metadata.tables[nombre]


def persona_con_todo() -> int:
    """Crea a la persona y, en cada tabla clasificada que aún no tenga nada suyo, una fila; devuelve su id."""
    from app.cuentas.reglas import clave_de_seudonimo

    ella = cuentas.persona(
        correo=SECRETOS["correo"],
        nombre=SECRETOS["nombre"],
        nombre_clave=clave_de_seudonimo(SECRETOS["nombre"]),
        seudonimo=SECRETOS["seudonimo"],
        seudonimo_clave=clave_de_seudonimo(SECRETOS["seudonimo"]),
        contacto=SECRETOS["contacto"],
        nacimiento=1981,
        clave=cuentas.CLAVE,
    )
    ident = ella.id
    cuentas.dar_rol(ella, "administradora")
    cuentas.personal("administradora")
    cuentas.sesion_de(ella, red=SECRETOS["red"], aparato=SECRETOS["aparato"])
    quien = cuentas.identidad_de(ella)
    proceso = procesos.proceso()
    suya = propuestas.propuesta(quien, proceso=proceso, titulo="La propuesta que queda")
    propuestas.borrador(quien, proceso=proceso, titulo="Un borrador que se borra de verdad")
    ajena = propuestas.propuesta(proceso=proceso, titulo="Una propuesta ajena y abierta")
    servicios.apoyar(quien, propuestas.codigo_de(ajena))
    participacion.comentario(propuestas.codigo_de(suya), quien, "Lo que comenté")
    votado = participacion.comentario(propuestas.codigo_de(ajena))
    conversaciones.votar(quien, participacion.codigo_de(votado), 1)
    plan = planes.plan()
    elemento = planes.elemento(plan)
    hay = {
        "suya": suya.id,
        "ajena": ajena.id,
        "proceso": proceso.id,
        "plan": plan.id,
        "elemento": elemento.id,
        "indicador": avance.indicador(elemento).id,
    }
    _rellenar(ident, hay)
    return ident


def _rellenar(ident: int, hay: dict[str, int]) -> None:
    conexion = db.session
    for r in CLASIFICACION:
        tabla = _tabla(r.tabla)
        if r.tabla in ("personas", "propuestas", "comentarios") or _tiene(tabla, r.columna, ident):
            continue
        conexion.execute(sa.insert(tabla).values(**_fila(tabla, r.columna, ident, hay)))
    conexion.commit()


def _tiene(tabla: sa.Table, columna: str, ident: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.func.count()).where(tabla.c[columna] == ident)))


def _fila(tabla: sa.Table, columna: str, ident: int, hay: dict[str, int]) -> dict[str, Any]:
    """Valores válidos para cada columna obligatoria, y los secretos en las que llevan datos de contacto."""
    valores: dict[str, Any] = {}
    otra = cuentas.persona().id
    for c in tabla.columns:
        destino = next((f.column.table.name for f in c.foreign_keys), "")
        if c.name == columna:
            valores[c.name] = ident
        elif c.name in SECRETOS and f"{tabla.name}.{c.name}" not in AJENAS:
            valores[c.name] = SECRETOS[c.name]
        elif destino:
            if not c.nullable or f"{tabla.name}.{c.name}" == "adjuntos.contenido_id":
                valores[c.name] = _referencia(destino, otra, hay, f"{tabla.name}.{c.name}")
        elif not c.nullable and c.autoincrement is not True and not (c.primary_key and c.name == "id"):
            valores[c.name] = _valor(tabla.name, c)
    return {**valores, **_FORZADAS.get((tabla.name, columna), _FORZADAS.get((tabla.name, ""), {}))}


_FORZADAS: dict[tuple[str, str], dict[str, Any]] = {
    ("propuestas_versiones", ""): {"numero": 1},
    ("adjuntos", ""): {"ancho": 1, "alto": 1, "peso": 1, "nombre": "cedula-rosalinda.pdf", "clase": "pdf"},
    ("avisos_privacidad", ""): {"version": 7},
    ("solicitudes_datos", "resuelta_por_id"): {
        "codigo": "RESUELTA2222", "estado": "atendida", "resuelta_en": ahora(), "contacto": "otra@a.example",
        "texto": "De otra",
    },
    ("padron_objeciones", "resuelta_por_id"): {
        "estado": "aceptada", "resuelta_en": ahora(), "contacto": "otra@a.example", "texto": "De otra",
        "codigo_huella": "b" * 64,
    },
    ("padron_vinculos", "facilitadora_id"): {"huella": "c" * 64},
    ("atenciones", "facilitadora_id"): {"turno": "t" * 16},
    ("actos_mostrador", ""): {"clase": "registrar"},
    ("comentarios_votos", ""): {"valor": 1},
}  # fmt: skip

_ELEGIDOS: dict[str, Any] = {
    "clase": "acceso", "estado": "recibida", "accion": "dar", "rol": "auditora", "tipo": "inspira",
    "proposito": "recuperar", "medio": "mostrador", "modalidad": "importado", "canal": "web",
    "para": SECRETOS["correo"],
}  # fmt: skip
_POR_TABLA: dict[tuple[str, str], Any] = {
    ("coautorias", "estado"): "aceptada",
    ("padrones", "estado"): "preparacion",
    ("padron_objeciones", "clase"): "falto",
    ("padron_objeciones", "texto"): "Falto yo, Rosalinda Quispe Ñahui",
    ("solicitudes_datos", "texto"): "Soy Rosalinda Quispe Ñahui",
    ("solicitudes_datos", "vence"): ahora() + dt.timedelta(days=30),
    ("padron_cortes", "objeciones_hasta"): ahora() + dt.timedelta(days=30),
    ("padron_cortes", "respuestas_hasta"): ahora() + dt.timedelta(days=60),
    ("atenciones", "turno"): "s" * 16,
    ("importaciones_plan", "clase"): "elementos",
    ("mediciones", "valor"): Decimal(1),
    ("mediciones", "fecha"): dt.date(2026, 3, 31),
    ("avances", "fecha"): dt.date(2026, 3, 31),
    ("situaciones", "situacion"): "atrasado",
    ("planes_versiones", "numero"): 7,
    ("prioridades", "puesto"): 1,
}


def _valor(tabla: str, c: sa.Column[Any]) -> Any:
    if (tabla, c.name) in _POR_TABLA:
        return _POR_TABLA[tabla, c.name]
    if c.name in _ELEGIDOS:
        return _ELEGIDOS[c.name]
    tipo = c.type.python_type if not isinstance(c.type, sa.types.TypeDecorator) else dt.datetime
    if tipo is dt.datetime:
        return ahora()
    if tipo in (dict, list):
        return []
    if tipo is bool:
        return False
    if tipo is str:
        largo = getattr(c.type, "length", None) or 20
        return "a" * largo if largo in (32, 64) else f"x{c.name}"[: min(largo, 20)]
    return 0


def _referencia(destino: str, otra: int, hay: dict[str, int], cual: str) -> Any:
    if destino == "personas":
        return otra
    if destino == "sesiones":
        return cuentas.sesion_de(cuentas.persona())[0].huella
    if destino == "contenidos":
        return hay["ajena" if cual == "enlaces.destino_id" else "suya"]
    if destino == "propuestas":
        return hay["suya" if cual.startswith("propuestas_versiones") else "ajena"]
    if destino == "comentarios":
        return db.session.scalar(sa.select(_tabla("comentarios").c.id).limit(1))
    if destino == "padron_cortes":
        return db.session.scalar(sa.select(_tabla("padron_cortes").c.id).limit(1)) or _corte(hay)
    return {
        "procesos": hay["proceso"],
        "planes": hay["plan"],
        "elementos": hay["elemento"],
        "indicadores": hay["indicador"],
    }[destino]


def _corte(hay: dict[str, int]) -> Any:
    tabla = _tabla("padron_cortes")
    valores = {**_fila(tabla, "", 0, hay), "nombre": "Otro corte"}
    return db.session.scalar(sa.insert(tabla).values(**valores).returning(tabla.c.id))
