"""Datos inventados con que se muestran las partes: cortos, largos, vacíos, en otro sentido de escritura."""

from __future__ import annotations

import datetime as dt
from typing import Any

MARZO = dt.datetime(2026, 3, 3, 14, 0, tzinfo=dt.UTC)
MAYO = dt.datetime(2026, 5, 2, 20, 0, tzinfo=dt.UTC)

NUDOS: list[dict[str, str]] = [
    {"nombre": "idea", "estado": "hecho"},
    {"nombre": "apoyos", "estado": "hecho"},
    {"nombre": "respuesta", "estado": "ahora"},
]
NUDOS_LARGOS: list[dict[str, str]] = [
    *({"nombre": n, "estado": "hecho"} for n in ("idea", "apoyos", "respuesta", "compromiso")),
    {"nombre": "obra", "estado": "ahora"},
    {"nombre": "comprobada", "estado": "luego"},
]
HILO: list[dict[str, Any]] = [
    {"titulo": "Idea", "estado": "hecho", "cuando": MARZO, "quien": "Rosa M., con 2 vecinas"},
    {
        "titulo": "1.184 apoyos",
        "estado": "hecho",
        "cuando": MAYO,
        "lineas": ["Pasó el umbral de 900. El 71 % vive en La Ribera."],
    },
    {
        "titulo": "Respuesta de Movilidad",
        "estado": "ahora",
        "chip": {"texto": "Vencida hace 4 días", "tono": "tarde"},
        "lineas": ["Tenía 30 días, hasta el 1 de junio."],
    },
]
HILO_ENTERO: list[dict[str, Any]] = [
    {**HILO[0], "url": "#"},
    {**HILO[1], "url": "#"},
    {
        "titulo": "Aceptada en parte",
        "estado": "hecho",
        "cuando": "28 de mayo",
        "quien": "Dirección de Movilidad",
        "porque": "El paso elevado cabe y se hará. El semáforo queda para el estudio de la avenida completa.",
    },
    {"titulo": "Compromiso 2.3.4", "estado": "hecho", "cuando": "12 de julio", "quien": "Concejo, acta 41"},
    {
        "titulo": "Obra al 40 %",
        "estado": "ahora",
        "cuando": "desde el 4 de agosto",
        "quien": "Obras Públicas",
        "chip": {"texto": "A tiempo", "tono": "ahora"},
    },
    {"titulo": "¿Está hecha de verdad?", "estado": "luego", "lineas": ["Lo dirán quienes viven cerca."]},
]
PLANES: list[dict[str, Any]] = [{"texto": "Caminar sin miedo", "codigo": "2.3", "eje": 2, "url": "#"}]
TARJETAS: list[dict[str, Any]] = [
    {
        "titulo": "Un paso seguro frente a la escuela Gabriela Mistral",
        "url": "#",
        "lugar": "La Ribera",
        "autor": "Rosa M.",
        "cuando": MARZO,
        "resumen": "Cruzan 400 niñas y niños al día una avenida sin semáforo. Pedimos un paso elevado y luz.",
        "planes": PLANES,
        "pasos": NUDOS,
        "apoyos": 1184,
        "verificados": 1102,
        "umbral": 900,
        "estado": {"texto": "Vencida hace 4 días", "tono": "tarde"},
        "accion": {"texto": "Ver y apoyar", "url": "#"},
    },
    {
        "titulo": "Sombra en los paraderos de la línea 4",
        "url": "#",
        "lugar": "Cerro Norte",
        "resumen": "En enero se espera de pie a 38 grados. Árboles donde quepan; techo vivo donde no.",
        "planes": [
            {"texto": "Ciudad que aguanta el calor", "codigo": "4.1", "eje": 4, "url": "#"},
            {"texto": "Moverse sin auto", "codigo": "2.1", "eje": 2, "url": "#"},
        ],
        "pasos": [*NUDOS[:1], {"nombre": "apoyos", "estado": "ahora"}],
        "apoyos": 612,
        "umbral": 900,
        "importados": 38,
        "accion": {"texto": "Ver y apoyar", "url": "#"},
    },
    {
        "titulo": "Agua potable continua para El Bajío",
        "url": "#",
        "lugar": "El Bajío (rural)",
        "resumen": "Sesenta y dos familias reciben agua tres días por semana. Falta la bomba.",
        "planes": [{"texto": "Agua para todas las casas", "codigo": "3.2", "eje": 5, "url": "#"}],
        "pasos": NUDOS_LARGOS,
        "apoyos": 118,
        "umbral": 90,
        "estado": {"texto": "En obra", "tono": "ahora"},
    },
]
TARJETAS_RARAS: list[dict[str, Any]] = [
    {"titulo": "Sin nada todavía", "url": "#", "pasos": [{"nombre": "idea", "estado": "ahora"}], "umbral": 900},
    {
        "titulo": "Electroencefalografistasdescentralizadamentecoordinados para la posta de Villa Sol",
        "url": "#",
        "lugar": "Comunidad Indígena Nuestra Señora de las Mercedes del Río Grande Abajo",
        "planes": [
            {
                "texto": "Salud cerca de cada casa, con horario de noche y fin de semana",
                "codigo": "1.2.4",
                "eje": 6,
            }
        ],
        "pasos": NUDOS_LARGOS,
        "apoyos": 1284905,
        "umbral": 2000000,
        "estado": {"texto": "Respondida fuera de plazo", "tono": "tarde"},
    },
    {
        "titulo": "مكتبة مفتوحة يوم الأحد",
        "url": "#",
        "lugar": "Centro",
        "autor": "ليلى",
        "cuando": "ayer",
        "resumen": "النص يُكتب من اليمين إلى اليسار داخل البطاقة نفسها.",
        "planes": [{"texto": "Barrios que aprenden", "codigo": "1.4", "eje": 3}],
        "pasos": [*NUDOS[:2], {"nombre": "retirada", "estado": "retirado"}],
        "apoyos": 1,
        "umbral": 900,
        "estado": {"texto": "Retirada", "tono": "cerrado"},
    },
]


