"""Vuelve a calcular cada cifra de la matriz y de la portada solo con lo descargado. No importa la aplicación.

    python recalcular.py CARPETA ZONA INSTANTE

CARPETA tiene: propuestas.csv, territorios.csv, plan.csv (con la clave de su plan en pedidos.json), las matrices
que nombra pedidos.json, los resúmenes del tablero (resumen, ejes, lugares, meses, ods no) y portada.html.
ZONA es la de la ciudad (America/Guayaquil); INSTANTE, cuándo se descargó (ISO 8601). Dice cada diferencia y
termina con 1 si hay alguna.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

Fila = dict[str, str]


def tabla(archivo: Path) -> list[Fila]:
    """Las filas de un CSV con encabezados."""
    with archivo.open(encoding="utf-8-sig", newline="") as abierto:
        return list(csv.DictReader(abierto))


class Descargas:
    """Lo descargado, con los árboles armados a mano."""

    def __init__(self, carpeta: Path, zona: ZoneInfo, instante: dt.datetime) -> None:
        self.carpeta, self.zona, self.instante = carpeta, zona, instante
        self.pedidos = json.loads((carpeta / "pedidos.json").read_text(encoding="utf-8"))
        self.propuestas = [self._propuesta(f) for f in tabla(carpeta / "propuestas.csv")]
        self.aparte = [self._propuesta(f) for f in tabla(carpeta / "archivadas.csv")]
        self.lugares = {f["codigo"]: f for f in tabla(carpeta / "territorios.csv")}
        niveles = [n for n in (tabla(carpeta / "plan.csv") or [{}])[0] if n.startswith("Nivel ")]
        self.arriba = {
            f["Código"]: {f["Código"], *(f[n] for n in niveles if f[n])} for f in tabla(carpeta / "plan.csv")
        }

    def _propuesta(self, f: Fila) -> dict[str, object]:
        clave = self.pedidos["plan"]
        atadas = [x.partition(":") for x in f["elementos"].split("; ") if x]
        publicada = dt.datetime.fromisoformat(f["publicada_en"].replace("Z", "+00:00"))
        return {
            **f,
            "codigos": {codigo for de, _dos, codigo in atadas if de == clave},
            "suelta": not atadas,
            "publicada": publicada,
            "mes": publicada.astimezone(self.zona).strftime("%Y-%m"),
        }

    def dentro(self, lugar: str, de: str) -> bool:
        """Verdadero si `lugar` es `de` o está en él."""
        while lugar:
            if lugar == de:
                return True
            lugar = self.lugares[lugar]["padre"]
        return False

    def de_elemento(self, p: dict, codigo: str) -> bool:
        """Verdadero si la propuesta se ata al elemento o a algo que cuelga de él."""
        return any(codigo in self.arriba[c] for c in p["codigos"])

    def habitantes(self, lugar: str) -> int | None:
        """Los del lugar; None si no se sabe."""
        texto = self.lugares[lugar]["habitantes"]
        return int(texto) if texto else None

    def ciudad(self) -> int | None:
        """Los de toda la ciudad: la suma de los lugares más grandes, si se saben todos."""
        raices = [c for c, f in self.lugares.items() if not f["padre"] and f["fuera_del_municipio"] == "false"]
        gente = [self.habitantes(c) for c in raices]
        return sum(gente) if gente and None not in gente else None


def decimal(n: int, entre: int | None, por: int, paso: str) -> str:
    """n × por ÷ entre, redondeado a la mitad hacia arriba; vacío si no se puede dividir."""
    if not entre:
        return ""
    return str((Decimal(n * por) / entre).quantize(Decimal(paso), ROUND_HALF_UP))


def elegidas(d: Descargas, pedido: dict[str, str]) -> list[dict]:
    """Las propuestas que pasan los filtros de una matriz."""
    estado = pedido.get("estado", "")
    base = d.aparte if estado == "archivada" else d.propuestas
    return [
        p
        for p in base
        if (not estado or p["estado"] == estado)
        and pedido.get("proceso", p["proceso"]) == p["proceso"]
        and pedido.get("desde", "0000") <= p["mes"] <= pedido.get("hasta", "9999")
    ]


def en_columna(d: Descargas, p: dict, f: Fila, pedido: dict[str, str]) -> bool:
    """Verdadero si la propuesta cuenta en la columna de esa celda."""
    suyo, codigo = p["territorio_codigo"], f["territorio_codigo"]
    if f["columna"] == "sin_lugar":
        return not suyo
    if f["columna"] == "solo_ese_lugar":
        return suyo == codigo
    if f["columna"] == "lugar":
        return d.dentro(suyo, codigo)
    return "territorio" not in pedido or d.dentro(suyo, pedido["territorio"])


def en_fila(d: Descargas, p: dict, f: Fila) -> bool:
    """Verdadero si la propuesta cuenta en la fila de esa celda."""
    if f["fila"] == "sin_clasificar":
        return bool(p["suelta"])
    return d.de_elemento(p, f["elemento_codigo"]) if f["elemento_codigo"] else True


def matriz(d: Descargas, pedido: dict[str, str]) -> list[str]:
    """Las diferencias de una matriz con lo vuelto a calcular, celda por celda."""
    malas, filas, suyas = [], tabla(d.carpeta / pedido["archivo"]), elegidas(d, pedido)

    def cuenta(f: Fila) -> int:
        return sum(en_columna(d, p, f, pedido) and en_fila(d, p, f) for p in suyas)

    totales = {(f["columna"], f["territorio_codigo"]): cuenta(f) for f in filas if f["fila"] == "total"}
    if not filas or not totales:
        return [f"{pedido['archivo']}: está vacía"]
    for f in filas:
        n = cuenta(f)
        gente = None
        if f["columna"] == "lugar":
            gente = d.habitantes(f["territorio_codigo"])
        elif f["columna"] == "total":
            gente = d.habitantes(pedido["territorio"]) if "territorio" in pedido else d.ciudad()
        todas = totales[f["columna"], f["territorio_codigo"]]
        correctas = {
            "propuestas": str(n),
            "habitantes": "" if gente is None else str(gente),
            "por_mil": decimal(n, gente, 1000, "0.1"),
            "parte": decimal(n, todas, 1, "0.0001"),
        }
        donde = (
            f"{pedido['archivo']} {f['fila']} {f['elemento_codigo']} × {f['columna']} {f['territorio_codigo']}"
        )
        malas += [f"{donde}: {k} dice {f[k]!r}, sale {v!r}" for k, v in correctas.items() if f[k] != v]
    return malas + _sumas(pedido, filas)


def _sumas(pedido: dict[str, str], filas: list[Fila]) -> list[str]:
    """Cada propuesta está en una sola columna: las de una fila suman su total."""
    por_fila: dict[tuple[str, str], list[int]] = {}
    for f in filas:
        par = por_fila.setdefault((f["fila"], f["elemento_codigo"]), [0, 0])
        par[f["columna"] == "total"] += int(f["propuestas"])
    return [
        f"{pedido['archivo']} {fila}: las columnas suman {suma} y el total dice {total}"
        for fila, (suma, total) in por_fila.items()
        if suma != total
    ]


def resumenes(d: Descargas) -> list[str]:
    """Las diferencias de las tablas del tablero público."""
    abiertas = d.propuestas
    dice: dict[str, str] = {f["cifra"]: f["valor"] for f in tabla(d.carpeta / "resumen.csv")}
    sale = {"abiertas": len(abiertas)}
    sale |= {e: sum(p["estado"] == e for p in abiertas) for e in ("reune", "espera", "traida")}
    dia = dt.timedelta(days=1)
    sale["vencidas"] = _vencen(d, hasta=d.instante)
    sale["vencen_en_7_dias"] = _vencen(d, d.instante, d.instante + 7 * dia)
    sale["nuevas_30_dias"] = sum(p["publicada"] >= d.instante - 30 * dia for p in abiertas)
    sale["nuevas_30_dias_antes"] = sum(
        d.instante - 60 * dia <= p["publicada"] < d.instante - 30 * dia for p in abiertas
    )
    malas = [f"resumen {k}: dice {dice[k]}, sale {v}" for k, v in sale.items() if dice[k] != str(v)]
    for f in tabla(d.carpeta / "ejes.csv"):
        n = sum(d.de_elemento(p, f["codigo"]) if f["codigo"] else bool(p["suelta"]) for p in abiertas)
        malas += [f"eje {f['codigo']}: dice {f['propuestas']}, sale {n}"] * (f["propuestas"] != str(n))
    for f in tabla(d.carpeta / "lugares.csv"):
        clase = "solo_ese_lugar" if f["solo_ese_lugar"] == "true" else "lugar" if f["codigo"] else "sin_lugar"
        celda = {"columna": clase, "territorio_codigo": f["codigo"]}
        n = sum(en_columna(d, p, celda, {}) for p in abiertas)
        malas += [f"lugar {f['nombre']}: dice {f['propuestas']}, sale {n}"] * (f["propuestas"] != str(n))
    for f in tabla(d.carpeta / "meses.csv"):
        n = sum(p["mes"] == f["mes"] for p in abiertas)
        malas += [f"mes {f['mes']}: dice {f['propuestas']}, sale {n}"] * (f["propuestas"] != str(n))
    return malas


def _vencen(d: Descargas, desde: dt.datetime | None = None, hasta: dt.datetime | None = None) -> int:
    vencen = [p["respuesta_vence"] for p in d.propuestas if p["estado"] == "espera"]
    fechas = [dt.datetime.fromisoformat(v.replace("Z", "+00:00")) for v in vencen]
    return sum((desde is None or f >= desde) and (hasta is None or f < hasta) for f in fechas)


def portada(d: Descargas) -> list[str]:
    """Las diferencias de las cifras de la portada, leídas de su HTML como las lee una persona."""
    html = (d.carpeta / "portada.html").read_text(encoding="utf-8")
    camino = html.split('<ol class="camino"')[1].split("</ol>")[0]
    pasos = re.findall(r'class="num">([\d.,]+)</b> <span>([^<]+)</span>', camino)
    dice = {texto: int(re.sub(r"\D", "", n)) for n, texto in pasos}
    semana = d.instante - dt.timedelta(days=7)
    detalles = [int(re.sub(r"\D", "", n)) for n in re.findall(r'suave">([\d.]+) esta semana', camino)]
    sale = {
        "publicad": len(d.propuestas),
        "sumado": sum(int(p["apoyos"]) + int(p["apoyos_importados"]) for p in d.propuestas),
        "respuesta": sum(p["estado"] == "espera" for p in d.propuestas),
    }
    malas = []
    for parte, n in sale.items():
        suya = [v for texto, v in dice.items() if parte in texto]
        malas += [f"portada «{parte}»: dice {suya}, sale {n}"] * (suya != [n])
    nuevas = sum(p["publicada"] >= semana for p in d.propuestas)
    return malas + [f"portada, esta semana: dice {detalles}, sale {nuevas}"] * (detalles != [nuevas])


def diferencias(carpeta: Path, zona: str, instante: dt.datetime) -> list[str]:
    """Todo lo que no coincide; vacío si cada cifra sale igual."""
    d = Descargas(carpeta, ZoneInfo(zona), instante)
    return [m for pedido in d.pedidos["matrices"] for m in matriz(d, pedido)] + resumenes(d) + portada(d)


if __name__ == "__main__":
    halladas = diferencias(Path(sys.argv[1]), sys.argv[2], dt.datetime.fromisoformat(sys.argv[3]))
    sys.stdout.write("\n".join(halladas or ["Cada cifra sale igual."]) + "\n")
    sys.exit(bool(halladas))
