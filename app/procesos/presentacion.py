"""Las reglas y las fases de un proceso, en palabras. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.nucleo.plantillas import fecha, fecha_breve, fecha_hora, numero, porcentaje
from app.procesos.reglas import SIN_UMBRAL, Acto, Ventana, abiertos, cierre_vigente, proxima_apertura

if TYPE_CHECKING:
    from app.procesos.formularios import TextosDeFase, TextosDeProceso
    from app.procesos.modelos import Fase, Proceso


def quienes() -> dict[int, str]:
    """Cada acreditación, en palabras."""
    return {
        0: _("Cualquier persona con una cuenta."),
        1: _("Toda persona con una cuenta y el correo confirmado."),
        2: _("Toda persona comprobada en el padrón."),
        3: _("Toda persona que comprobó su identidad en un mostrador o por carta."),
    }


def _quien(acreditacion: int) -> str:
    return quienes()[acreditacion]


def _cuentan(acreditacion: int) -> str:
    return {
        0: _("Todos los apoyos cuentan para el umbral."),
        1: _("Cuentan para el umbral los apoyos con el correo confirmado."),
        2: _("Cuentan los apoyos de personas comprobadas en el padrón. Los demás se muestran aparte."),
        3: _("Cuentan los apoyos de quien comprobó su identidad en persona. Los demás se muestran aparte."),
    }[acreditacion]


def umbral_en_palabras(p: Proceso) -> str:
    """Cuántos apoyos hacen falta para que la municipalidad tenga que responder."""
    if p.umbral_clase == "porcentaje":
        return _(
            "Para toda la ciudad, el %(ciudad)s de las personas de su padrón. Para un barrio o distrito, "
            "el %(lugar)s de las suyas. Sin padrón, se cuenta la población. Nunca menos de %(minimo)s.",
            ciudad=_en_centesimas(p.umbral_ciudad),
            lugar=_en_centesimas(p.umbral_territorio),
            minimo=numero(p.umbral_minimo),
        )
    return _(
        "%(ciudad)s apoyos si es para toda la ciudad; %(lugar)s si es para un barrio o distrito.",
        ciudad=numero(p.umbral_ciudad),
        lugar=numero(p.umbral_territorio),
    )


def _en_centesimas(valor: int) -> str:
    return porcentaje(Decimal(valor) / 10_000, exacto=True)


def reglas_en_palabras(p: Proceso) -> list[dict[str, Any]]:
    """Las reglas de juego, para leerlas antes de proponer o apoyar: `{etiqueta, valor}`."""
    edad = (
        [{"etiqueta": _("Edad"), "valor": _("Desde el año en que cumples %(n)s.", n=numero(p.edad_minima))}]
        if p.edad_minima
        else []
    )
    if p.umbral_ciudad >= SIN_UMBRAL:
        return [{"etiqueta": _("Qué se puede hacer"), "valor": _("Leer. Aquí no se propone ni se apoya.")}]
    return [
        {"etiqueta": _("Quién propone"), "valor": _quien(p.acreditacion_proponer)},
        {"etiqueta": _("Quién apoya"), "valor": _quien(p.acreditacion_apoyar)},
        {"etiqueta": _("Quién comenta"), "valor": _quien(p.acreditacion_comentar)},
        *edad,
        {"etiqueta": _("Qué apoyos cuentan"), "valor": _cuentan(p.acreditacion_umbral)},
        {"etiqueta": _("Umbral"), "valor": umbral_en_palabras(p)},
        {"etiqueta": _("Tiempo para llegar"), "valor": vigencia_en_palabras(p.vigencia_meses)},
        {"etiqueta": _("Plazo para responder"), "valor": plazo_en_palabras(p.plazo_respuesta)},
    ]


def vigencia_en_palabras(meses: int | None) -> str:
    """Cuánto tiene una propuesta para llegar al umbral, y qué pasa después."""
    if not meses:
        return _("Mientras dure la etapa de apoyos. Lo que no llega se archiva y se sigue leyendo.")
    return ngettext(
        "%(n)s mes desde que se publica, o hasta que termine la etapa de apoyos si es antes. Lo que no llega "
        "se archiva y se sigue leyendo.",
        "%(n)s meses desde que se publica, o hasta que termine la etapa de apoyos si es antes. Lo que no llega "
        "se archiva y se sigue leyendo.",
        meses,
        n=numero(meses),
    )


def plazo_en_palabras(dias: int) -> str:
    """El plazo de respuesta, con su hora final."""
    return ngettext(
        "%(n)s día corrido desde que pasa el umbral, hasta las 23:59 de ese día.",
        "%(n)s días corridos desde que pasa el umbral, hasta las 23:59 del último día.",
        dias,
        n=numero(dias),
    )


def partes_de_textos(
    proceso: TextosDeProceso, etapas: Iterable[tuple[Fase, TextosDeFase]]
) -> list[dict[str, Any]]:
    """Las partes del formulario de sus textos en otros idiomas: el proceso y cada etapa."""
    return [
        {"id": "proceso", "titulo": _("El proceso"), "formulario": proceso},
        *(
            {
                "id": f"fase{e.id}",
                "titulo": _("Etapa: %(nombre)s", nombre=e.nombre),
                "nota": e.descripcion,
                "formulario": f,
            }
            for e, f in etapas
        ),
    ]


def _fechas(fase: Ventana) -> str:
    if fase.cierra is None:
        return _("Desde el %(abre)s, sin fecha de cierre", abre=fecha(fase.abre))
    return _("Del %(abre)s al %(cierra)s", abre=fecha_hora(fase.abre), cierra=fecha_hora(fase.cierra))


def _permite(fase: Ventana) -> str:
    nombres = {
        Acto.PROPONER: _("proponer"),
        Acto.APOYAR: _("apoyar"),
        Acto.DEBATIR: _("comentar"),
    }
    hay = [texto for acto, texto in nombres.items() if acto in fase.actos]
    return _("Se puede: %(actos)s.", actos=", ".join(hay)) if hay else ""


def motivo_de_fase(fases: Iterable[Ventana], acto: Acto, momento: dt.datetime) -> str:
    """Por qué un acto está cerrado hoy, con la fecha en que abre o en que cerró."""
    fases = tuple(fases)
    vuelve = proxima_apertura(fases, acto, momento)
    if vuelve is not None:
        return _("Abre el %(dia)s.", dia=fecha_hora(vuelve))
    cierres = [f.cierra for f in fases if acto in f.actos and f.cierra is not None]
    if cierres:
        return _("Cerró el %(dia)s.", dia=fecha_hora(max(cierres)))
    return _("Este proceso no tiene una etapa abierta para esto.")


def fases_para_hilo(fases: Iterable[Ventana], momento: dt.datetime) -> list[dict[str, Any]]:
    """Las fases como pasos del hilo: pasadas, presente y por venir, con sus fechas."""
    pasos = []
    for fase in fases:
        estado = "ahora" if fase.contiene(momento) else ("luego" if fase.abre > momento else "hecho")
        pasos.append(
            {
                "titulo": fase.nombre,
                "estado": estado,
                "cuando": _fechas(fase),
                "lineas": [t for t in (fase.descripcion, _permite(fase)) if t],
                "id": fase.id,
            }
        )
    return pasos


def estado_de_fases(fases: Iterable[Ventana], momento: dt.datetime) -> dict[str, Any]:
    """Qué está abierto ahora y hasta cuándo: chip para las fichas y qué botones ofrecer."""
    fases = tuple(fases)
    actos = abiertos(fases, momento)
    puede = {"proponer": Acto.PROPONER in actos, "apoyar": Acto.APOYAR in actos}
    if puede["proponer"] or puede["apoyar"]:
        cierra = cierre_vigente(fases, Acto.PROPONER if puede["proponer"] else Acto.APOYAR, momento)
        texto = _("Hasta el %(dia)s", dia=fecha_breve(cierra)) if cierra else _("Siempre abierto")
        return {**puede, "texto": texto, "tono": "ahora"}
    vuelve = proxima_apertura(fases, Acto.PROPONER, momento)
    if vuelve:
        return {**puede, "texto": _("Abre el %(dia)s", dia=fecha_breve(vuelve)), "tono": "neutro"}
    en_curso = next((f for f in fases if f.contiene(momento)), None)
    if en_curso is not None:
        return {**puede, "texto": _("Etapa: %(nombre)s", nombre=en_curso.nombre), "tono": "neutro"}
    return {**puede, "texto": _("Cerrado"), "tono": "cerrado"}


def cambios_de_fecha(hechos: Iterable[Any]) -> list[dict[str, Any]]:
    """Los cambios de fechas publicados: qué fase, cuándo se cambió, de qué a qué y por qué."""
    return [
        {
            "fase": h.datos.get("fase", ""),
            "cuando": h.ocurrio_en,
            "antes": _tramo(h.datos.get("antes") or {}),
            "despues": _tramo(h.datos.get("despues") or {}),
            "motivo": h.motivo,
        }
        for h in hechos
        if h.clase == "procesos.fase_cambiada"
    ]


def cambios_de_reglas(hechos: Iterable[Any]) -> list[dict[str, Any]]:
    """Los cambios de reglas publicados: cuándo, por qué y cada regla antes y después, en palabras."""
    return [
        {
            "cuando": h.ocurrio_en,
            "motivo": h.motivo,
            "partes": [
                {"nombre": nombre, "antes": antes, "despues": despues}
                for clave in h.datos.get("despues", {})
                for nombre, antes, despues in [
                    _regla(clave, h.datos["antes"][clave], h.datos["despues"][clave])
                ]
            ],
        }
        for h in hechos
        if h.clase == "procesos.reglas_cambiadas"
    ]


def _regla(clave: str, antes: Any, despues: Any) -> tuple[str, str, str]:
    """Una regla en palabras; `pruebas` ya no es de los procesos, pero sigue en sus hechos."""
    nombre = {
        "vigencia_meses": _("Meses para llegar al umbral"),
        "acreditacion_comentar": _("Quién comenta"),
        "pruebas": _("Pruebas en el mostrador"),
    }[clave]
    return nombre, _valor(clave, antes), _valor(clave, despues)


def _valor(clave: str, valor: Any) -> str:
    if clave == "vigencia_meses":
        return numero(valor) if valor else _("sin límite")
    if clave == "acreditacion_comentar":
        return _quien(valor)
    return ", ".join(codigo.replace("_", " ") for codigo in valor) or _("las que acepta la ciudad")


def _tramo(datos: dict[str, str | None]) -> str:
    abre, cierra = (dt.datetime.fromisoformat(v) if (v := datos.get(k)) else None for k in ("abre", "cierra"))
    if cierra is None:
        return _("desde el %(abre)s, sin cierre", abre=fecha_hora(abre))
    return _("del %(abre)s al %(cierra)s", abre=fecha_hora(abre), cierra=fecha_hora(cierra))