def _area(id_: int, nombre: str, centro: tuple[int, int], d: str, *, tono: int, texto: str) -> dict[str, Any]:
    return {
        "id": str(id_),
        "nombre": nombre,
        "centro": centro,
        "d": d,
        "tono": tono,
        "texto": texto,
        "url": f"#zona-{id_}",
        "actual": id_ == 2,
    }


AREAS: list[dict[str, Any]] = [
    _area(1, "Centro", (330, 224), "M240 120l140-20 40 120-120 60-80-60z", tono=4, texto="67"),
    _area(2, "La Ribera", (480, 176), "M380 100l180 20 20 120-160-20z", tono=5, texto="92"),
    _area(3, "Cerro Norte", (224, 76), "M80 40l180-20 120 80-140 20-40 40z", tono=2, texto="22"),
    _area(4, "El Bajío (rural)", (124, 220), "M80 40l120 120 20 60-40 140-140-40z", tono=1, texto="8"),
    _area(
        5, "Villa Sol", (380, 336), "M220 220l80 60 120-60 160 20-20 120-380 0z", tono=0, texto="sin propuestas"
    ),
]
AREAS_SIN_ENLACE: list[dict[str, Any]] = [{c: a[c] for c in ("id", "nombre", "d")} for a in AREAS]
ROTULOS: list[dict[str, Any]] = [
    {"texto": a["nombre"], "x": a["centro"][0], "y": a["centro"][1]} for a in AREAS
]
COLUMNAS: list[dict[str, Any]] = [
    {"texto": "Objetivo", "url": "#", "orden": None},
    {"texto": "Propuestas", "numero": True, "url": "#", "orden": "desc"},
    {"texto": "Respondidas a tiempo", "numero": True, "url": "#"},
    {"texto": "Unidad"},
]
FILAS: list[list[Any]] = [
    [{"texto": "2.3 Caminar sin miedo", "url": "#", "sub": "Eje 2"}, "67", "84 %", "Movilidad"],
    [{"texto": "3.2 Agua para todas las casas", "url": "#", "sub": "Eje 3"}, "51", "100 %", "Aguas"],
    [{"texto": "6.1 Cuentas claras", "url": "#", "sub": "Eje 6"}, "8", None, "Hacienda"],
]
