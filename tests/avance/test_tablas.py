"""Las tablas largas contra la base: todo o nada, ida y vuelta, correcciones con su motivo y sus hechos."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.avance.modelos import AvanceDicho, Hito, Indicador, Medicion, Meta, Momento, Monto
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.nucleo.tablas import a_csv, a_json, a_xlsx
from app.plan import consultas, servicios, tablas
from app.plan.errores import ArchivoConErrores, PlanCambiado
from app.plan.modelos import Plan
from tests.cliente import Cliente
from tests.fabricas import avance as de_avance
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, persona, personal

ARCHIVOS = {
    "indicadores": (
        "Código;Elemento;Nombre;Unidad de medida;Decimales;Frecuencia;Dirección;Fecha de línea base;Línea base;"
        "Nombre [pt]\nI-1;1.1;Agua segura;%;1;anual;sube;31/12/2025;61,5;Água segura\n"
        "I-2;1.2;Aire;µg/m³;0;mensual;baja;;;\n"
    ),
    "metas": 'Indicador,Inicio,Fin,Meta\nI-1,2026-01-01,2026-12-31,70\nI-1,2027-01-01,2027-12-31,"1.234,5"\n',
    "mediciones": "Indicador;Fecha;Valor;Fuente\nI-1;2026-03-31;62,345678;INEC\nI-1;2026-03-31;63;Otra\n",
    "hitos": (
        "Elemento,Orden,Hito,Peso,Vence,Cumplido\n1.1.1,1,Terreno,2,2026-12-01,\n1.1.1,2,Obra,,,2026-02-01\n"
    ),
    "avances": "Elemento,Fecha,Porcentaje,Motivo\n1.2,2026-01-15,35 %,Empezó la obra\n",
    "montos": (
        'Elemento,Año,Momento,Monto,Fuente\n1.1.1,2026,Programado,"1.234,50",POA\n1.1.1,2026,paid,12,POA\n'
    ),
}
PLANIFICADORA = (RolEn(Rol.PLANIFICADORA),)


def planificadora() -> Identidad:
    return Identidad(persona_id=persona().id, roles=PLANIFICADORA, segundo_factor=True)


def con_todo(clave: str = "plan-2035") -> Plan:
    plan = fabrica.plan(clave)
    for clase, texto in ARCHIVOS.items():
        ensayo = servicios.importar(OPERACION, plan.id, texto, motivo="carga", nombre=f"{clase}.csv")
        assert ensayo.clase == clase
    db.session.commit()
    return plan


def sacada(plan: Plan, clase: str) -> str:
    return "".join(a_csv(tablas.todas()[clase].exportar(plan.id)))


def cuantas(modelo: type) -> int:
    return db.session.scalar(select(func.count()).select_from(modelo)) or 0


TODOS = (Indicador, Meta, Medicion, Hito, AvanceDicho, Momento, Monto, Hecho)


def test_traer_todo_y_otra_vez_no_cambia_nada(app: Flask) -> None:
    plan = con_todo()
    antes = [cuantas(m) for m in TODOS]
    for clase, texto in ARCHIVOS.items():
        assert servicios.importar(OPERACION, plan.id, texto).cuentas.keys() == {"igual"}, clase
    assert [cuantas(m) for m in TODOS] == antes


def test_lo_sacado_vuelve_sin_cambios_en_csv_y_en_hoja(app: Flask) -> None:
    plan, otro = con_todo(), fabrica.plan("otro")
    for clase in ARCHIVOS:
        tabla = tablas.todas()[clase].exportar(plan.id)
        for contenido in ("".join(a_csv(tabla)).encode(), a_xlsx(tabla)):
            ensayo = consultas.ensayar(plan.id, contenido)
            assert (ensayo.clase, ensayo.errores) == (clase, ())
            assert ensayo.cuentas.keys() == {"igual"}
        servicios.importar(OPERACION, otro.id, a_xlsx(tabla), motivo="copia")
        assert sacada(otro, clase) == sacada(plan, clase)
        assert '"filas"' in a_json(tabla)


_textos = st.text(st.sampled_from(list("aÁñ ,;'\"=+-@\n\t＝1.[]<&")), max_size=30)
_numeros = st.decimals(Decimal(-(10**17)), Decimal(10**17), places=6, allow_nan=False)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_numeros, _textos, _textos), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 10**16), _textos), max_size=3),
)
def test_lo_que_haya_en_la_base_sale_y_vuelve_sin_cambios(
    app: Flask, medidas: list[tuple[Decimal, str, str]], montos: list[tuple[int, str]]
) -> None:
    plan = fabrica.plan(f"p{cuantas(Plan)}")
    hoja = fabrica.elemento(plan, "1.1.1")
    dado = de_avance.indicador(hoja, nombre=f"x{medidas[0][1]}", definicion=medidas[0][2], metas=())
    for n, (valor, fuente, nota) in enumerate(medidas):
        de_avance.medicion(dado, f"202{n}-01-01", valor, fuente=f"F{fuente}"[:300], nota=nota)
    momento = Momento(plan_id=plan.id, clave="programado", nombres={"es": "Programado"}, orden=1)
    db.session.add(momento)
    db.session.flush()
    for n, (monto, fuente) in enumerate(montos):
        db.session.add(
            Monto(elemento_id=hoja.id, anio=2026 + n, momento_id=momento.id, valor=monto, fuente=fuente)
        )
    db.session.flush()
    for clase in ("indicadores", "mediciones", *(["montos"] if montos else [])):
        tabla = tablas.todas()[clase].exportar(plan.id)
        for contenido in ("".join(a_csv(tabla)).encode(), a_xlsx(tabla)):
            ensayo = consultas.ensayar(plan.id, contenido)
            assert (ensayo.clase, ensayo.errores, ensayo.cambia_algo) == (clase, (), False), clase


def test_un_error_lo_para_todo(app: Flask) -> None:
    plan = con_todo()
    antes = [cuantas(m) for m in TODOS]
    with pytest.raises(ArchivoConErrores) as caso:
        servicios.importar(
            OPERACION,
            plan.id,
            "Indicador,Fecha,Valor,Fuente\nI-2,2026-01-31,5,A\nI-9,2026-01-31,ND,A\n",
            motivo="x",
        )
    assert [(e.fila, e.columna, e.clave) for e in caso.value.errores] == [
        (3, "Indicador", "indicador_desconocido"),
        (3, "Valor", "numero"),
    ]
    assert [cuantas(m) for m in TODOS] == antes


def test_corregir_por_archivo_guarda_lo_de_antes_con_su_motivo(app: Flask) -> None:
    plan, quien = con_todo(), planificadora()
    texto = "Indicador;Fecha;Valor;Fuente\nI-1;2026-03-31;64;INEC\n"
    with pytest.raises(Invalido):
        servicios.importar(quien, plan.id, texto)
    servicios.importar(quien, plan.id, texto, motivo="Error de dedo", nombre="m.csv")
    vieja, otra, nueva = db.session.scalars(select(Medicion).order_by(Medicion.id))
    assert (vieja.valor, vieja.motivo, vieja.reemplazo_id) == (Decimal("62.345678"), "Error de dedo", nueva.id)
    assert vieja.corregida_en is not None
    assert (nueva.valor, nueva.principal, nueva.corregida_en, nueva.traida) == (
        Decimal(64),
        True,
        None,
        "m.csv",
    )
    assert nueva.persona_id == quien.persona_id
    assert otra.corregida_en is None
    hecho = db.session.scalars(
        select(Hecho).where(Hecho.clase == "avance.tabla_traida").order_by(Hecho.id)
    ).all()[-1]
    assert hecho.contenido_id == fabrica.elemento(plan, "1.1").id
    assert hecho.motivo == "Error de dedo"
    assert hecho.datos["cambios"] == [
        {"campo": "I-1 · 2026-03-31 · INEC · Valor", "antes": "62.345678", "despues": "64"}
    ]


def test_corregir_en_un_borrador_tambien_lleva_motivo(app: Flask) -> None:
    plan = fabrica.borrador()
    for clase in ("indicadores", "mediciones"):
        servicios.importar(OPERACION, plan.id, ARCHIVOS[clase])
    texto = "Indicador;Fecha;Valor;Fuente\nI-1;2026-03-31;64;INEC\n"
    assert consultas.ensayar(plan.id, texto).exige_motivo
    with pytest.raises(Invalido):
        servicios.importar(OPERACION, plan.id, texto)
    servicios.importar(OPERACION, plan.id, texto, motivo="x")
    assert cuantas(Hecho) and not db.session.scalar(
        select(Hecho.id).where(Hecho.clase == "avance.tabla_traida", Hecho.publico)
    )


def test_trocar_la_fuente_principal_en_un_archivo(app: Flask) -> None:
    plan = con_todo()
    texto = (
        "Indicador;Fecha;Valor;Fuente;Principal\nI-1;2026-03-31;62,345678;INEC;no\nI-1;2026-03-31;63;Otra;sí\n"
    )
    servicios.importar(OPERACION, plan.id, texto, motivo="La otra es oficial")
    filas = db.session.execute(select(Medicion.fuente, Medicion.principal).order_by(Medicion.id)).all()
    assert [tuple(f) for f in filas] == [("INEC", False), ("Otra", True)]


def test_las_metas_pueden_trocar_sus_periodos(app: Flask) -> None:
    plan = con_todo()
    texto = (
        "Indicador,Inicio,Fin,Meta\nI-1,2026-01-01,2026-06-30,65\nI-1,2026-07-01,2026-12-31,71\n"
        "I-1,2027-02-01,2027-12-31,80\n"
    )
    servicios.importar(OPERACION, plan.id, texto, motivo="Metas por semestre")
    filas = db.session.execute(select(Meta.inicio, Meta.fin, Meta.valor).order_by(Meta.fin)).all()
    assert [(f.inicio.isoformat(), f.fin.isoformat(), f.valor) for f in filas] == [
        ("2026-01-01", "2026-06-30", 65),
        ("2026-07-01", "2026-12-31", 71),
        ("2027-02-01", "2027-12-31", 80),
    ]


def test_cambiar_un_indicador_conserva_lo_que_no_trae(app: Flask) -> None:
    plan = con_todo()
    servicios.importar(
        OPERACION, plan.id, "Código,Nombre [en],Fórmula\nI-1,Safe water,a/b\n", motivo="traducir"
    )
    dado = db.session.scalars(select(Indicador).where(Indicador.codigo == "I-1")).one()
    assert (dado.nombre, dado.formula, dado.base_valor) == ("Agua segura", "a/b", Decimal("61.5"))
    assert dado.traducciones == {"pt": {"nombre": "Água segura"}, "en": {"nombre": "Safe water"}}
    assert dado.base_fecha == dt.date(2025, 12, 31)


def test_quien_no_planifica_toda_la_ciudad_no_trae_tablas(app: Flask) -> None:
    plan, unidad = con_todo(), fabrica.unidad()
    for roles in ((), (RolEn(Rol.MODERADORA),), (RolEn(Rol.PLANIFICADORA, unidad_id=unidad),)):
        quien = Identidad(persona_id=persona().id, roles=roles, segundo_factor=True)
        for texto in ARCHIVOS.values():
            with pytest.raises(NoPermitido):
                servicios.importar(quien, plan.id, texto, motivo="x")


def test_si_la_tabla_cambio_tras_el_ensayo_no_se_aplica(app: Flask) -> None:
    plan, quien = con_todo(), planificadora()
    ficha = fabrica.ensayo_guardado(quien, plan.id, ARCHIVOS["mediciones"].replace("63", "65"))
    servicios.importar(OPERACION, plan.id, ARCHIVOS["mediciones"].replace("63", "66"), motivo="otra")
    with pytest.raises(PlanCambiado):
        fabrica.confirmar(quien, plan.id, ficha, "m")


def subir(cliente: Cliente, contenido: bytes, nombre: str) -> str:
    cliente.get("/plan/plan-2035/importar")
    respuesta = cliente.enviar("/plan/plan-2035/importar", {"archivo": (io.BytesIO(contenido), nombre)})
    assert respuesta.status_code == 303
    return str(respuesta.headers["Location"])


def test_por_la_pagina_se_sube_una_hoja_se_mira_y_se_aplica(cliente: Cliente) -> None:
    plan = con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    pagina = cliente.get("/plan/plan-2035/importar").get_data(as_text=True)
    assert "Mediciones de los indicadores" in pagina
    assert "mil doscientos treinta y cuatro" in pagina
    texto = sacada(plan, "mediciones").replace(",63,", ",64,")
    ensayo = subir(cliente, texto.encode(), "medidas.csv")
    pagina = cliente.get(ensayo).get_data(as_text=True)
    for dicho in (
        "Mediciones de los indicadores",
        "medidas.csv",
        "I-1 · 31 de marzo de 2026 · Otra",
        "<del>63</del>",
    ):
        assert dicho in pagina, dicho
    assert cliente.enviar(ensayo, {}).status_code == 422
    assert cliente.enviar(ensayo, {"motivo": "Lo dijo el instituto"}).status_code == 303
    assert "64" in sacada(plan, "mediciones")
    hilo = cliente.get("/plan/plan-2035/1.1").get_data(as_text=True)
    assert "Se traen datos de un archivo" in hilo
    assert "Lo dijo el instituto" in hilo


def test_los_archivos_seguidos_son_un_paso_que_se_despliega(cliente: Cliente) -> None:
    plan = con_todo()
    for valor in (64, 65):
        texto = sacada(plan, "mediciones")
        nuevo = re.sub(r",6[345],", f",{valor},", texto)
        servicios.importar(OPERACION, plan.id, nuevo, motivo=f"Llegó el dato {valor}")
    hilo = cliente.get("/plan/plan-2035/1.1").get_data(as_text=True)
    paso = hilo[hilo.index('<details class="hilo-pasos">') :].split("</details>")[0]
    assert "Ver las" in paso
    assert "Llegó el dato 64" in paso
    assert "Llegó el dato 65" in paso
    lista = hilo[hilo.index('<ol class="hilo"') : hilo.index('<details class="hilo-tabla"')]
    assert lista.count("Se traen datos de un archivo") == 1


def test_la_pagina_dice_los_errores_con_su_lugar(cliente: Cliente) -> None:
    con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    cliente.get("/plan/plan-2035/importar")
    ensayo = subir(cliente, "Elemento,Año,Momento,Monto\n1.1.1,2026,pensado,$ 5\n".encode(), "x.csv")
    pagina = re.sub(r"\s+", " ", cliente.get(ensayo).get_data(as_text=True))
    assert "Fila 2, columna Momento" in pagina
    assert "Escribe solo cifras, sin $ ni %" in pagina


def test_cada_tabla_se_descarga_y_un_borrador_no(cliente: Cliente) -> None:
    con_todo()
    fabrica.borrador("oculto")
    for clase in (*ARCHIVOS, "elementos"):
        for formato in ("csv", "json", "xlsx"):
            respuesta = cliente.get(f"/plan/plan-2035/tablas/{clase}.{formato}")
            assert respuesta.status_code == 200
            assert f"plan-2035-{clase}.{formato}" in respuesta.headers["Content-Disposition"]
            assert cliente.get(f"/plan/oculto/tablas/{clase}.{formato}").status_code == 404
    assert cliente.get("/plan/plan-2035/tablas/nada.csv").status_code == 404
    assert cliente.get("/plan/plan-2035/tablas/metas.pdf").status_code == 404


def test_las_ordenes_traen_ensayan_y_sacan(app: Flask, tmp_path: object) -> None:
    from pathlib import Path

    carpeta = Path(str(tmp_path))
    plan = con_todo()
    archivo = carpeta / "montos.csv"
    archivo.write_text(ARCHIVOS["montos"].replace("12,", "15,"), encoding="utf-8")
    corredor = app.test_cli_runner()
    ensayo = corredor.invoke(args=["importar", "montos", str(archivo), "--plan", "plan-2035", "--ensayo"])
    assert ensayo.exit_code == 0
    assert "Monto: «12» → «15»" in ensayo.output.replace("12,00", "12").replace("15,00", "15")
    assert cuantas(Monto) == 2
    sin_motivo = corredor.invoke(args=["importar", "montos", str(archivo), "--plan", "plan-2035"])
    assert sin_motivo.exit_code == 1
    assert "--motivo" in sin_motivo.output
    hecho = corredor.invoke(
        args=["importar", "montos", str(archivo), "--plan", "plan-2035", "--motivo", "ajuste"]
    )
    assert "0 nuevos, 1 cambian, 1 iguales" in hecho.output
    otra = corredor.invoke(args=["importar", "metas", str(archivo), "--plan", "plan-2035"])
    assert otra.exit_code == 1
    assert "Falta la columna «Indicador»" in otra.output
    salida = carpeta / "m.xlsx"
    assert corredor.invoke(args=["exportar", "montos", "plan-2035", str(salida)]).exit_code == 0
    assert not consultas.ensayar(plan.id, salida.read_bytes()).cambia_algo
    pantalla = corredor.invoke(args=["exportar", "montos", "plan-2035"]).output
    assert pantalla.splitlines() == sacada(plan, "montos").removeprefix("\ufeff").splitlines()
    assert corredor.invoke(args=["exportar", "montos", "plan-2035", str(carpeta / "m.ods")]).exit_code == 2


def test_corregido_y_vuelto_atras_tambien_es_haber_cambiado(app: Flask) -> None:
    """Los mismos valores en otras filas: lo ensayado apunta a las que ya no valen."""
    plan = con_todo()
    ensayo = consultas.ensayar(plan.id, ARCHIVOS["mediciones"].replace("63", "65"))
    for valor in ("66", "63"):
        servicios.importar(OPERACION, plan.id, ARCHIVOS["mediciones"].replace("63", valor), motivo="otra")
    with pytest.raises(PlanCambiado):
        servicios.aplicar_ensayos(OPERACION, plan.id, [("m.csv", ensayo)], "m")
